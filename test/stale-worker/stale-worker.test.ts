/**
 * Workers that are stopped past their leases, and go on when others have their Units: nothing that
 * they say counts. `npm run stale-worker` has very many of them say it: `JUNJO_STALE_ROUNDS`,
 * `JUNJO_STALE_WORKERS` and `JUNJO_STALE_UNITS` say how many rounds, workers side by side, and Units
 * of each fate in a round.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openStore } from '../../src/store/open-store.ts';
import { StartedServer } from '../replicas/started-server.ts';
import { leftBehind, runProgramme } from './programme.ts';

// npm tells a script its own name; the same file is the long programme and its short run in the gate.
const isLong = process.env['npm_lifecycle_event'] === 'stale-worker';
const roundCount = Number(process.env['JUNJO_STALE_ROUNDS'] ?? (isLong ? 50 : 2));
const workerCount = Number(process.env['JUNJO_STALE_WORKERS'] ?? (isLong ? 3 : 2));
const unitsPerFate = Number(process.env['JUNJO_STALE_UNITS'] ?? (isLong ? 10 : 3));

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'junjo-stale-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

test(
  'what a worker says that was stopped past its leases is refused, and changes nothing',
  async () => {
    const database = `file:${join(folder, 'junjo.db')}`;
    const server = await StartedServer.start({ database });
    try {
      const tally = await runProgramme({
        urls: [server.url],
        workerCount,
        roundCount,
        unitsPerFate,
      });
      expect(tally.faults).toEqual([]);
      expect(tally.refusedResultCount).toBeGreaterThanOrEqual(workerCount * roundCount * 15);
      process.stdout.write(
        `${workerCount * roundCount} stops of workers, ${tally.refusedResultCount} stale results and ` +
          `${tally.refusedCount - tally.refusedResultCount} other reports refused, 0 accepted\n`,
      );
      expect(await server.terminate()).toMatchObject({ exitCode: 0 });
    } finally {
      await server.kill();
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
