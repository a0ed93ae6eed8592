/** One server on a SQLite file. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore } from '../../../src/store/open-store.ts';
import type { Cluster } from './cluster.ts';
import { FrontedServer, serverFaults } from './fronted-server.ts';

export async function openSqliteCluster(chance: () => number): Promise<Cluster> {
  const folder = mkdtempSync(join(tmpdir(), 'junjo-history-'));
  const database = `file:${join(folder, 'junjo.db')}`;
  const server = await FrontedServer.start(database, join(folder, 'server.log'));
  return {
    urls: [server.url],
    faults: serverFaults([server], chance),
    counts: {},
    heal: () => {
      server.expectRunning();
      server.front.release();
      return Promise.resolve();
    },
    stop: () => server.stop(),
    openStore: () => Promise.resolve(openStore({ database })),
    close: async () => {
      await server.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
