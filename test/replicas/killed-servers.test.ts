/**
 * Servers are killed without warning, one after the other, and started again, while watchers of all
 * kinds follow what busy clients do: each gets exactly what its filter lets through, once and in order.
 * `npm run killed-servers` does it often, `JUNJO_KILLS` says how often.
 */
import { expect, onTestFinished, test } from 'vitest';
import { audit } from '../../src/audit/audit.ts';
import { createClient } from '../../src/client/create-client.ts';
import type { EventFilter } from '../../src/client/generated/operations.ts';
import { openStore } from '../../src/store/open-store.ts';
import { until } from '../server/open-api.ts';
import { isOnPostgresql } from '../test-database.ts';
import { Balancer } from './balancer.ts';
import { BusyClients, topic } from './busy-clients.ts';
import { takeLastingDatabase } from './lasting-database.ts';
import { StartedServer } from './started-server.ts';
import { StockWatcher } from './stock-watcher.ts';

// npm tells a script its own name; the same file is the long programme and its short run in the gate.
const isLong = process.env['npm_lifecycle_event'] === 'killed-servers';
const killCount = Number(process.env['JUNJO_KILLS'] ?? (isLong ? 60 : 3));

// As many as the database may have.
const serverCount = isOnPostgresql ? 2 : 1;

const filters: readonly EventFilter[] = [
  { topic },
  { topic, worker: 'worker-1' },
  { topic, labels: [{ name: 'shift', value: 'night' }] },
  { topic, kinds: ['unit.succeeded', 'job.succeeded'] },
];

test(
  'watchers of killed servers miss nothing and see nothing twice',
  async () => {
    const { database, release } = await takeLastingDatabase();
    onTestFinished(release);
    const servers = await Promise.all(
      Array.from({ length: serverCount }, () => StartedServer.start({ database })),
    );
    const balancer = await Balancer.open(servers.map(({ port }) => port));
    try {
      const clients = new BusyClients(balancer.url);
      await clients.start();
      const watchers = filters.flatMap((filter) => watchersOf(filter, balancer.url));
      for (let turn = 0; turn < killCount; turn += 1) {
        await clients.turns(30);
        const index = turn % serverCount;
        const { port } = servers[index] ?? { port: 0 };
        await servers[index]?.kill();
        servers[index] = await StartedServer.start({ database, port });
      }
      await clients.turns(30);
      await clients.finish();
      for (const watcher of watchers) await expectAll(watcher, balancer.url);
      const eventCount = watchers.reduce((count, { seqs }) => count + seqs.length, 0);
      process.stdout.write(
        `${killCount} kills of ${serverCount} servers, ${watchers.length} watchers, ${eventCount} Events seen, each once\n`,
      );
    } finally {
      await balancer.close();
      for (const server of servers) await server.kill();
    }
    const store = await openStore({ database });
    expect(await audit(store).finally(() => store.close())).toEqual([]);
  },
  60_000 + killCount * 20_000,
);

function watchersOf(filter: EventFilter, url: string): readonly StockWatcher[] {
  const endpoint = `${url}/graphql`;
  return [
    new StockWatcher({ url: endpoint, transport: 'SSE', filter }),
    new StockWatcher({ url: endpoint, transport: 'WEBSOCKET', filter, throttleMs: 50 }),
  ];
}

/** Looks that it gets all that there is, once and in order, and that it was cut off on the way. */
async function expectAll(watcher: StockWatcher, url: string): Promise<void> {
  const client = createClient({ url });
  const wanted: string[] = [];
  for (let after = 'start'; ; ) {
    const batch = await client.listEvents(watcher.filter, { after, batch: 1_000 });
    wanted.push(...batch.events.map(({ seq }) => seq));
    after = batch.cursor;
    if (batch.caughtUp) break;
  }
  await until(() => watcher.seqs.length >= wanted.length);
  await watcher.stop();
  expect(watcher.connectCount, watcher.name).toBeGreaterThan(1);
  expect(watcher.seqs, watcher.name).toEqual(wanted);
}
