/**
 * Schedules: Templates that are started by time. What is decided about a firing is decided here: what
 * was missed, and what becomes of a firing while the Job of the one before still runs.
 */
import { bounds } from './bounds.ts';
import type { Pause } from './pause.ts';
import { countFirings, lastFiring, nextFiring, type Timing } from './timing.ts';

/** What becomes of a firing while the Job of the one before runs. */
export type Overlap = 'SKIP' | 'QUEUE' | 'REPLACE' | 'ALLOW';

export const overlaps = ['SKIP', 'QUEUE', 'REPLACE', 'ALLOW'] as const satisfies readonly Overlap[];

/** What becomes of firings that nobody looked at in time. */
export type Missed = 'SKIP' | 'ONE' | 'ALL';

export const missedPolicies = ['SKIP', 'ONE', 'ALL'] as const satisfies readonly Missed[];

/** What somebody says of a Schedule; the rest of its row is what became of it. */
export interface ScheduleDefinition extends Timing {
  readonly name: string;
  readonly description: string | null;
  readonly templateName: string;
  /** Null for the newest at each firing. */
  readonly templateVersion: number | null;
  /** JSON text of an object. */
  readonly params: string;
  /** The parameter that is given the instant at which the firing was due, in ISO 8601; or null. */
  readonly dueAtParam: string | null;
  /** The name, priority and labels of its Jobs; null for what the Template says. */
  readonly jobName: string | null;
  readonly priority: number | null;
  readonly labels: string | null;
  readonly overlap: Overlap;
  /** How many firings may wait for the running Job with QUEUE. */
  readonly queueMax: number;
  readonly missed: Missed;
}

/** A Schedule as it is stored. Instants are epoch milliseconds. */
export interface Schedule extends ScheduleDefinition, Pause {
  readonly id: string;
  readonly topicId: string;
  /** The next firing; null when there is none any more. */
  readonly nextAt: number | null;
  /** When the clock has to look at it; null when it need not. */
  readonly wakesAt: number | null;
  /** The Job that was started last. */
  readonly lastJobId: string | null;
  /** How many firings wait for the running Job. */
  readonly queuedCount: number;
  /** How many firings of its history are kept. */
  readonly firingCount: number;
  /** How many Jobs it has started, how many firings were skipped, and how many failed to start. */
  readonly startedCount: number;
  readonly skippedCount: number;
  readonly failedCount: number;
  readonly createdAt: number;
  readonly updatedAt: number;
}

export type FiringOutcome = 'STARTED' | 'QUEUED' | 'SKIPPED' | 'FAILED';

export const firingOutcomes = [
  'STARTED',
  'QUEUED',
  'SKIPPED',
  'FAILED',
] as const satisfies readonly FiringOutcome[];

/** What became of a firing, or of several that were skipped one after the other. */
export interface ScheduleFiring {
  readonly id: string;
  readonly scheduleId: string;
  /** When it was due; for one by hand, when it was asked for. */
  readonly dueAt: number;
  /** The last of the firings that this stands for, and how many they are: more than one only of skipped ones. */
  readonly lastDueAt: number;
  readonly dueCount: number;
  /** 1 for one that somebody asked for; else it came by time. */
  readonly isManual: 0 | 1;
  readonly outcome: FiringOutcome;
  /** Why it was skipped, waits or failed, as a code and in words; null for one that was started. */
  readonly code: string | null;
  readonly message: string | null;
  readonly jobId: string | null;
  /** The Job that was cancelled for it. */
  readonly replacedJobId: string | null;
  /** When this became of it. */
  readonly firedAt: number;
}

/** Of how many firings that were missed, or skipped in a pause, the number is told; beyond that, only that. */
export const skippedCountMax = 1_000;

/** A firing that is looked at later than this after it was due was missed. */
export const missedGraceMs = 60_000;

/** Firings that come to nothing, one after the other. */
export interface SkippedRun {
  readonly dueAt: number;
  readonly lastDueAt: number;
  readonly dueCount: number;
}

export interface FiringPlan {
  /** What is to be started, the oldest first. */
  readonly due: readonly number[];
  /** What was missed and is left out. It lies before all that is due. */
  readonly missed: SkippedRun | undefined;
  /** The firing after all of these. */
  readonly nextAt: number | null;
}

/**
 * What is to be done about the firings from `nextAt` until now. A firing was missed when nobody
 * looked before the next one was due as well, or until a minute after it; the newest of them is all
 * that is caught up with ONE, and with ALL everything is, the oldest first, so many at a time.
 */
export function planFirings(
  timing: Timing & Pick<Schedule, 'nextAt' | 'missed'>,
  now: number,
): FiringPlan {
  const { nextAt, missed } = timing;
  if (nextAt === null || nextAt > now) return { due: [], missed: undefined, nextAt };
  if (missed === 'ALL') return planAll(timing, nextAt, now);
  const last = lastFiring(timing, nextAt - 1, now) ?? nextAt;
  const isLastMissed = now - last > missedGraceMs;
  const isLastDue = missed === 'ONE' || !isLastMissed;
  return {
    due: isLastDue ? [last] : [],
    missed: runOf(timing, nextAt, isLastDue ? last - 1 : last),
    nextAt: nextFiring(timing, now) ?? null,
  };
}

/** The firings from the first until the instant as one; undefined when there are none. */
export function runOf(timing: Timing, firstAt: number, untilAt: number): SkippedRun | undefined {
  const lastDueAt = lastFiring(timing, firstAt - 1, untilAt);
  if (lastDueAt === undefined) return undefined;
  const span = { afterAt: firstAt - 1, untilAt, max: skippedCountMax };
  return { dueAt: firstAt, lastDueAt, dueCount: countFirings(timing, span) };
}

export type OverlapVerdict =
  | { readonly kind: 'START' | 'REPLACE' }
  | { readonly kind: 'QUEUE' }
  | { readonly kind: 'SKIP'; readonly code: 'OVERLAP' | 'QUEUE_FULL' };

/** What becomes of a firing, by what of those before it still runs or waits. */
export function judgeOverlap(
  { overlap, queueMax, queuedCount }: Pick<Schedule, 'overlap' | 'queueMax' | 'queuedCount'>,
  isRunning: boolean,
): OverlapVerdict {
  if (overlap === 'QUEUE' && (isRunning || queuedCount > 0)) {
    return queuedCount < queueMax ? { kind: 'QUEUE' } : { kind: 'SKIP', code: 'QUEUE_FULL' };
  }
  if (!isRunning || overlap === 'ALLOW') return { kind: 'START' };
  return overlap === 'REPLACE' ? { kind: 'REPLACE' } : { kind: 'SKIP', code: 'OVERLAP' };
}

function planAll(timing: Timing, nextAt: number, now: number): FiringPlan {
  const due: number[] = [];
  let at: number | undefined = nextAt;
  while (at !== undefined && at <= now && due.length < bounds.firingCountPerLook) {
    due.push(at);
    at = nextFiring(timing, at);
  }
  return { due, missed: undefined, nextAt: at ?? null };
}
