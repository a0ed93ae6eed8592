/** Why a Unit is not being worked on: what it waits for, as far as its own row and its Task's tell. */
import { type Join, joinOutcome, type PredecessorCounts } from './readiness.ts';
import type { Task } from './task.ts';
import type { Unit } from './unit.ts';

/**
 * TASK: its Task is not open. PREDECESSORS: it is not decided yet whether its join is satisfied.
 * BLOCKED: the join cannot be satisfied any more, until something before it is tried again, rerun or
 * skipped. PAUSED: an operator holds it. DELAY: a delay is not over. WORKER: nobody has claimed it.
 */
export type WaitKind = 'TASK' | 'PREDECESSORS' | 'BLOCKED' | 'PAUSED' | 'DELAY' | 'WORKER';

export interface WaitReason {
  readonly kind: WaitKind;
  /** One sentence for people. */
  readonly message: string;
  /** When it ends by itself, epoch milliseconds; null when it does not, or nobody can say. */
  readonly endsAt: Instant | null;
}

/** Epoch milliseconds, as rows or as models have them. */
type Instant = number | bigint;

type WaitingUnit = Pick<
  Unit,
  'state' | 'kind' | 'pauseReason' | keyof Join | keyof PredecessorCounts
> & {
  readonly availableAt: Instant | null;
  readonly resumeAt: Instant | null;
};

type WaitingTask = Pick<Task, 'state' | 'key' | keyof Join | keyof PredecessorCounts>;

/** What the Unit waits for; nothing when it is being worked on or has finished. */
export function waitReasons(unit: WaitingUnit, task: WaitingTask): readonly WaitReason[] {
  switch (unit.state) {
    case 'PENDING':
      return [...taskReasons(task), ...joinReasons(unit, 'Unit')];
    case 'PAUSED':
      return [pauseReason(unit)];
    case 'READY':
      return [unit.availableAt === null ? workerReason(unit) : delayReason(unit.availableAt)];
    default:
      return [];
  }
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

function pauseReason({ pauseReason: reason, resumeAt }: WaitingUnit): WaitReason {
  const message = reason === null ? 'It is paused; nobody said why.' : `It is paused: ${reason}`;
  return { kind: 'PAUSED', message, endsAt: resumeAt };
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
