/**
 * A parent's state from its children's, by their counts alone.
 *
 * Within an open Task a PENDING Unit moves only when another Unit does. So once no Unit is READY,
 * RUNNING or PAUSED, nothing in the Task can progress any more, and what is still PENDING is
 * blocked for good. The same holds for the Tasks of a Job.
 */
import { activeUnitCount, type TaskCounters, type UnitCounters } from './counters.ts';

export type SettledState = 'SUCCEEDED' | 'FAILED' | 'CANCELLED';

/** How an open Task ends with these Units, or undefined while something in it can progress. */
export function taskOutcome(counters: UnitCounters): SettledState | undefined {
  if (activeUnitCount(counters) > 0) return undefined;
  if (counters.unitsFailed > 0) return 'FAILED';
  return counters.unitsCancelled > 0 ? 'CANCELLED' : 'SUCCEEDED';
}

/** How a running Job ends with these Tasks, or undefined while one of them is open. */
export function jobOutcome(counters: TaskCounters): SettledState | undefined {
  if (counters.tasksRunning > 0) return undefined;
  if (counters.tasksFailed > 0) return 'FAILED';
  return counters.tasksCancelled > 0 ? 'CANCELLED' : 'SUCCEEDED';
}
