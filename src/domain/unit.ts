import type { Pause } from './pause.ts';
import type { Join, NodeRules, PredecessorCounts, SkipKind } from './readiness.ts';

/**
 * What may happen to a Unit, and when.
 *
 *     PENDING ──unblock──▶ READY ──claim──▶ RUNNING ──succeed──▶ SUCCEEDED
 *                           ▲  ▲               │
 *                           │  └─release───────┤
 *                           └─fail, expire─────┴──fail, expire──▶ FAILED
 *
 * A Unit that has not finished can always be cancelled, and one that does not run can be skipped.
 * What has not finished can be paused; `resume` puts it back to PENDING, from where it goes on like
 * any other. `interrupt` takes a Unit from its holder, because what it is part of is paused, and `revoke`
 * because an operator wants it back. `retry` does the same with what failed or was cancelled, and `rerun` with whatever has
 * finished: then all that came of it is `reset` as well. `forceSucceed` makes anything a success. A failed or lost attempt leads back to
 * READY while the retry policy grants another, else to FAILED. `evaluate` is what becomes of a Unit
 * whose condition does not hold, and `timeOut` of one that waited too long. PENDING (waits for predecessors)
 * and READY (waits for a worker, or for its retry delay) are never the same state.
 */
export type UnitState =
  | 'PENDING'
  | 'READY'
  | 'RUNNING'
  | 'PAUSED'
  | 'SUCCEEDED'
  | 'FAILED'
  | 'SKIPPED'
  | 'CANCELLED';

export type UnitAction =
  | 'unblock'
  | 'evaluate'
  | 'block'
  | 'makeDue'
  | 'claim'
  | 'renew'
  | 'progress'
  | 'log'
  | 'succeed'
  | 'fail'
  | 'release'
  | 'snooze'
  | 'checkpoint'
  | 'spawn'
  | 'mergeContext'
  | 'expire'
  | 'timeOut'
  | 'cancel'
  | 'pause'
  | 'resume'
  | 'interrupt'
  | 'revoke'
  | 'skip'
  | 'retry'
  | 'rerun'
  | 'reset'
  | 'forceSucceed';

/** The one table of transitions: where each action may lead from each state. */
export const unitTransitions: Readonly<
  Record<UnitState, Readonly<Partial<Record<UnitAction, readonly UnitState[]>>>>
> = {
  PENDING: {
    unblock: ['READY'],
    evaluate: ['SKIPPED', 'FAILED'],
    pause: ['PAUSED'],
    cancel: ['CANCELLED'],
    skip: ['SKIPPED'],
    forceSucceed: ['SUCCEEDED'],
  },
  READY: {
    makeDue: ['READY'],
    claim: ['RUNNING'],
    timeOut: ['FAILED'],
    pause: ['PAUSED'],
    cancel: ['CANCELLED'],
    skip: ['SKIPPED'],
    reset: ['PENDING'],
    block: ['PENDING'],
    forceSucceed: ['SUCCEEDED'],
  },
  RUNNING: {
    renew: ['RUNNING'],
    progress: ['RUNNING'],
    log: ['RUNNING'],
    checkpoint: ['RUNNING'],
    spawn: ['RUNNING'],
    mergeContext: ['RUNNING'],
    succeed: ['SUCCEEDED'],
    fail: ['READY', 'FAILED'],
    release: ['READY'],
    snooze: ['READY'],
    expire: ['READY', 'FAILED'],
    pause: ['PAUSED'],
    interrupt: ['READY'],
    revoke: ['READY'],
    cancel: ['CANCELLED'],
    reset: ['PENDING'],
    forceSucceed: ['SUCCEEDED'],
  },
  PAUSED: {
    evaluate: ['FAILED'],
    pause: ['PAUSED'],
    resume: ['PENDING'],
    timeOut: ['FAILED'],
    cancel: ['CANCELLED'],
    skip: ['SKIPPED'],
    forceSucceed: ['SUCCEEDED'],
  },
  SUCCEEDED: { rerun: ['PENDING'], reset: ['PENDING'] },
  FAILED: {
    skip: ['SKIPPED'],
    retry: ['PENDING'],
    rerun: ['PENDING'],
    reset: ['PENDING'],
    forceSucceed: ['SUCCEEDED'],
  },
  SKIPPED: { rerun: ['PENDING'], reset: ['PENDING'], forceSucceed: ['SUCCEEDED'] },
  CANCELLED: {
    retry: ['PENDING'],
    rerun: ['PENDING'],
    reset: ['PENDING'],
    forceSucceed: ['SUCCEEDED'],
  },
};

export const unitStates = [
  'PENDING',
  'READY',
  'RUNNING',
  'PAUSED',
  'SUCCEEDED',
  'FAILED',
  'SKIPPED',
  'CANCELLED',
] as const satisfies readonly UnitState[];

/** Whether the action may lead from the one state to the other. */
export function canMoveUnit(from: UnitState, action: UnitAction, to: UnitState): boolean {
  return unitTransitions[from][action]?.includes(to) ?? false;
}

/** A finished Unit changes only by being reopened. */
export function isUnitFinished(state: UnitState): boolean {
  return (
    state === 'SUCCEEDED' || state === 'FAILED' || state === 'SKIPPED' || state === 'CANCELLED'
  );
}

/** A Unit as it is stored. Instants are epoch milliseconds; `input`, `output` and details are JSON text. */
export interface Unit extends Join, PredecessorCounts, NodeRules, Pause {
  readonly id: string;
  readonly topicId: string;
  readonly jobId: string;
  readonly taskId: string;
  readonly key: string;
  readonly kind: string;
  /** What it has in common with others that are alike for whoever claims; see lane.ts. */
  readonly laneId: string;
  readonly input: string;
  readonly priority: number;
  readonly retryPolicy: string | null;
  /** How long one attempt may take, milliseconds; null for as long as its lease is renewed. */
  readonly attemptTimeoutMs: number | null;
  /** How long it may wait for a worker each time it can be claimed, milliseconds; null for ever. */
  readonly startByMs: number | null;
  /** How long it may take from the moment it is ready, all attempts together, milliseconds. */
  readonly deadlineMs: number | null;
  /** The running Unit that added it to the graph; null for one that was submitted. */
  readonly parentUnitId: string | null;
  readonly createdAt: number;
  readonly state: UnitState;
  /** Of a SKIPPED Unit; null otherwise. */
  readonly skipKind: SkipKind | null;
  readonly attempt: number;
  readonly failureCount: number;
  /** Leases that ran out one after the other, up to now. */
  readonly lossCount: number;
  readonly leaseId: string | null;
  readonly leaseMs: number | null;
  readonly leaseUntil: number | null;
  readonly worker: string | null;
  readonly availableAt: number | null;
  readonly rank: number | null;
  /** When all its attempts together have taken too long; null before it is ready. */
  readonly deadlineAt: number | null;
  /** When a READY or PAUSED Unit fails unless something happens before. */
  readonly failsAt: number | null;
  readonly readyAt: number | null;
  readonly startedAt: number | null;
  readonly claimedAt: number | null;
  readonly finishedAt: number | null;
  /** JSON text that the worker left for the next attempt. */
  readonly checkpoint: string | null;
  readonly progress: number | null;
  readonly progressMessage: string | null;
  readonly output: string | null;
  readonly failureCode: string | null;
  readonly failureMessage: string | null;
  readonly failureDetails: string | null;
  readonly logCount: number;
}

/** Whether a Unit does not wait for its predecessors any more: it was claimed, or has ended. */
export function hasStarted({ state, startedAt }: Pick<Unit, 'state' | 'startedAt'>): boolean {
  if (state === 'PENDING') return false;
  return startedAt !== null || (state !== 'READY' && state !== 'PAUSED');
}

/** The columns that say until when a Unit waits for the clock. */
export const deadlineColumns = ['leaseUntil', 'availableAt', 'resumeAt', 'failsAt'] as const;

export type DeadlineColumn = (typeof deadlineColumns)[number];

/** The earliest of these instants; infinity for a Unit that does not wait for the clock. */
export function deadlineOf(unit: Pick<Unit, DeadlineColumn>): number {
  // Named one by one: it is asked of every Unit of a batch, and to look up a column takes longer.
  const { leaseUntil, availableAt, resumeAt, failsAt } = unit;
  return Math.min(leaseUntil ?? never, availableAt ?? never, resumeAt ?? never, failsAt ?? never);
}

const never = Number.POSITIVE_INFINITY;

/** How much head start one level of priority gives, in milliseconds. */
export const agingStepMs = 60_000;

/**
 * The place of a READY Unit in the claim order, smallest first. Priority is a head start in time,
 * so a Unit of low priority is overtaken only by those that came within its handicap: nothing
 * starves, and the order is one number.
 */
export function claimRank(readyAt: number, priority: number): number {
  return readyAt - priority * agingStepMs;
}
