/** Why a Unit is not being worked on: what it waits for, as far as its own row and those around it tell. */
import type { Pause } from './pause.ts';
import { type Join, joinOutcome, type PredecessorCounts } from './readiness.ts';
import type { Task } from './task.ts';
import type { Unit } from './unit.ts';

/**
 * SCHEDULED: its Job is to begin later. JOB: its Job begins after another. TASK: its Task is not
 * open. PREDECESSORS: it is not decided yet whether its join is satisfied. BLOCKED: the join cannot be
 * satisfied any more, until something before it is tried again, rerun or skipped. PAUSED: it is
 * paused, or its Task, Job or Topic is held. DELAY: a delay is not over.
 *
 * Of what nothing of that keeps back: LIMIT: a Limit is full. RATE: a Limit lets nothing start for
 * now. NO_WORKER: no worker that may have it is in touch. WORKERS_QUIET: those that may have it get
 * nothing new. WORKERS_FULL: they hold as much as they take. TURN: others come first, or it is next.
 */
export type WaitKind =
  | 'SCHEDULED'
  | 'JOB'
  | 'TASK'
  | 'PREDECESSORS'
  | 'BLOCKED'
  | 'PAUSED'
  | 'DELAY'
  | 'LIMIT'
  | 'RATE'
  | 'NO_WORKER'
  | 'WORKERS_QUIET'
  | 'WORKERS_FULL'
  | 'TURN';

export interface WaitReason {
  readonly kind: WaitKind;
  /** One sentence for people. */
  readonly message: string;
  /** When it ends by itself, epoch milliseconds; null when it does not, or nobody can say. */
  readonly endsAt: Instant | null;
  /** Of LIMIT and RATE: which Limit, the kind or key that it counts by, and how many of that run. */
  readonly limitId?: string;
  readonly subject?: string;
  readonly runningCount?: number;
  /** Of the reasons about workers: which ones; of NO_WORKER the nearest to what is needed. */
  readonly workerIds?: readonly string[];
  /** Of NO_WORKER: the labels, as "name=value", that the nearest lacks, or all if there is none. */
  readonly missingLabels?: readonly string[];
}

/** Epoch milliseconds, as rows or as models have them. */
type Instant = number | bigint;

type Held = Pick<Pause, 'pausedBy' | 'pauseReason'> & {
  readonly pausedAt: Instant | null;
  readonly resumeAt: Instant | null;
};

type WaitingUnit = Pick<Unit, 'state' | keyof Join | keyof PredecessorCounts> &
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

/**
 * What the Unit waits for before it can be claimed; nothing when it can be, is being worked on or has
 * finished.
 */
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
      return [...delayReasons(unit), ...holdReasons(around)];
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

function delayReasons({ availableAt }: WaitingUnit): readonly WaitReason[] {
  if (availableAt === null) return [];
  const message = 'It was given back or has failed, and is tried again after a delay.';
  return [{ kind: 'DELAY', message, endsAt: availableAt }];
}

function endedCount(node: PredecessorCounts): number {
  return (
    node.succeededPredecessorCount +
    node.failedPredecessorCount +
    node.cancelledPredecessorCount +
    node.skippedPredecessorCount
  );
}

/**
 * That nothing keeps it back but what comes before it.
 *
 * @param position how many Units are handed out before it; null when they are too many to count
 */
export function turnReason(position: number | null): WaitReason {
  return { kind: 'TURN', message: turnMessage(position), endsAt: null };
}

function turnMessage(position: number | null): string {
  if (position === null) return 'It gets its turn: very many of its kind come before it.';
  if (position === 0) return 'It is next: the first worker that asks for its kind may have it.';
  const others = position === 1 ? '1 other' : `${position} others`;
  return `It gets its turn: ${others} of its kind come${position === 1 ? 's' : ''} before it.`;
}
