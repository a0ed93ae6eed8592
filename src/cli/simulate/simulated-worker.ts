/**
 * A worker that only pretends to work, but speaks the protocol as a real one does: it claims in
 * batches and waits on the server while there is nothing, renews its leases, reports what is done
 * and claims the next Units in the same call, and gives back what it holds when it is stopped. A
 * crash is what it is for a real worker: everything held is dropped without a word, and the next
 * worker starts under a new name.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '../../client/create-client.ts';
import type {
  LeasePartsFragment,
  LeaseRefInput,
  ReportAnswerPartsFragment,
  UnitReportInput,
  UnitsClaimInput,
} from '../../client/generated/operations.ts';
import type { Fate } from './fate.ts';
import type { Tally } from './tally.ts';

export interface SimulatedWorkerOptions {
  readonly name: string;
  readonly topic: string;
  /** How many Units the worker holds at most. */
  readonly batch: number;
  readonly leaseMs: number;
  /** A Unit with `runtimeMs` in its input takes that long, divided by this. */
  readonly timeScale: number;
  readonly decideFate: (path: string, attempt: number) => Fate;
  readonly tally: Tally;
  readonly signal: AbortSignal;
}

/** A Unit that the worker is pretending to work on. */
interface HeldUnit {
  readonly lease: LeaseRefInput;
  readonly fate: Fate;
  /** On this process' monotonic clock. */
  readonly doneAt: number;
}

/** Works until the signal fires. */
export async function simulateWorker(
  client: Client,
  options: SimulatedWorkerOptions,
): Promise<void> {
  const { signal, batch, leaseMs, tally } = options;
  let life = 1;
  let held: readonly HeldUnit[] = [];
  let renewAt = 0;

  const claimInput = (max: number, waitMs: number): UnitsClaimInput => ({
    worker: life === 1 ? options.name : `${options.name}-life-${life}`,
    topics: [options.topic],
    max,
    leaseMs,
    waitMs,
  });
  const take = (leases: readonly LeasePartsFragment[]) => {
    tally.claimedCount += leases.length;
    held = [...held, ...leases.map((lease) => beginUnit(lease, options))];
  };
  const drop = (answers: readonly ReportAnswerPartsFragment[]) => {
    const lost = new Set(answers.filter(({ accepted }) => !accepted).map(({ unitId }) => unitId));
    tally.lostLeaseCount += lost.size;
    held = held.filter(({ lease }) => !lost.has(lease.unitId));
  };

  try {
    while (!signal.aborted) {
      if (held.length === 0) {
        take((await client.unitsClaim(claimInput(batch, claimWaitMs), { signal })).leases);
        renewAt = performance.now() + leaseMs / 3;
        continue;
      }
      const wakeAt = Math.min(renewAt, ...held.map(({ doneAt }) => doneAt));
      await sleep(Math.max(0, wakeAt - performance.now()), undefined, { signal });
      const now = performance.now();
      const done = held.filter(({ doneAt }) => doneAt <= now);
      if (done.some(({ fate }) => held.length < fate.crashBelow)) {
        tally.crashCount += 1;
        life += 1;
        held = [];
      } else if (done.length > 0) {
        held = held.filter(({ doneAt }) => doneAt > now);
        const { answers, leases } = await client.unitsReport(
          { reports: done.map(reportOf), claim: claimInput(batch - held.length, 0) },
          { signal },
        );
        count(done, answers, tally);
        take(leases);
      }
      if (now >= renewAt && held.length > 0) {
        const leases = held.map(({ lease }) => lease);
        drop((await client.leasesRenew({ leases, leaseMs }, { signal })).answers);
        renewAt = now + leaseMs / 3;
      }
    }
  } catch (error) {
    // Being stopped in the middle of something is no failure.
    if (!signal.aborted) throw error;
  }
  if (held.length > 0) {
    await client.unitsReport({ reports: held.map(({ lease }) => ({ release: { lease } })) });
  }
}

/** Well below the minute after which proxies cut a silent request off. */
const claimWaitMs = 20_000;

/** How long a Unit takes that does not say so itself. */
const plainRuntimeMs = 10;

function beginUnit(lease: LeasePartsFragment, options: SimulatedWorkerOptions): HeldUnit {
  const { unitId, attempt, leaseId, unit } = lease;
  return {
    lease: { unitId, attempt, leaseId },
    fate: options.decideFate(unit.path, attempt),
    doneAt: performance.now() + runtimeMsOf(unit.input, options.timeScale),
  };
}

function runtimeMsOf(input: unknown, timeScale: number): number {
  const isGiven = typeof input === 'object' && input !== null && 'runtimeMs' in input;
  return isGiven && typeof input.runtimeMs === 'number' && input.runtimeMs >= 0
    ? input.runtimeMs / timeScale
    : plainRuntimeMs;
}

function reportOf({ lease, fate }: HeldUnit): UnitReportInput {
  if (fate.isSuccess) return { succeed: { lease, output: { simulated: true } } };
  const message = 'The simulation decided that this attempt fails.';
  return { fail: { lease, code: 'SIMULATED_FAILURE', message, retryable: true } };
}

function count(
  done: readonly HeldUnit[],
  answers: readonly ReportAnswerPartsFragment[],
  tally: Tally,
): void {
  answers.forEach(({ accepted }, index) => {
    if (!accepted) tally.lostLeaseCount += 1;
    else if (done[index]?.fate.isSuccess === true) tally.succeededCount += 1;
    else tally.failedCount += 1;
  });
}
