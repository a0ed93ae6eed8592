/**
 * Many histories, one after the other, each on servers of its own. The same programme is a short run in
 * the gate and a long one as `npm run histories`: `JUNJO_HISTORIES_COUNT`, `JUNJO_HISTORIES_SECONDS`
 * and `JUNJO_HISTORIES_SEED` say how many, how long there are faults in each, and where to begin;
 * `JUNJO_HISTORIES_RECOVERY_MS` allows more time to recover where the machine is busy with other things.
 */
import { env } from 'node:process';
import { expect } from 'vitest';
import { randomNumbers } from '../crash/random-numbers.ts';
import type { Cluster } from './clusters/cluster.ts';
import { type Judgement, judge } from './judge.ts';
import { type HistoryRun, runHistory } from './run-history.ts';

export interface CampaignOptions {
  readonly name: string;
  readonly open: (chance: () => number) => Promise<Cluster>;
  /** Which faults the short run has; the long one has all. */
  readonly shortFaults: readonly string[];
  /** A long campaign in which one of these never happened has shown nothing, and fails. */
  readonly sometimes: readonly string[];
}

const isLong = env['npm_lifecycle_event'] === 'histories';
const historyCount = Number(env['JUNJO_HISTORIES_COUNT'] ?? (isLong ? 20 : 1));
const lastsMs = Number(env['JUNJO_HISTORIES_SECONDS'] ?? (isLong ? 60 : 8)) * 1_000;
const firstSeed = Number(env['JUNJO_HISTORIES_SEED'] ?? 1);
/** What is promised; in the gate the machine has other things to do at the same time. */
const recoveryMsMax = Number(env['JUNJO_HISTORIES_RECOVERY_MS'] ?? (isLong ? 5_000 : 20_000));

/** A connection that is half open is a fault until it is noticed: when an answer has not come for so long. */
const noticedMs = 4_000;

/** For how long the test may run. */
export const campaignTimeoutMs = historyCount * (lastsMs + 120_000);

export async function runCampaign(options: CampaignOptions): Promise<void> {
  const totals: Record<string, number> = {};
  const slowest: Record<string, number> = {};
  for (let seed = firstSeed; seed < firstSeed + historyCount; seed += 1) {
    const { counts, recoveryMs } = await runOne(seed, options);
    for (const [what, count] of Object.entries(counts)) totals[what] = (totals[what] ?? 0) + count;
    for (const [fault, ms] of Object.entries(recoveryMs)) {
      slowest[fault] = Math.max(slowest[fault] ?? 0, ms);
    }
  }
  if (!isLong) return;
  const numbers = Object.entries(totals).map(([what, count]) => `${count} ${what}`);
  process.stdout.write(`${options.name}, ${historyCount} histories: ${numbers.join(', ')}\n`);
  const recoveries = Object.entries(slowest).map(([fault, ms]) => `${ms} ms from ${fault}`);
  process.stdout.write(`${options.name}, to recover at most: ${recoveries.join(', ')}\n`);
  expect(options.sometimes.filter((what) => !(totals[what] ?? 0))).toEqual([]);
}

async function runOne(
  seed: number,
  { name, open, shortFaults }: CampaignOptions,
): Promise<Pick<HistoryRun, 'recoveryMs'> & Pick<Judgement, 'counts'>> {
  const chance = randomNumbers(seed);
  const chosen = isLong ? undefined : shortFaults;
  const cluster = await open(chance);
  try {
    const run = await runHistory(cluster, { chance, lastsMs, faults: chosen }).catch((error) => {
      throw new Error(`${name}, seed ${seed}, has broken down.`, { cause: error });
    });
    await cluster.stop();
    const { faults, counts, summary } = await judge(cluster, run);
    process.stdout.write(`${name}, seed ${seed}: ${summary}\n`);
    expect(faults, `seed ${seed}`).toEqual([]);
    const slow = Object.entries(run.recoveryMs).filter(
      ([fault, ms]) => ms > recoveryMsMax + (fault === 'connections half open' ? noticedMs : 0),
    );
    expect(slow, `seed ${seed}, milliseconds to recover`).toEqual([]);
    return { counts, recoveryMs: run.recoveryMs };
  } finally {
    await cluster.close();
  }
}
