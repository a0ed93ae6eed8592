import type { UnitCounters } from './counters.ts';
import type { Pause } from './pause.ts';
import type { Join, NodeRules, PredecessorCounts, SkipKind } from './readiness.ts';

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
export interface Task extends UnitCounters, Join, PredecessorCounts, NodeRules, Pause {
  readonly id: string;
  readonly topicId: string;
  readonly jobId: string;
  readonly key: string;
  readonly name: string;
  /** How many Units may fail; null for none. With a share, the greater of the two counts. */
  readonly tolerateCount: number | null;
  /** Which share of its Units may fail, from 0 to 1. */
  readonly tolerateShare: number | null;
  /** JSON text of what holds for Units that come later and say nothing themselves; see UnitDefaults. */
  readonly unitDefaults: string | null;
  /** The running Unit that added it to the graph; null for one that was submitted. */
  readonly parentUnitId: string | null;
  /** How many of its failed Units are made up for; see NodeRules. */
  readonly unitsHandled: number;
  readonly createdAt: number;
  readonly state: TaskState;
  /** Of a SKIPPED Task; null otherwise. */
  readonly skipKind: SkipKind | null;
  readonly startedAt: number | null;
  readonly finishedAt: number | null;
}
