/**
 * The server is killed without warning in the middle of its work, over and over, and started again
 * on the same file. Whatever it had acknowledged has to be there, and everything derived has to be
 * right. `npm run crash` does it many times, `JUNJO_CRASH_CYCLES` says how often.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { audit } from '../../src/audit/audit.ts';
import { openStore } from '../../src/store/open-store.ts';
import { answers, createLedger, type Ledger, missing } from './ledger.ts';
import { createTopic, drain, runLoad } from './load.ts';
import { randomNumbers } from './random-numbers.ts';
import { ServerProcess } from './server-process.ts';

// npm tells a script its own name; the same file is the long programme and its short run in the gate.
const isLong = process.env['npm_lifecycle_event'] === 'crash';
const cycleCount = Number(process.env['JUNJO_CRASH_CYCLES'] ?? (isLong ? 300 : 5));

let folder: string;
let databasePath: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'junjo-crash-'));
  databasePath = join(folder, 'junjo.db');
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

test(
  'nothing acknowledged is lost, and nothing derived is wrong, however often the server is killed',
  async () => {
    const ledger = createLedger();
    const seed = Number(process.env['JUNJO_CRASH_SEED'] ?? 1);
    const chance = randomNumbers(seed);
    for (let cycle = 1; cycle <= cycleCount; cycle += 1) {
      const server = await ServerProcess.start(`file:${databasePath}`);
      if (cycle === 1) await createTopic(server.url);
      const enough = answers(ledger, 1 + Math.floor(chance() * 150));
      const load = runLoad(server.url, ledger, chance);
      await enough;
      await server.kill();
      await load;
      expect(await check(ledger), `cycle ${cycle}, seed ${seed}`).toEqual([]);
    }
    const server = await ServerProcess.start(`file:${databasePath}`);
    await drain(server.url, ledger);
    await server.kill();
    expect(await check(ledger)).toEqual([]);
    expect(ledger.outputs.size).toBeGreaterThan(cycleCount * 10);
    process.stdout.write(
      `${cycleCount} kills, ${ledger.jobIds.size} Jobs, ${ledger.outputs.size} Units acknowledged, 0 lost\n`,
    );
  },
  60_000 + cycleCount * 10_000,
);

/** What the database lacks of the ledger, and what is wrong in it by itself. */
async function check(ledger: Ledger): Promise<readonly string[]> {
  const store = await openStore({ database: `file:${databasePath}` });
  try {
    return [...(await missing(store, ledger)), ...(await audit(store))];
  } finally {
    await store.close();
  }
}
