/** A server as people start it, on an empty database, that can be asked what it costs. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Postgresql } from '../test/postgres/start-postgresql.ts';
import { Inspector } from './inspector.ts';
import { ServerProcess } from './server-process.ts';

export interface WatchedServer {
  readonly url: string;
  readonly inspector: Inspector;
  /** Stops it and removes its database. */
  stop(): Promise<void>;
}

/** @param postgresql where the database is to be; a SQLite file otherwise */
export async function startWatchedServer(postgresql?: Postgresql): Promise<WatchedServer> {
  const { database, remove } = await createDatabase(postgresql);
  const server = await ServerProcess.start(database, ['--inspect=127.0.0.1:0']);
  const inspector = await Inspector.open(server.inspectorUrl);
  return {
    url: server.url,
    inspector,
    stop: async () => {
      inspector.close();
      await server.stop();
      await remove();
    },
  };
}

async function createDatabase(postgresql: Postgresql | undefined) {
  if (postgresql === undefined) {
    const folder = mkdtempSync(join(tmpdir(), 'junjo-bench-'));
    const remove = () => Promise.resolve(rmSync(folder, { recursive: true, force: true }));
    return { database: `file:${join(folder, 'junjo.db')}`, remove };
  }
  const name = 'watched';
  await postgresql.dropDatabase(name);
  const database = await postgresql.createDatabase(name);
  return { database, remove: () => postgresql.dropDatabase(name) };
}
