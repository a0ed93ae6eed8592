/** The changes of a Unit's state that several commands share. Every change of state passes here. */

import type { Asked } from '../../domain/asked.ts';
import { unitCounterOf } from '../../domain/counters.ts';
import { type AttemptOutcome, waitEnd } from '../../domain/lease.ts';
import { notPaused } from '../../domain/pause.ts';
import { endingOf, type SkipKind } from '../../domain/readiness.ts';
import { canMoveUnit, type Unit, type UnitAction, type UnitState } from '../../domain/unit.ts';
import type { UnitChange } from '../batch/change-groups.ts';
import { attemptKey, type EventFacts, type WorkingSet } from '../batch/working-set.ts';
import { countInLane } from '../claim/ensure-lanes.ts';
import { rankAnew } from '../claim/rank-unit.ts';
import { giveSlotsBack, takeSlots } from '../limit/slots.ts';
import { skipKindOf, type Unmet } from './conditions.ts';

/**
 * Moves a Unit by an action of the transition table, keeps its place in the claim order, the counters
 * of its Task, Job, Topic and kind, the slots of Limits and how long it may wait, and notes it for follow-up
 * when that matters to others.
 */
export function moveUnit(
  set: WorkingSet,
  unit: Unit,
  move: { readonly action: UnitAction; readonly to: UnitState; readonly change?: UnitChange },
): void {
  const { action, to } = move;
  if (!canMoveUnit(unit.state, action, to)) {
    throw new Error(`Unit ${unit.id} cannot ${action} from ${unit.state} to ${to}.`);
  }
  const before = endingOf(unit);
  const hadSucceeded = unit.state === 'SUCCEEDED';
  countUnit(set, unit, to);
  if (to === 'RUNNING') {
    takeSlots(set, unit);
    set.queues.add(unit.kind, 'claims', 1);
  } else if (unit.state === 'RUNNING') giveSlotsBack(set, unit);
  const wasDelayed = unit.availableAt !== null;
  enter(set, unit, to);
  if (move.change !== undefined) set.units.change(unit, move.change);
  const isDelayed = unit.availableAt !== null;
  if (isDelayed !== wasDelayed) set.queues.add(unit.kind, 'delayedCount', isDelayed ? 1 : -1);
  rankAnew(set, unit);
  // When a delay ends, what was reckoned from its end when it began still holds.
  const failsAt = action === 'makeDue' ? unit.failsAt : waitEnd(unit, set.now);
  if (unit.failsAt !== failsAt) set.units.change(unit, { failsAt });
  const after = endingOf(unit);
  if (unit.handles === 1 && hadSucceeded !== (to === 'SUCCEEDED')) {
    set.handlingUnits.push({ node: unit, step: hadSucceeded ? -1 : 1 });
  }
  if (to === 'PENDING') {
    set.startingUnits.get(unit.taskId)?.push(unit.id);
    set.waitingUnits.push(unit);
  }
  if (before !== after) set.changedUnits.push({ node: unit, before, after });
}

/** A state, and empty the columns that belong to others. */
function enter(set: WorkingSet, unit: Unit, state: UnitState): void {
  set.units.change(unit, { state, skipKind: null });
  if (state !== 'READY' && unit.availableAt !== null) set.units.change(unit, { availableAt: null });
  if (unit.pausedAt !== null) set.units.change(unit, notPaused);
}

/** Skips a waiting Unit that is not needed any more, and with it what depends on it. */
export function skipDownstream(set: WorkingSet, unit: Unit): void {
  skipWaiting(set, unit, { action: 'skip', skipKind: 'CASCADING', cause: 'NOT_NEEDED' });
}

/** Skips a Unit whose condition does not hold. */
export function skipUnmet(set: WorkingSet, unit: Unit, { code }: Unmet): void {
  skipWaiting(set, unit, { action: 'evaluate', skipKind: skipKindOf(unit), cause: code });
}

function skipWaiting(
  set: WorkingSet,
  unit: Unit,
  skip: {
    readonly action: UnitAction;
    readonly skipKind: SkipKind;
    readonly cause: 'NOT_NEEDED' | Unmet['code'];
  },
): void {
  const { action, skipKind, cause } = skip;
  const from = unit.state;
  moveUnit(set, unit, { action, to: 'SKIPPED', change: { skipKind, finishedAt: set.now } });
  const data = { skipKind, cause };
  set.emit('unit.skipped', unitFacts(unit, { from, to: 'SKIPPED', data }));
}

/** Fails a Unit because of a condition, its own or its Task's. */
export function failUnmet(set: WorkingSet, unit: Unit, { code, message }: Unmet): void {
  failWaiting(set, unit, { action: 'evaluate', code, message });
}

/** Fails a Unit that nobody holds, so that no attempt of it ends. */
export function failWaiting(
  set: WorkingSet,
  unit: Unit,
  failure: { readonly action: UnitAction; readonly code: string; readonly message: string },
): void {
  const { action, code, message } = failure;
  const from = unit.state;
  const columns = { failureCode: code, failureMessage: message, failureDetails: null };
  const change: UnitChange = { ...columns, finishedAt: set.now };
  moveUnit(set, unit, { action, to: 'FAILED', change });
  const data = { code, message };
  set.emit('unit.failed', unitFacts(unit, { from, to: 'FAILED', data }));
}

/** The columns of a Unit that has all its attempts before it, as if it had never been tried. */
export const untried = {
  failureCount: 0,
  lossCount: 0,
  failureCode: null,
  failureMessage: null,
  failureDetails: null,
  startedAt: null,
  finishedAt: null,
  deadlineAt: null,
} as const satisfies UnitChange;

/** The columns of a Unit that waits for a worker, in its place by the time it became ready. */
export function claimableSince(readyAt: number): UnitChange {
  return { readyAt, availableAt: null };
}

export interface AttemptEnd {
  readonly outcome: AttemptOutcome;
  readonly code?: string;
  readonly message?: string;
  readonly details?: string | null;
  /** Who wanted it ended and why, where that was not the holder. */
  readonly asked?: Asked;
}

/** Writes down the attempt under way as finished and answers the columns that clear its lease. */
export function endAttempt(set: WorkingSet, unit: Unit, end: AttemptEnd): UnitChange {
  if (unit.leaseId === null || unit.worker === null || unit.claimedAt === null) {
    throw new Error(`Unit ${unit.id} is ${unit.state} and has no attempt under way to end.`);
  }
  const attempt = {
    unitId: unit.id,
    number: unit.attempt,
    leaseId: unit.leaseId,
    worker: unit.worker,
    claimedAt: unit.claimedAt,
    finishedAt: set.now,
    outcome: end.outcome,
    failureCode: end.code ?? null,
    failureMessage: end.message ?? null,
    failureDetails: end.details ?? null,
    endedBy: end.asked?.by ?? null,
    endedReason: end.asked?.reason ?? null,
    toldAt: null,
  };
  const count = rateOf[end.outcome];
  if (count !== undefined) set.queues.add(unit.kind, count, 1);
  set.appended.attempts.push(attempt);
  set.attempts.set(attemptKey(unit.id, unit.attempt), attempt);
  return { leaseId: null, leaseMs: null, leaseUntil: null, worker: null };
}

/** Which rate of its kind an end of an attempt counts for. */
const rateOf: { readonly [Outcome in AttemptOutcome]?: 'successes' | 'failures' } = {
  SUCCEEDED: 'successes',
  FAILED: 'failures',
  EXPIRED: 'failures',
};

/** What every Event of a Unit says, and what this one says besides. */
export function unitFacts(unit: Unit, more: EventFacts): EventFacts {
  // What stands behind a spread is added field by field, which takes several times as long as this.
  return { unitId: unit.id, taskId: unit.taskId, jobId: unit.jobId, ...more };
}

/** Takes a Unit that goes for good off the counters of all that it is part of. */
export function uncountUnit(
  set: WorkingSet,
  unit: Pick<Unit, 'taskId' | 'jobId' | 'laneId' | 'state'>,
): void {
  const counter = unitCounterOf[unit.state];
  set.tasks.count(set.tasks.get(unit.taskId), counter, -1);
  set.jobs.count(set.jobs.get(unit.jobId), counter, -1);
  set.topics.count(set.topic, counter, -1);
  const lane = set.lanes.get(unit.laneId);
  countInLane(set, lane, -1);
  set.queues.add(lane.kind, counter, -1);
  set.queues.add(lane.kind, 'unitCount', -1);
}

function countUnit(set: WorkingSet, unit: Unit, to: UnitState): void {
  if (unit.state === to) return;
  const from = unitCounterOf[unit.state];
  const into = unitCounterOf[to];
  const task = set.tasks.get(unit.taskId);
  const job = set.jobs.get(unit.jobId);
  set.tasks.count(task, from, -1);
  set.tasks.count(task, into, 1);
  if (unit.succeededHandlerCount > 0) {
    if (unit.state === 'FAILED') set.tasks.count(task, 'unitsHandled', -1);
    if (to === 'FAILED') set.tasks.count(task, 'unitsHandled', 1);
  }
  set.jobs.count(job, from, -1);
  set.jobs.count(job, into, 1);
  set.topics.count(set.topic, from, -1);
  set.topics.count(set.topic, into, 1);
  set.queues.add(unit.kind, from, -1);
  set.queues.add(unit.kind, into, 1);
}
