/**
 * Servers are told to stop, one after the other, and started again while clients are busy: clients
 * notice nothing that they cannot make good by repeating, and watchers miss nothing and see nothing
 * twice. `npm run rolling-restarts` does it often, `JUNJO_RESTARTS` says how often.
 */
import { expect, onTestFinished, test } from 'vitest';
import { createClient } from '../../src/client/create-client.ts';
import { openStore } from '../../src/store/open-store.ts';
import { isOnPostgresql } from '../test-database.ts';
import { faultsAfter } from './after-restarts.ts';
import { Balancer } from './balancer.ts';
import { BusyClients, journalOf } from './busy-clients.ts';
import { takeLastingDatabase } from './lasting-database.ts';
import { StartedServer } from './started-server.ts';

// npm tells a script its own name; the same file is the long programme and its short run in the gate.
const isLong = process.env['npm_lifecycle_event'] === 'rolling-restarts';
const restartCount = Number(process.env['JUNJO_RESTARTS'] ?? (isLong ? 100 : 3));

// As many as the database may have.
const serverCount = isOnPostgresql ? 3 : 1;

test(
  'servers that are replaced over and over fail no call and hide no Event',
  async () => {
    const { database, release } = await takeLastingDatabase();
    onTestFinished(release);
    const { diary, journal } = await restartUnderLoad(database);
    for (const seen of diary.seen) expect(seen).toEqual(journal);
    expect(journal).toEqual(journal.map((_, index) => `${index + 1}`));
    expect(diary.jobIds.size).toBeGreaterThan(restartCount);
    const store = await openStore({ database });
    try {
      expect(await faultsAfter(store, diary)).toEqual([]);
    } finally {
      await store.close();
    }
    process.stdout.write(
      `${restartCount} restarts of ${serverCount} servers, ${diary.jobIds.size} Jobs, ${diary.turnCount} turns of clients, ` +
        `${journal.length * diary.seen.length} Events seen, 0 failures\n`,
    );
  },
  60_000 + restartCount * 20_000,
);

async function restartUnderLoad(database: string) {
  const servers = await Promise.all(
    Array.from({ length: serverCount }, () => StartedServer.start({ database })),
  );
  const balancer = await Balancer.open(servers.map(({ port }) => port));
  try {
    const clients = new BusyClients(balancer.url);
    await clients.start();
    for (let turn = 0; turn < restartCount; turn += 1) {
      await clients.turns(30);
      const index = turn % serverCount;
      const { port } = servers[index] ?? { port: 0 };
      const ended = await servers[index]?.terminate();
      expect(ended).toMatchObject({
        exitCode: 0,
        said: expect.stringMatching(/^Stopping: .*\nStopped\.\n$/),
      });
      // Every other one goes on taking requests for a while before it closes, next time.
      const flags = turn % 2 === 0 ? ['--notice', '1'] : [];
      servers[index] = await StartedServer.start({ database, port, flags });
    }
    await clients.turns(30);
    await clients.finish();
    const journal = await journalOf(createClient({ url: balancer.url }));
    for (const server of servers) expect((await server.terminate()).exitCode).toBe(0);
    return { diary: clients.diary, journal };
  } finally {
    await balancer.close();
    for (const server of servers) await server.kill();
  }
}
