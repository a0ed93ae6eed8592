/**
 * What a run needs besides its own process: a database, Redis, or a server of Junjo on a database.
 * Each is started for one run and removed after it, so nobody works on what another has left.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPostgresql } from '../../test/postgres/start-postgresql.ts';
import { postgresqlPlace } from '../postgresql-place.ts';
import { ServerProcess } from '../server-process.ts';
import { checkKeptPromises } from '../suite/kept-promises.ts';
import type { StoreKind } from './entries.ts';
import { startRedis } from './redis.ts';

export interface Store {
  /** As adapters take it: for the work that is measured, and for that before it. */
  readonly store: string;
  readonly warmUpStore: string;
  /** The processes of the store, each with all that come from it. */
  readonly pids: readonly number[];
  /** Looks for what was promised of so many Units, where something was; throws if it was not kept. */
  check?(unitCount: number): Promise<void>;
  remove(): Promise<void>;
}

export async function startStore(kind: StoreKind): Promise<Store> {
  switch (kind) {
    case 'sqlite':
      return startSqlite();
    case 'postgresql':
      return await startCluster();
    case 'redis-always':
      return await startRedis('always');
    case 'redis-everysec':
      return await startRedis('everysec');
    case 'junjo-sqlite': {
      const sqlite = startSqlite();
      return await startJunjo({ ...sqlite, store: `file:${sqlite.store}` });
    }
    case 'junjo-postgresql':
      return await startJunjo(await startCluster());
  }
}

function startSqlite(): Store {
  const folder = mkdtempSync(join(tmpdir(), 'junjo-peers-'));
  return {
    store: join(folder, 'measured.db'),
    warmUpStore: join(folder, 'warm-up.db'),
    pids: [],
    remove: async () => rmSync(folder, { recursive: true, force: true }),
  };
}

async function startCluster(): Promise<Store> {
  const postgresql = await startPostgresql();
  const { database, pid } = await postgresqlPlace(postgresql, 'measured');
  return {
    store: database,
    warmUpStore: await postgresql.createDatabase('warm_up'),
    pids: pid === undefined ? [] : [pid],
    remove: () => postgresql.remove(),
  };
}

/** One server for both, each in a Topic of its own. */
async function startJunjo(database: Store): Promise<Store> {
  const server = await ServerProcess.start(database.store);
  return {
    store: `${server.url}#measured`,
    warmUpStore: `${server.url}#warm-up`,
    pids: [server.pid, ...database.pids],
    check: async (unitCount) => {
      await server.stop();
      await checkKeptPromises(database.store, { topic: 'measured', unitCount });
    },
    remove: async () => {
      await server.stop();
      await database.remove();
    },
  };
}
