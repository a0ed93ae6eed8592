/** How many children of each state a parent has; kept as counters, so asking costs nothing. */
import {
  type JobCounters,
  jobCounterOf,
  type TaskCounters,
  taskCounterOf,
  type UnitCounters,
  unitCount,
} from '../domain/counters.ts';
import { builder } from './builder.ts';

export const UnitCounts = builder.objectRef<UnitCounters>('UnitCounts').implement({
  description: 'How many Units there are, by state.',
  fields: (t) => ({
    total: t.int({ description: 'All of them.', resolve: unitCount }),
    pending: t.exposeInt('unitsPending', { description: 'Waiting for predecessors.' }),
    ready: t.exposeInt('unitsReady', {
      description: 'Waiting for a worker, or for the delay before a retry.',
    }),
    running: t.exposeInt('unitsRunning', { description: 'Held by a worker.' }),
    paused: t.exposeInt('unitsPaused', { description: 'Paused.' }),
    succeeded: t.exposeInt('unitsSucceeded', { description: 'Succeeded.' }),
    failed: t.exposeInt('unitsFailed', { description: 'Failed for good.' }),
    skipped: t.exposeInt('unitsSkipped', { description: 'Skipped.' }),
    cancelled: t.exposeInt('unitsCancelled', { description: 'Cancelled.' }),
  }),
});

export const TaskCounts = builder.objectRef<TaskCounters>('TaskCounts').implement({
  description: 'How many Tasks there are, by state.',
  fields: (t) => ({
    total: t.int({
      description: 'All of them.',
      resolve: (counts) => total(counts, taskCounterOf),
    }),
    pending: t.exposeInt('tasksPending', { description: 'Waiting for predecessors.' }),
    running: t.exposeInt('tasksRunning', { description: 'Open: their Units may run.' }),
    succeeded: t.exposeInt('tasksSucceeded', { description: 'Succeeded.' }),
    failed: t.exposeInt('tasksFailed', { description: 'Failed.' }),
    skipped: t.exposeInt('tasksSkipped', { description: 'Skipped.' }),
    cancelled: t.exposeInt('tasksCancelled', { description: 'Cancelled.' }),
  }),
});

export const JobCounts = builder.objectRef<JobCounters>('JobCounts').implement({
  description: 'How many Jobs there are, by state.',
  fields: (t) => ({
    total: t.int({ description: 'All of them.', resolve: (counts) => total(counts, jobCounterOf) }),
    running: t.exposeInt('jobsRunning', { description: 'Under way.' }),
    succeeded: t.exposeInt('jobsSucceeded', { description: 'Succeeded.' }),
    failed: t.exposeInt('jobsFailed', { description: 'Failed.' }),
    cancelled: t.exposeInt('jobsCancelled', { description: 'Cancelled.' }),
  }),
});

function total<Counter extends string>(
  counts: Readonly<Record<Counter, number>>,
  counterOf: Readonly<Record<string, Counter>>,
): number {
  return Object.values(counterOf).reduce((sum, counter) => sum + counts[counter], 0);
}
