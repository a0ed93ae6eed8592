import pg from 'pg';
import { type Postgresql, runAlone } from '../test/postgres/start-postgresql.ts';
import type { Place } from './measured-load.ts';
import { parentPidOf } from './process-cpu.ts';

/** A new database of a PostgreSQL that runs here, and how its commits and its CPU time are known. */
export async function postgresqlPlace(
  postgresql: Postgresql,
  name: string,
): Promise<Required<Place>> {
  const database = await postgresql.createDatabase(name);
  return {
    database,
    pid: await pidOf(database),
    // Each connection that writes counts its commits, so that a lost answer can be asked for.
    countCommits: async () => {
      const sql = 'SELECT coalesce(sum("commitCount"), 0)::int AS count FROM "Writer"';
      const [row] = await runAlone<{ count: number }>(database, sql);
      return row?.count ?? 0;
    },
  };
}

/** The process from which all others of this PostgreSQL come. */
async function pidOf(database: string): Promise<number | undefined> {
  const client = new pg.Client(database);
  await client.connect();
  const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
  const pid = parentPidOf(rows[0]?.pid ?? 0);
  await client.end();
  return pid;
}
