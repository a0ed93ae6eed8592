/**
 * One PostgreSQL for all tests of a run that need one: that of `JUNJO_TEST_POSTGRES_URL` if it is set,
 * else one of their own. Each test file makes its databases from a template with all migrations.
 */
import { randomBytes } from 'node:crypto';
import { env } from 'node:process';
import type { TestProject } from 'vitest/node';
import { migrate } from '../../src/store/migrate.ts';
import { openStore } from '../../src/store/open-store.ts';
import { type Postgresql, runAlone, startPostgresql } from './start-postgresql.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Where PostgreSQL is, with its database for administration. */
    readonly postgresqlUrl: string;
    /** Names of this run's databases begin so. */
    readonly databasePrefix: string;
    /** A database with all migrations and nothing in it. */
    readonly templateDatabase: string;
  }
}

/** What is to be cleared away when all tests are done. */
let clear: () => Promise<void> = () => Promise.resolve();

/** Vitest calls it before the first test. */
export async function setup(project: TestProject): Promise<void> {
  const given = env['JUNJO_TEST_POSTGRES_URL'];
  const own: Postgresql | undefined = given === undefined ? await startPostgresql() : undefined;
  const url = own?.urlOf('postgres') ?? given ?? '';
  const databasePrefix = `junjo_test_${randomBytes(4).toString('hex')}_`;
  const templateDatabase = `${databasePrefix}template`;
  await runAlone(url, `CREATE DATABASE "${templateDatabase}"`);
  const store = await openStore({ database: urlWithin(url, templateDatabase) });
  await migrate(store);
  await store.close();
  project.provide('postgresqlUrl', url);
  project.provide('databasePrefix', databasePrefix);
  project.provide('templateDatabase', templateDatabase);
  clear = own === undefined ? () => dropAll(url, databasePrefix) : own.remove;
}

/** Vitest calls it after the last test. */
export async function teardown(): Promise<void> {
  await clear();
}

/** The URL of another database of the same server. */
export function urlWithin(url: string, database: string): string {
  const within = new URL(url);
  within.pathname = `/${database}`;
  return within.href;
}

async function dropAll(url: string, prefix: string): Promise<void> {
  const found = await runAlone<{ name: string }>(
    url,
    'SELECT datname AS name FROM pg_database WHERE starts_with(datname, $1)',
    [prefix],
  );
  for (const { name } of found) await runAlone(url, `DROP DATABASE "${name}" WITH (FORCE)`);
}
