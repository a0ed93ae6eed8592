/**
 * Leases and fencing. A Unit is held by at most one lease; every command of a worker names the
 * attempt and the lease it speaks for, and counts only while that lease is the one that holds the
 * Unit. A lease that ran out but was not yet taken away still counts: nobody else holds the Unit.
 */
import { type Rejection, rejection } from './rejection.ts';
import type { Unit } from './unit.ts';

/** Which holding of which Unit a worker speaks for. */
export interface LeaseRef {
  readonly unitId: string;
  readonly attempt: number;
  readonly leaseId: string;
}

export type AttemptOutcome =
  | 'SUCCEEDED'
  | 'FAILED'
  | 'RATE_LIMITED'
  | 'EXPIRED'
  | 'RELEASED'
  | 'SNOOZED'
  | 'PAUSED'
  | 'INTERRUPTED'
  | 'RERUN'
  | 'CANCELLED'
  | 'REVOKED';

/** How many leases of a Unit may run out one after the other before it is taken for what kills its workers. */
export const lossCountMax = 5;

/**
 * Until when a lease holds that is granted or renewed now. What may take only so long, an attempt or
 * all of them together, is never held beyond that, however often its worker renews.
 */
export function leaseEnd(
  unit: Pick<Unit, 'claimedAt' | 'attemptTimeoutMs' | 'deadlineAt'>,
  now: number,
  leaseMs: number,
): number {
  return Math.min(
    now + leaseMs,
    attemptEnd(unit) ?? Number.POSITIVE_INFINITY,
    unit.deadlineAt ?? Number.POSITIVE_INFINITY,
  );
}

/** Whether an attempt has taken all the time it may. */
export function isTimedOut(unit: Unit, now: number): boolean {
  const end = attemptEnd(unit);
  return end !== undefined && end <= now;
}

/** Whether a Unit has taken all the time it may, all its attempts together. */
export function isOverdue({ deadlineAt }: Unit, now: number): boolean {
  return deadlineAt !== null && deadlineAt <= now;
}

function attemptEnd(unit: Pick<Unit, 'claimedAt' | 'attemptTimeoutMs'>): number | undefined {
  if (unit.attemptTimeoutMs === null || unit.claimedAt === null) return undefined;
  return unit.claimedAt + unit.attemptTimeoutMs;
}

/** When a Unit that waits for a worker, or is paused, fails unless something happens before. */
export function waitEnd(unit: Unit, now: number): number | null {
  if (unit.state !== 'READY') return unit.state === 'PAUSED' ? unit.deadlineAt : null;
  const startBy =
    unit.startByMs === null ? Number.POSITIVE_INFINITY : (unit.availableAt ?? now) + unit.startByMs;
  const end = Math.min(startBy, unit.deadlineAt ?? Number.POSITIVE_INFINITY);
  return end === Number.POSITIVE_INFINITY ? null : end;
}

/** A finished attempt. `failureDetails` is JSON text; instants are epoch milliseconds. */
export interface Attempt {
  readonly unitId: string;
  readonly number: number;
  readonly leaseId: string;
  readonly worker: string;
  readonly claimedAt: number;
  readonly finishedAt: number;
  readonly outcome: AttemptOutcome;
  readonly failureCode: string | null;
  readonly failureMessage: string | null;
  readonly failureDetails: string | null;
  /** Who has ended it and why, as far as they said, where that was an operator; else null. */
  readonly endedBy: string | null;
  readonly endedReason: string | null;
  /**
   * When its holder was first told that somebody else had ended it; null when it was not yet, or
   * has ended it itself.
   */
  readonly toldAt: number | null;
}

/** Whether the holder itself has ended it, and so needs not be told. */
export function isEndedByHolder({ outcome }: Pick<Attempt, 'outcome'>): boolean {
  return (
    outcome === 'SUCCEEDED' ||
    outcome === 'FAILED' ||
    outcome === 'RATE_LIMITED' ||
    outcome === 'RELEASED' ||
    outcome === 'SNOOZED' ||
    outcome === 'PAUSED'
  );
}

export const leaseLostReasons = [
  'EXPIRED',
  'RECLAIMED',
  'CANCELLED',
  'PAUSED',
  'COMPLETED',
  'RERUN',
  'REVOKED',
] as const;

export type LeaseLostReason = (typeof leaseLostReasons)[number];

export function isHeldBy(unit: Unit, lease: LeaseRef): boolean {
  return (
    unit.state === 'RUNNING' && unit.attempt === lease.attempt && unit.leaseId === lease.leaseId
  );
}

/** Why a lease that does not hold its Unit is refused, given the finished attempt it names, if any. */
export function leaseLost(unit: Unit, lease: LeaseRef, attempt: Attempt | undefined): Rejection {
  if (attempt === undefined || attempt.leaseId !== lease.leaseId) {
    return rejection(
      'LEASE_UNKNOWN',
      `Unit ${unit.id} was never leased as attempt ${lease.attempt} with lease ${lease.leaseId}. Report with the attempt and the lease id that the claim answered.`,
    );
  }
  const reason = lostReason(unit, attempt);
  return rejection(
    'LEASE_LOST',
    `Attempt ${attempt.number} of Unit ${unit.id} is over: ${explanations[reason]}${askedText(attempt)} Stop working on it; nothing that you report for it counts.`,
    { details: { reason, unitState: unit.state, attempt: unit.attempt } },
  );
}

/** By whom and why it was ended, as a sentence of its own, as far as they said. */
function askedText({ endedBy, endedReason }: Attempt): string {
  if (endedBy === null) return endedReason === null ? '' : sentence(` The reason: ${endedReason}`);
  const why = endedReason === null ? '' : `: ${endedReason}`;
  return sentence(` "${endedBy}" asked for that${why}`);
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

function lostReason(unit: Unit, attempt: Attempt): LeaseLostReason {
  switch (attempt.outcome) {
    case 'EXPIRED':
      return unit.attempt > attempt.number ? 'RECLAIMED' : 'EXPIRED';
    case 'CANCELLED':
    case 'PAUSED':
    case 'RERUN':
    case 'REVOKED':
      return attempt.outcome;
    case 'INTERRUPTED':
      return 'PAUSED';
    case 'SUCCEEDED':
    case 'FAILED':
    case 'RATE_LIMITED':
    case 'RELEASED':
    case 'SNOOZED':
      return 'COMPLETED';
  }
}

const explanations: Readonly<Record<LeaseLostReason, string>> = {
  EXPIRED: 'its lease ran out and was taken away.',
  RECLAIMED: 'its lease ran out and another worker has claimed the Unit.',
  CANCELLED: 'the Unit was cancelled.',
  COMPLETED: 'it was already reported as finished or given back.',
  PAUSED: 'the Unit was paused, or interrupted with its Task, Job or Topic.',
  RERUN: 'something before the Unit is done again, and the Unit after it.',
  REVOKED: 'an operator has taken it away, or has ended the Unit otherwise.',
};
