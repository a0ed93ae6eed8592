/**
 * A database for one test: in memory, or, where the tests run on PostgreSQL, an empty one of the run's
 * server. Those of PostgreSQL are emptied and used again by the tests of the same file.
 */
import { randomBytes } from 'node:crypto';
import { env } from 'node:process';
import pg from 'pg';
import { inject } from 'vitest';
import { urlWithin } from './postgres/global-setup.ts';
import { runAlone } from './postgres/start-postgresql.ts';

export interface TestDatabase {
  /** As `openStore` takes it. */
  readonly database: string;
  /** Nobody uses it any more. */
  release(): Promise<void>;
}

/** Whether this run of the tests is the one on PostgreSQL. */
export const isOnPostgresql = env['JUNJO_TEST_DIALECT'] === 'postgresql';

export async function takeDatabase(): Promise<TestDatabase> {
  if (!isOnPostgresql) return { database: 'memory:', release: () => Promise.resolve() };
  const url = unused.pop() ?? (await createDatabase());
  return {
    database: url,
    release: async () => {
      await empty(url);
      unused.push(url);
    },
  };
}

const unused: string[] = [];

async function createDatabase(): Promise<string> {
  const url = inject('postgresqlUrl');
  const name = `${inject('databasePrefix')}${randomBytes(6).toString('hex')}`;
  await runAlone(url, `CREATE DATABASE "${name}" TEMPLATE "${inject('templateDatabase')}"`);
  return urlWithin(url, name);
}

/** Row by row: there are few, and to truncate a table costs more than that. */
async function empty(url: string): Promise<void> {
  const client = new pg.Client(url);
  await client.connect();
  const { rows } = await client.query<{ name: string }>(
    `SELECT tablename AS name FROM pg_tables
     WHERE schemaname = 'public' AND tablename <> '_prisma_migrations'`,
  );
  // References between rows that all go do not have to be looked at.
  await client.query(
    `SET session_replication_role = replica; ${rows.map(({ name }) => `DELETE FROM "${name}"`).join('; ')}`,
  );
  await client.end();
}
