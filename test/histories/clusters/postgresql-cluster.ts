/**
 * Three servers on one PostgreSQL, each with a proxy before it and another between it and the database,
 * so that every connection there is can be broken by itself.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore } from '../../../src/store/open-store.ts';
import { TcpProxy } from '../../faults/tcp-proxy.ts';
import type { Postgresql } from '../../postgres/start-postgresql.ts';
import { pause } from '../clients/send.ts';
import type { Cluster, Fault } from './cluster.ts';
import { FrontedServer, happensWithin, serverFaults } from './fronted-server.ts';

const serverCount = 3;

/** The PostgreSQL is one for all histories; each has a database of its own. */
export async function openPostgresqlCluster(
  postgresql: Postgresql,
  chance: () => number,
): Promise<Cluster> {
  const folder = mkdtempSync(join(tmpdir(), 'junjo-history-'));
  databaseCount += 1;
  const database = `history_${databaseCount}`;
  const url = await postgresql.createDatabase(database);
  const target = { host: '127.0.0.1', port: postgresql.port };
  const numbers = Array.from({ length: serverCount }, (_, number) => number);
  const lines = await Promise.all(numbers.map(() => TcpProxy.open(target)));
  // All at once: one of them makes the tables, the others wait for that.
  const servers = await Promise.all(
    lines.map((line, number) =>
      FrontedServer.start(throughProxy(url, line), join(folder, `${number}.log`)),
    ),
  );
  const counts = { 'COMMIT without an answer': 0, 'COMMIT that never arrived': 0 };
  return {
    urls: servers.map((server) => server.url),
    faults: {
      ...serverFaults(servers, chance),
      ...lineFaults(lines, { chance, counts }),
      ...databaseFaults(postgresql, { database, chance }),
    },
    counts,
    heal: () => {
      for (const server of servers) server.expectRunning();
      for (const proxy of [...lines, ...servers.map(({ front }) => front)]) {
        proxy.disarm();
        proxy.release();
        proxy.refuse(false);
        proxy.setLatency(0);
      }
      return Promise.resolve();
    },
    stop: async () => {
      await Promise.all(servers.map((server) => server.stop()));
    },
    openStore: () => openStore({ database: url }),
    close: async () => {
      await Promise.all([...lines, ...servers].map((one) => one.close()));
      await postgresql.dropDatabase(database);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

let databaseCount = 0;

function throughProxy(url: string, { host, port }: TcpProxy): string {
  const within = new URL(url);
  within.host = `${host}:${port}`;
  return within.href;
}

interface LineOptions {
  readonly chance: () => number;
  readonly counts: Record<'COMMIT without an answer' | 'COMMIT that never arrived', number>;
}

/** What may be done between a server and its database. */
function lineFaults(
  lines: readonly TcpProxy[],
  { chance, counts }: LineOptions,
): Readonly<Record<string, Fault>> {
  const some = () => {
    const line = lines[Math.floor(chance() * lines.length)];
    if (line === undefined) throw new Error('There is no line.');
    return line;
  };
  const lasting = async (line: TcpProxy, begin: () => void) => {
    begin();
    await pause(500 + chance() * 2_500);
    line.release();
    line.refuse(false);
    line.setLatency(0);
  };
  return {
    'answers to COMMIT lost': async () => {
      const line = some();
      for (let count = 0; count < 5; count += 1) {
        const lost = line.loseAnswer({ request: commit, answer: commit });
        if (await happensWithin(line, lost)) counts['COMMIT without an answer'] += 1;
      }
    },
    'COMMITs lost': async () => {
      const line = some();
      for (let count = 0; count < 5; count += 1) {
        if (await happensWithin(line, line.loseRequest(commit))) {
          counts['COMMIT that never arrived'] += 1;
        }
      }
    },
    'connections cut in the middle': async () => {
      const line = some();
      const direction = chance() < 0.5 ? 'TO_TARGET' : 'TO_CLIENT';
      const byteCount = 1 + Math.floor(chance() * 20_000);
      await happensWithin(line, line.cutAfter(byteCount, direction));
    },
    'connections cut': () => {
      some().resetAll();
      return Promise.resolve();
    },
    'connections half open': () => {
      some().abandonAll();
      return Promise.resolve();
    },
    'database far away': () => {
      const line = some();
      return lasting(line, () => line.setLatency(5 + chance() * 30));
    },
    'database not reached': () => {
      const line = some();
      return lasting(line, () => line.hold('TO_TARGET', 'TO_CLIENT'));
    },
    'database not heard': () => {
      const line = some();
      return lasting(line, () => line.hold('TO_CLIENT'));
    },
    'database refuses': () => {
      const line = some();
      return lasting(line, () => {
        line.refuse(true);
        line.resetAll();
      });
    },
  };
}

/** In the protocol the statement and the answer to it both end like this. */
const commit = 'COMMIT\0';

function databaseFaults(
  postgresql: Postgresql,
  { database, chance }: { readonly database: string; readonly chance: () => number },
): Readonly<Record<string, Fault>> {
  return {
    'all backends terminated': async () => {
      await postgresql.administer(
        'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1',
        [database],
      );
    },
    'database crashed': async () => {
      await postgresql.stopAtOnce();
      await pause(chance() * 500);
      await postgresql.start();
    },
  };
}
