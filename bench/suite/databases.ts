/** The databases on which the workloads run: an empty one for each run, and how durable it is. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Postgresql } from '../../test/postgres/start-postgresql.ts';
import { postgresqlPlace } from '../postgresql-place.ts';

export const databaseKinds = ['sqlite', 'postgresql'] as const;

export type DatabaseKind = (typeof databaseKinds)[number];

/** For people. */
export const databaseNames: Readonly<Record<DatabaseKind, string>> = {
  sqlite: 'SQLite',
  postgresql: 'PostgreSQL',
};

export interface EmptyDatabase {
  readonly kind: DatabaseKind;
  /** As `junjo start` takes it. */
  readonly database: string;
  /** The process from which all others of the database come, if it has some. */
  readonly pid: number | undefined;
  remove(): Promise<void>;
}

/** @param postgresql where it is to be; a SQLite file on disk otherwise */
export async function createEmptyDatabase(
  postgresql: Postgresql | undefined,
): Promise<EmptyDatabase> {
  if (postgresql === undefined) {
    const folder = mkdtempSync(join(tmpdir(), 'junjo-bench-'));
    return {
      kind: 'sqlite',
      database: `file:${join(folder, 'junjo.db')}`,
      pid: undefined,
      remove: async () => rmSync(folder, { recursive: true, force: true }),
    };
  }
  const name = `bench_${process.pid}`;
  await postgresql.dropDatabase(name);
  const { database, pid } = await postgresqlPlace(postgresql, name);
  const remove = () => postgresql.dropDatabase(name);
  return { kind: 'postgresql', database, pid, remove };
}
