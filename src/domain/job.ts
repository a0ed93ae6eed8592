import type { TaskCounters, UnitCounters } from './counters.ts';
import type { Pause } from './pause.ts';

/** A Job runs from its submission until nothing in it can progress any more (see rollup.ts). */
export type JobState = 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'CANCELLED';

/** What becomes of the rest of a Job once a Task has failed: it goes on, or it is cancelled. */
export type OnFailure = 'CONTINUE' | 'CANCEL_REST';

export const jobStates = [
  'RUNNING',
  'SUCCEEDED',
  'FAILED',
  'CANCELLED',
] as const satisfies readonly JobState[];

/** A Job as it is stored. `payload`, `labels` and `context` are JSON text. */
export interface Job extends TaskCounters, UnitCounters, Pause, JobOrigin {
  readonly id: string;
  readonly topicId: string;
  readonly key: string | null;
  readonly name: string;
  readonly priority: number;
  readonly onFailure: OnFailure;
  readonly payload: string;
  readonly labels: string;
  /** An object that its Units share, and may change. */
  readonly context: string;
  /** JSON text of what holds for Units that come later and say nothing themselves; see UnitDefaults. */
  readonly unitDefaults: string | null;
  readonly dependencyCount: number;
  readonly definitionHash: string;
  /** When it is to begin, as was asked for; null for at once. */
  readonly startAt: number | null;
  /** By when it has to have finished; null when it may take as long as it takes. */
  readonly finishBy: number | null;
  /** When the clock lets it begin; null once it has begun, or when only another Job is before it. */
  readonly beginsAt: number | null;
  /** The Job that it begins after; null once it has begun. */
  readonly behindJobId: string | null;
  /** When the clock cancels what is unfinished of it; null once it has finished. */
  readonly cancelsAt: number | null;
  /** By which submissions are collapsed; see collapse.ts. */
  readonly collapseKey: string | null;
  /** When the first came of those in whose place it waits; null where that does not matter. */
  readonly collapseSince: number | null;
  /** The Job that has taken its place, or its key. */
  readonly replacedByJobId: string | null;
  readonly createdAt: number;
  readonly state: JobState;
  /** How many of its failed Tasks are made up for; see NodeRules. */
  readonly tasksHandled: number;
  readonly startedAt: number | null;
  readonly finishedAt: number | null;
  /** Since when it is being deleted: nobody finds it any more, and its rows go in portions. */
  readonly deletingAt: number | null;
}

/** What a Job was made of when it was started from a Template; all null when it was submitted. */
export interface JobOrigin {
  /** The id of the version. */
  readonly templateId: string | null;
  /** JSON text of an object, with what the schema of the parameters added. */
  readonly params: string | null;
  /** The Schedule that started it, which may be gone by now; null when somebody did. */
  readonly scheduleId: string | null;
}

export const noTemplate: JobOrigin = { templateId: null, params: null, scheduleId: null };

/** Whether a Job has not begun: it waits for its time or for another Job, and no Task of it opens. */
export function isWaiting({ beginsAt, behindJobId }: Pick<Job, 'beginsAt' | 'behindJobId'>) {
  return beginsAt !== null || behindJobId !== null;
}

/** The columns of a Job that waits for nothing: it has begun, or has ended. */
export const notWaiting = { beginsAt: null, behindJobId: null } as const;

/** The columns of a Job that say until when it waits for the clock. */
export const jobDeadlineColumns = ['beginsAt', 'cancelsAt'] as const;

export type JobDeadlineColumn = (typeof jobDeadlineColumns)[number];
