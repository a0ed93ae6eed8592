import type { UnitCounters } from './counters.ts';
import type { JoinKind, SkipKind } from './readiness.ts';

/**
 * PENDING waits for predecessor Tasks; RUNNING is open: its Units may become ready. A Task settles
 * when all its Units are finished or nothing in it can progress any more (see rollup.ts).
 */
export type TaskState = 'PENDING' | 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'SKIPPED' | 'CANCELLED';

export const taskStates = [
  'PENDING',
  'RUNNING',
  'SUCCEEDED',
  'FAILED',
  'SKIPPED',
  'CANCELLED',
] as const satisfies readonly TaskState[];

export function isTaskFinished(state: TaskState): boolean {
  return state !== 'PENDING' && state !== 'RUNNING';
}

/** A Task as it is stored, its Units counted by state. */
export interface Task extends UnitCounters {
  readonly id: string;
  readonly topicId: string;
  readonly jobId: string;
  readonly key: string;
  readonly name: string;
  readonly join: JoinKind;
  readonly joinCount: number | null;
  /** How many Units may fail; null for none. With a share, the greater of the two counts. */
  readonly tolerateCount: number | null;
  /** Which share of its Units may fail, from 0 to 1. */
  readonly tolerateShare: number | null;
  readonly predecessorCount: number;
  readonly createdAt: number;
  readonly state: TaskState;
  /** Of a SKIPPED Task; null otherwise. */
  readonly skipKind: SkipKind | null;
  readonly succeededPredecessorCount: number;
  readonly failedPredecessorCount: number;
  readonly cancelledPredecessorCount: number;
  readonly skippedPredecessorCount: number;
  readonly startedAt: number | null;
  readonly finishedAt: number | null;
}
