/** One server on a SQLite file. */
import { closeSync, mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore } from '../../../src/store/open-store.ts';
import type { Cluster } from './cluster.ts';
import { FrontedServer, serverFaults } from './fronted-server.ts';

export async function openSqliteCluster(chance: () => number): Promise<Cluster> {
  const folder = mkdtempSync(join(tmpdir(), 'junjo-history-'));
  const database = `file:${join(folder, 'junjo.db')}`;
  const log = openSync(join(folder, 'server.log'), 'a');
  const server = await FrontedServer.start(database, log);
  return {
    urls: [server.url],
    faults: serverFaults([server], chance),
    counts: {},
    heal: () => {
      server.front.release();
      return Promise.resolve();
    },
    stop: () => server.stop(),
    openStore: () => Promise.resolve(openStore({ database })),
    close: async () => {
      await server.front.close();
      closeSync(log);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
