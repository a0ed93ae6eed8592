/** Why a Unit is not being worked on: what it waits for, as far as its own row and those around it tell. */
import type { Pause } from './pause.ts';
import { type Join, joinOutcome, type PredecessorCounts } from './readiness.ts';
import type { Task } from './task.ts';
import type { Unit } from './unit.ts';

/**
 * SCHEDULED: its Job is to begin later. JOB: its Job begins after another. TASK: its Task is not open. PREDECESSORS: it is not decided yet whether its join is satisfied.
 * BLOCKED: the join cannot be satisfied any more, until something before it is tried again, rerun or
 * skipped. PAUSED: it is paused, or its Task, Job or Topic is held. DELAY: a delay is not over.
 * WORKER: nobody has claimed it.
 */
export type WaitKind =
  | 'SCHEDULED'
  | 'JOB'
  | 'TASK'
  | 'PREDECESSORS'
  | 'BLOCKED'
  | 'PAUSED'
  | 'DELAY'
  | 'WORKER';

export interface WaitReason {
  readonly kind: WaitKind;
  /** One sentence for people. */
  readonly message: string;
  /** When it ends by itself, epoch milliseconds; null when it does not, or nobody can say. */
  readonly endsAt: Instant | null;
}

/** Epoch milliseconds, as rows or as models have them. */
type Instant = number | bigint;

type Held = Pick<Pause, 'pausedBy' | 'pauseReason'> & {
  readonly pausedAt: Instant | null;
  readonly resumeAt: Instant | null;
};

type WaitingUnit = Pick<Unit, 'state' | 'kind' | keyof Join | keyof PredecessorCounts> &
  Held & { readonly availableAt: Instant | null };

type WaitingTask = Pick<Task, 'state' | 'key' | keyof Join | keyof PredecessorCounts> & Held;

/** What a Unit is part of. */
interface Around {
  readonly task: WaitingTask;
  readonly job: Held & {
    readonly beginsAt: Instant | null;
    readonly behindJobId: string | null;
  };
  readonly topic: Held;
}

/** What the Unit waits for; nothing when it is being worked on or has finished. */
export function waitReasons(unit: WaitingUnit, around: Around): readonly WaitReason[] {
  switch (unit.state) {
    case 'PENDING':
      return [
        ...beginReasons(around.job),
        ...taskReasons(around.task),
        ...joinReasons(unit, 'Unit'),
        ...holdReasons(around),
      ];
    case 'PAUSED':
      return [pauseReason('It', unit)];
    case 'READY':
      return readyReasons(unit, holdReasons(around));
    default:
      return [];
  }
}

function beginReasons({ beginsAt, behindJobId }: Around['job']): readonly WaitReason[] {
  const reasons: WaitReason[] = [];
  if (beginsAt !== null) {
    const at = new Date(Number(beginsAt)).toISOString();
    reasons.push({ kind: 'SCHEDULED', message: `Its Job begins at ${at}.`, endsAt: beginsAt });
  }
  if (behindJobId !== null) {
    const message = `Its Job begins once Job ${behindJobId} has finished.`;
    reasons.push({ kind: 'JOB', message, endsAt: null });
  }
  return reasons;
}

function taskReasons(task: WaitingTask): readonly WaitReason[] {
  if (task.state !== 'PENDING') return [];
  const [behind] = joinReasons(task, 'Task');
  const message = `Its Task "${task.key}" is not open. ${behind?.message ?? ''}`.trim();
  return [{ kind: 'TASK', message, endsAt: null }];
}

function joinReasons(node: Join & PredecessorCounts, noun: 'Unit' | 'Task'): readonly WaitReason[] {
  const outcome = joinOutcome(node);
  if (outcome === 'WAITING') {
    const message = `${endedCount(node)} of the ${node.predecessorCount} ${noun}s before it have ended; it waits for ${node.join}.`;
    return [{ kind: 'PREDECESSORS', message, endsAt: null }];
  }
  if (outcome !== 'UNSATISFIABLE') return [];
  const message = `${node.failedPredecessorCount} of the ${noun}s before it have failed and ${node.cancelledPredecessorCount} were cancelled, so ${node.join} cannot be satisfied. Retry, rerun or skip one of them, or skip this one.`;
  return [{ kind: 'BLOCKED', message, endsAt: null }];
}

/** No worker is missed while it would get nothing. */
function readyReasons(unit: WaitingUnit, holds: readonly WaitReason[]): readonly WaitReason[] {
  const delays = unit.availableAt === null ? [] : [delayReason(unit.availableAt)];
  const reasons = [...delays, ...holds];
  return reasons.length > 0 ? reasons : [workerReason(unit)];
}

function holdReasons({ task, job, topic }: Around): readonly WaitReason[] {
  const named = [
    [`Its Task "${task.key}"`, task],
    ['Its Job', job],
    ['Its Topic', topic],
  ] as const;
  return named
    .filter(([, held]) => held.pausedAt !== null)
    .map(([subject, held]) => pauseReason(subject, held));
}

function pauseReason(
  subject: string,
  { pausedBy, pauseReason: reason, resumeAt }: Held,
): WaitReason {
  const who = pausedBy === null ? '' : ` by "${pausedBy}"`;
  const why = reason === null ? '; nobody said why.' : `: ${reason}`;
  return { kind: 'PAUSED', message: `${subject} is paused${who}${why}`, endsAt: resumeAt };
}

function delayReason(availableAt: Instant): WaitReason {
  const message = 'It was given back or has failed, and is tried again after a delay.';
  return { kind: 'DELAY', message, endsAt: availableAt };
}

function workerReason({ kind }: WaitingUnit): WaitReason {
  const message = `No worker has claimed it yet. It needs one that claims the kind "${kind}" of its Topic.`;
  return { kind: 'WORKER', message, endsAt: null };
}

function endedCount(node: PredecessorCounts): number {
  return (
    node.succeededPredecessorCount +
    node.failedPredecessorCount +
    node.cancelledPredecessorCount +
    node.skippedPredecessorCount
  );
}
