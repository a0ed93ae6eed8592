/** How an attempt that did not succeed goes on: another one, now or later, or the Unit has failed. */
import { defaultRetryPolicy, type RetryPolicy, type Trouble } from '../../domain/retry.ts';
import type { Unit } from '../../domain/unit.ts';
import type { UnitChange } from '../batch/change-groups.ts';
import type { WorkingSet } from '../batch/working-set.ts';
import { type AttemptEnd, claimableSince, endAttempt, moveUnit, unitFacts } from './move-unit.ts';

export interface Failure {
  readonly action: 'fail' | 'expire';
  readonly code: string;
  readonly message: string;
  readonly details: string | null;
  /** Whether nobody knows what became of the worker. */
  readonly isLoss: boolean;
  /** How long to wait before the next attempt, milliseconds; undefined when there is none. */
  readonly delayMs: number | undefined;
}

export function endInFailure(set: WorkingSet, unit: Unit, failure: Failure): void {
  const { action, code, message, details, delayMs } = failure;
  const { worker, attempt } = unit;
  const end: AttemptEnd = { outcome: action === 'fail' ? 'FAILED' : 'EXPIRED', ...failure };
  const change: UnitChange = {
    ...endAttempt(set, unit, end),
    failureCount: unit.failureCount + 1,
    // Only losses that follow one another count: a worker that reports has survived the Unit.
    lossCount: failure.isLoss ? unit.lossCount + 1 : 0,
    failureCode: code,
    failureMessage: message,
    failureDetails: details,
  };
  const facts = unitFacts(unit, { attempt, worker, from: 'RUNNING' });
  if (delayMs === undefined) {
    moveUnit(set, unit, { action, to: 'FAILED', change: { ...change, finishedAt: set.now } });
    set.emit('unit.failed', { ...facts, to: 'FAILED', data: { code, message } });
    return;
  }
  moveUnit(set, unit, {
    action,
    to: 'READY',
    change: { ...change, ...nextTry(set, unit, failure) },
  });
  set.emit(action === 'fail' ? 'unit.retried' : 'unit.expired', {
    ...facts,
    to: 'READY',
    data: { code, message, delayMs },
  });
}

export function retryPolicyOf(unit: Unit): RetryPolicy {
  if (unit.retryPolicy === null) return defaultRetryPolicy;
  // Written at submission from a checked policy, complete with all its fields.
  return JSON.parse(unit.retryPolicy) as RetryPolicy;
}

/** What the retry policy has to know of a Unit that has just failed once more. */
export function troubleOf(unit: Unit, now: number): Pick<Trouble, 'failureCount' | 'elapsedMs'> {
  return { failureCount: unit.failureCount + 1, elapsedMs: now - (unit.startedAt ?? now) };
}

/** The columns of a Unit that waits for its next attempt. */
export function nextTry(
  set: WorkingSet,
  unit: Unit,
  { isLoss, delayMs }: Pick<Failure, 'isLoss' | 'delayMs'>,
): UnitChange {
  // A Unit whose worker was lost did nothing wrong: it keeps its place in the order.
  if (isLoss) return claimableSince(unit.readyAt ?? set.now);
  if (delayMs === undefined || delayMs <= 0) return claimableSince(set.now);
  return { readyAt: set.now, availableAt: set.now + delayMs };
}
