/**
 * How many Units, Tasks and Jobs of each state a parent has. Counters change in the transaction
 * that changes a child, so lists and roll-ups never count rows.
 */
import type { JobState } from './job.ts';
import type { TaskState } from './task.ts';
import type { UnitState } from './unit.ts';

export const unitCounterOf = {
  PENDING: 'unitsPending',
  READY: 'unitsReady',
  RUNNING: 'unitsRunning',
  PAUSED: 'unitsPaused',
  SUCCEEDED: 'unitsSucceeded',
  FAILED: 'unitsFailed',
  SKIPPED: 'unitsSkipped',
  CANCELLED: 'unitsCancelled',
} as const satisfies Record<UnitState, string>;

export const taskCounterOf = {
  PENDING: 'tasksPending',
  RUNNING: 'tasksRunning',
  SUCCEEDED: 'tasksSucceeded',
  FAILED: 'tasksFailed',
  SKIPPED: 'tasksSkipped',
  CANCELLED: 'tasksCancelled',
} as const satisfies Record<TaskState, string>;

export const jobCounterOf = {
  RUNNING: 'jobsRunning',
  SUCCEEDED: 'jobsSucceeded',
  FAILED: 'jobsFailed',
  CANCELLED: 'jobsCancelled',
} as const satisfies Record<JobState, string>;

export type UnitCounters = Readonly<Record<(typeof unitCounterOf)[UnitState], number>>;
export type TaskCounters = Readonly<Record<(typeof taskCounterOf)[TaskState], number>>;
export type JobCounters = Readonly<Record<(typeof jobCounterOf)[JobState], number>>;

export const noUnits: UnitCounters = {
  unitsPending: 0,
  unitsReady: 0,
  unitsRunning: 0,
  unitsPaused: 0,
  unitsSucceeded: 0,
  unitsFailed: 0,
  unitsSkipped: 0,
  unitsCancelled: 0,
};

export const noTasks: TaskCounters = {
  tasksPending: 0,
  tasksRunning: 0,
  tasksSucceeded: 0,
  tasksFailed: 0,
  tasksSkipped: 0,
  tasksCancelled: 0,
};

export const noJobs: JobCounters = {
  jobsRunning: 0,
  jobsSucceeded: 0,
  jobsFailed: 0,
  jobsCancelled: 0,
};

export function taskCount(counters: TaskCounters): number {
  let count = 0;
  for (const counter of Object.values(taskCounterOf)) count += counters[counter];
  return count;
}

export function unitCount(counters: UnitCounters): number {
  return counters.unitsPending + activeUnitCount(counters) + finishedUnitCount(counters);
}

/** Units that can still change without anything else changing first. */
export function activeUnitCount(counters: UnitCounters): number {
  return counters.unitsReady + counters.unitsRunning + counters.unitsPaused;
}

export function finishedUnitCount(counters: UnitCounters): number {
  return (
    counters.unitsSucceeded + counters.unitsFailed + counters.unitsSkipped + counters.unitsCancelled
  );
}
