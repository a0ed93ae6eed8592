/** One run: a store with nothing in it, a process of its own, and the machine before and after. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { env } from 'node:process';
import { fileURLToPath } from 'node:url';
import { type MachineState, measureMachine } from '../suite/machine.ts';
import { type Entry, titleOf } from './entries.ts';
import type { RunFigures, Site, WorkloadName } from './peer.ts';
import type { RunOrder } from './run-process.ts';
import { MemoryWatch } from './server-family.ts';
import { startStore } from './stores.ts';
import type { Workload } from './workloads.ts';

export interface MeasuredRun extends RunFigures {
  readonly entry: string;
  readonly workload: WorkloadName;
  readonly unitCount: number;
  readonly serverPeakBytes: number;
  /** The slower of before and after. */
  readonly machine: MachineState;
}

/** Longer than any of them takes, also where the machine is busy. */
const patienceMs = 300_000;

/** Long enough that everything from before is done. */
const defaultRestMs = 30;

/** @param isCold whether nobody is warmed up before */
export async function measureRun(
  entry: Entry,
  workload: Workload,
  isCold: boolean,
): Promise<MeasuredRun> {
  const before = measureMachine();
  const place = await startStore(entry.store);
  const memory = new MemoryWatch(place.pids);
  try {
    const isIdle = workload.name === 'idle';
    const unitCount = (isIdle ? entry.sampling?.count : undefined) ?? workload.unitCount;
    // Half of the work in whole Jobs of ten Units; samples have a warm-up of their own.
    const warmUpCount = isIdle || isCold ? 0 : Math.ceil(unitCount / 20) * 10;
    const restMs = entry.sampling?.restMs ?? defaultRestMs;
    const site = (store: string, count: number): Site => {
      return { store, mode: entry.mode, unitCount: count, restMs };
    };
    const figures = await runApart({
      adapter: entry.adapter,
      workload: workload.name,
      warmUp: site(place.warmUpStore, warmUpCount),
      measured: site(place.store, unitCount),
      serverPids: place.pids,
    });
    if (figures.finishedCount !== unitCount) {
      throw new Error(`${titleOf(entry)}: ${figures.finishedCount} of ${unitCount} are finished.`);
    }
    const after = measureMachine();
    const serverPeakBytes = memory.end();
    // Samples are of more Units than are counted.
    if (!isIdle) await place.check?.(unitCount);
    return {
      entry: titleOf(entry),
      workload: workload.name,
      unitCount,
      ...figures,
      serverPeakBytes,
      machine: {
        computingMs: Math.max(before.computingMs, after.computingMs),
        syncUs: Math.max(before.syncUs, after.syncUs),
      },
    };
  } finally {
    memory.end();
    await place.remove();
  }
}

async function runApart(order: RunOrder): Promise<RunFigures> {
  const child = fork(fileURLToPath(new URL('run-process.ts', import.meta.url)), {
    execArgv: ['--expose-gc', '--disable-warning=ExperimentalWarning'],
    env: { ...env, NODE_ENV: 'production' },
  });
  const late = AbortSignal.timeout(patienceMs);
  try {
    const failed = once(child, 'exit', { signal: late }).then(() => {
      throw new Error(`The run of ${order.adapter}, "${order.workload}", ended without an answer.`);
    });
    // It answers its order with one message; see run-process.ts.
    const answered = once(child, 'message', { signal: late }) as Promise<[RunFigures]>;
    child.send(order);
    const [figures] = await Promise.race([answered, failed]);
    return figures;
  } finally {
    child.kill();
  }
}
