/**
 * A parent's state from its children's, by their counts alone.
 *
 * Within an open Task a PENDING Unit moves only when another Unit does. So once no Unit is READY,
 * RUNNING or PAUSED, nothing in the Task can progress any more, and what is still PENDING is
 * blocked for good. The same holds for the Tasks of a Job.
 */
import { activeUnitCount, type TaskCounters, type UnitCounters, unitCount } from './counters.ts';
import type { Job } from './job.ts';
import type { Task } from './task.ts';

export type SettledState = 'SUCCEEDED' | 'FAILED' | 'CANCELLED';

/** How many of a Task's Units may fail without failing it. */
export interface Tolerance {
  readonly tolerateCount: number | null;
  readonly tolerateShare: number | null;
}

/**
 * How an open Task ends with these Units, or undefined while something in it can progress. A failure
 * that a Unit behind it has handled is none.
 */
export function taskOutcome(
  task: UnitCounters & Tolerance & Pick<Task, 'unitsHandled'>,
): SettledState | undefined {
  if (activeUnitCount(task) > 0) return undefined;
  const isAllDone = task.unitsPending === 0 && task.unitsCancelled === 0;
  const unhandledCount = task.unitsFailed - task.unitsHandled;
  if (isAllDone && unhandledCount <= toleratedCount(task)) return 'SUCCEEDED';
  return task.unitsFailed > 0 ? 'FAILED' : 'CANCELLED';
}

function toleratedCount(task: UnitCounters & Tolerance): number {
  // 0.29 of 100 is 28.999999999999996 in binary: a hair more gives what was meant.
  const byShare = Math.floor(unitCount(task) * (task.tolerateShare ?? 0) + 1e-9);
  return Math.max(task.tolerateCount ?? 0, byShare);
}

/** How a running Job ends with these Tasks, or undefined while one of them is open. */
export function jobOutcome(
  job: TaskCounters & Pick<Job, 'tasksHandled'>,
): SettledState | undefined {
  if (job.tasksRunning > 0) return undefined;
  const isAllDone = job.tasksPending === 0 && job.tasksCancelled === 0;
  if (isAllDone && job.tasksFailed === job.tasksHandled) return 'SUCCEEDED';
  return job.tasksFailed > 0 ? 'FAILED' : 'CANCELLED';
}
