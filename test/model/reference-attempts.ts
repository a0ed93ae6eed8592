/** Attempts as the reference has them: how they begin and end, and the clocks that run meanwhile. */
import { agingStepMs } from '../../src/domain/unit.ts';
import type { UnitDefaults } from '../../src/domain/unit-defaults.ts';
import type { ReferenceRules, ReferenceUnit } from './reference-nodes.ts';

/** What holds for a Unit: each field as the first of these levels says that says it. */
export function rulesFrom(levels: readonly (UnitDefaults | undefined)[]): ReferenceRules {
  const never = Number.POSITIVE_INFINITY;
  const first = <Value>(pick: (says: UnitDefaults) => Value | null | undefined, none: Value) =>
    levels
      .map((says) => (says === undefined ? undefined : pick(says)))
      .find((said) => said != null) ?? none;
  return {
    maxAttempts: first(({ retry }) => retry?.maxAttempts, 3),
    backoff: first(({ retry }) => retry?.backoff, 'EXPONENTIAL'),
    delayMs: first(({ retry }) => retry?.delayMs, 1_000),
    maxDelayMs: first(({ retry }) => retry?.maxDelayMs, 60_000),
    delaysMs: first(({ retry }) => retry?.delaysMs, []),
    budgetMs: first(({ retry }) => retry?.budgetMs, never),
    attemptTimeoutMs: first(({ attemptTimeoutMs }) => attemptTimeoutMs, never),
    startByMs: first(({ startByMs }) => startByMs, never),
    deadlineMs: first(({ deadlineMs }) => deadlineMs, never),
    requires: first(({ requires }) => requires, '{}'),
  };
}

export function placeOf(unit: ReferenceUnit): number {
  return unit.readyAt - unit.priority * agingStepMs;
}

/** It can be claimed, in the place of this moment. */
export function becomeReady(unit: ReferenceUnit, now: number): void {
  unit.readyAt = now;
  waitForWorker(unit, now);
  unit.deadlineAt ??= finite(now + unit.rules.deadlineMs);
}

/** It can be claimed after a delay, or at once in the place that it had. */
export function waitForWorker(unit: ReferenceUnit, now: number, delayMs = 0): void {
  unit.state = 'READY';
  unit.availableAt = delayMs > 0 ? now + delayMs : undefined;
  unit.startBy = finite(now + delayMs + unit.rules.startByMs);
}

export function begin(
  unit: ReferenceUnit,
  now: number,
  { leaseMs, worker }: { readonly leaseMs: number; readonly worker: string },
): void {
  unit.state = 'RUNNING';
  unit.attempt += 1;
  unit.begunAt ??= now;
  unit.startBy = undefined;
  // An attempt with a timeout ends then, however often its lease is renewed.
  const end = now + unit.rules.attemptTimeoutMs;
  const { attempt } = unit;
  unit.lease = { attempt, worker, ms: leaseMs, until: leaseEnd(unit, now + leaseMs, end), end };
}

export function renew(unit: ReferenceUnit, now: number): void {
  if (unit.lease === undefined) return;
  const { ms, end } = unit.lease;
  unit.lease = { ...unit.lease, until: leaseEnd(unit, now + ms, end) };
}

export function endLease(unit: ReferenceUnit, ending: string): void {
  if (unit.lease === undefined) return;
  unit.endings.set(unit.attempt, ending);
  unit.lease = undefined;
}

/** It ends, or waits for something else than a worker or the end of a delay. */
export function leave(unit: ReferenceUnit, state: string): void {
  unit.state = state;
  unit.availableAt = undefined;
  unit.startBy = undefined;
  unit.resumeAt = undefined;
}

export function failWith(unit: ReferenceUnit, code: string): void {
  leave(unit, 'FAILED');
  unit.failureCode = code;
}

export interface Failure {
  readonly code: string;
  /** In place of what the policy says. */
  readonly delayMs?: number;
  readonly isLoss?: boolean;
}

/** One more failure: another attempt follows while the policy has any, and time for it. */
export function failAttempt(unit: ReferenceUnit, now: number, failure: Failure): void {
  unit.failureCount += 1;
  unit.lossCount = failure.isLoss === true ? unit.lossCount + 1 : 0;
  const delayMs = failure.delayMs ?? delayAfter(unit);
  const tookMs = now + delayMs - (unit.begunAt ?? now);
  if (unit.lossCount === 5) failWith(unit, 'TOO_MANY_LOSSES');
  else if (unit.failureCount >= unit.rules.maxAttempts || tookMs > unit.rules.budgetMs) {
    failWith(unit, failure.code);
  } else {
    if (failure.isLoss !== true) unit.readyAt = now;
    waitForWorker(unit, now, delayMs);
  }
}

function delayAfter({ rules, failureCount }: ReferenceUnit): number {
  const { backoff, delayMs, delaysMs, maxDelayMs } = rules;
  switch (backoff) {
    case 'TABLE':
      return delaysMs[Math.min(failureCount, delaysMs.length) - 1] ?? delayMs;
    case 'FIXED':
      return Math.min(maxDelayMs, delayMs);
    case 'LINEAR':
      return Math.min(maxDelayMs, delayMs * failureCount);
    case 'EXPONENTIAL':
      return Math.min(maxDelayMs, delayMs * 2 ** (failureCount - 1));
  }
}

/** A lease ran out: with the deadline, with the time of the attempt, or because nobody renewed it. */
export function expire(unit: ReferenceUnit, now: number): void {
  const isTimedOut = unit.lease !== undefined && unit.lease.end <= now;
  endLease(unit, 'EXPIRED');
  if (isPast(unit.deadlineAt, now)) failWith(unit, 'DEADLINE_EXCEEDED');
  else if (isTimedOut) failAttempt(unit, now, { code: 'ATTEMPT_TIMEOUT' });
  else failAttempt(unit, now, { code: 'LEASE_EXPIRED', delayMs: 0, isLoss: true });
}

/** When a Unit that nobody works on fails unless something happens before. */
export function failsAt(unit: ReferenceUnit): number | undefined {
  if (unit.state === 'PAUSED') return unit.deadlineAt;
  if (unit.state !== 'READY') return undefined;
  const never = Number.POSITIVE_INFINITY;
  return finite(Math.min(unit.startBy ?? never, unit.deadlineAt ?? never));
}

export function failIfOverdue(unit: ReferenceUnit, now: number): void {
  if (!isPast(failsAt(unit), now)) return;
  failWith(unit, isPast(unit.deadlineAt, now) ? 'DEADLINE_EXCEEDED' : 'START_TIMEOUT');
}

export function isPast(at: number | undefined, now: number): boolean {
  return at !== undefined && at <= now;
}

function leaseEnd(unit: ReferenceUnit, until: number, end: number): number {
  return Math.min(until, end, unit.deadlineAt ?? Number.POSITIVE_INFINITY);
}

function finite(at: number): number | undefined {
  return at === Number.POSITIVE_INFINITY ? undefined : at;
}

/** How reports end an attempt; those that are not here do not. */
export const endingOf: Readonly<Record<string, string>> = {
  succeed: 'SUCCEEDED',
  succeedWithFalse: 'SUCCEEDED',
  fail: 'FAILED',
  failForLonger: 'FAILED',
  give: 'FAILED',
  release: 'RELEASED',
  snooze: 'SNOOZED',
  pause: 'PAUSED',
};
