/**
 * Servers are killed without warning, one after the other, and started again, while watchers of all
 * kinds follow what busy clients do: each knows in the end exactly
 * what there is, Events once and in order.
 * `npm run killed-servers` does it often, `JUNJO_KILLS` says how often.
 */
import { expect, onTestFinished, test } from 'vitest';
import { audit } from '../../src/audit/audit.ts';
import { openStore } from '../../src/store/open-store.ts';
import { isOnPostgresql } from '../test-database.ts';
import { Balancer } from './balancer.ts';
import { BusyClients, topic } from './busy-clients.ts';
import { takeLastingDatabase } from './lasting-database.ts';
import { StartedServer } from './started-server.ts';
import { type Watching, watchChanges, watchEvents, watchLogs } from './watchers.ts';

// npm tells a script its own name; the same file is the long programme and its short run in the gate.
const isLong = process.env['npm_lifecycle_event'] === 'killed-servers';
const killCount = Number(process.env['JUNJO_KILLS'] ?? (isLong ? 60 : 3));

// As many as the database may have.
const serverCount = isOnPostgresql ? 2 : 1;

function watchersOf(url: string): readonly Watching[] {
  return [
    watchEvents(url, 'SSE', { filter: { topic }, throttleMs: 0 }),
    watchEvents(url, 'WEBSOCKET', { filter: { topic }, throttleMs: 50 }),
    watchEvents(url, 'SSE', { filter: { topic, worker: 'worker-1' }, throttleMs: 50 }),
    watchEvents(url, 'WEBSOCKET', { filter: { topic, labels: [night] }, throttleMs: 0 }),
    watchEvents(url, 'WEBSOCKET', { filter: { topic, kinds: ['job.succeeded'] }, throttleMs: 0 }),
    watchLogs(url, 'WEBSOCKET'),
    watchChanges(url, 'SSE', { of: 'unit', selection: 'state attempt output' }),
    watchChanges(url, 'WEBSOCKET', {
      of: 'job',
      selection: 'state unitCounts { succeeded ready }',
    }),
  ];
}

const night = { name: 'shift', value: 'night' };

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
      const watchers = watchersOf(balancer.url);
      for (let turn = 0; turn < killCount; turn += 1) {
        await clients.turns(30);
        const index = turn % serverCount;
        const { port } = servers[index] ?? { port: 0 };
        await servers[index]?.kill();
        servers[index] = await StartedServer.start({ database, port });
      }
      await clients.turns(30);
      await clients.finish();
      for (const watcher of watchers) await watcher.finish();
      const counts = watchers.map((watcher) => watcher.count());
      process.stdout.write(
        `${killCount} kills of ${serverCount} servers; ${counts.join(', ')} Events and messages, nothing missed\n`,
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
