/**
 * Workers that are stopped past their leases, and go on when others have their Units: nothing that
 * they say counts. `npm run stale-worker` has very many of them say it: `JUNJO_STALE_ROUNDS`,
 * `JUNJO_STALE_WORKERS` and `JUNJO_STALE_UNITS` say how many rounds, workers side by side, and Units
 * of each fate in a round.
 */
import { expect, onTestFinished, test } from 'vitest';
import { openStore } from '../../src/store/open-store.ts';
import { takeLastingDatabase } from '../replicas/lasting-database.ts';
import { StartedServer } from '../replicas/started-server.ts';
import { isOnPostgresql } from '../test-database.ts';
import { leftBehind, runProgramme } from './programme.ts';

// npm tells a script its own name; the same file is the long programme and its short run in the gate.
const isLong = process.env['npm_lifecycle_event'] === 'stale-worker';
const roundCount = Number(process.env['JUNJO_STALE_ROUNDS'] ?? (isLong ? 50 : 2));
const workerCount = Number(process.env['JUNJO_STALE_WORKERS'] ?? (isLong ? 3 : 2));
const unitsPerFate = Number(process.env['JUNJO_STALE_UNITS'] ?? (isLong ? 10 : 3));

// Where there may be two servers, what is stale is said to another one than was claimed from.
const serverCount = isOnPostgresql ? 2 : 1;

test(
  'what a worker says that was stopped past its leases is refused, and changes nothing',
  async () => {
    const { database, release } = await takeLastingDatabase();
    onTestFinished(release);
    const servers: StartedServer[] = [];
    try {
      for (let index = 0; index < serverCount; index += 1) {
        servers.push(await StartedServer.start({ database }));
      }
      const urls = servers.map(({ url }) => url);
      const tally = await runProgramme({ urls, workerCount, roundCount, unitsPerFate });
      expect(tally.faults).toEqual([]);
      expect(tally.refusedResultCount).toBeGreaterThanOrEqual(workerCount * roundCount * 15);
      process.stdout.write(
        `${workerCount * roundCount} stops of workers, ${tally.refusedResultCount} stale results and ` +
          `${tally.refusedCount - tally.refusedResultCount} other reports refused, 0 accepted\n`,
      );
      for (const server of servers) expect(await server.terminate()).toMatchObject({ exitCode: 0 });
    } finally {
      for (const server of servers) await server.kill();
    }
    const store = await openStore({ database });
    try {
      expect(await leftBehind(store)).toEqual([]);
    } finally {
      await store.close();
    }
  },
  60_000 + workerCount * roundCount * (5_000 + 200 * unitsPerFate),
);
