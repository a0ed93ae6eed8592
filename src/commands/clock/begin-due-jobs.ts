import { unitCount } from '../../domain/counters.ts';
import type { Job } from '../../domain/job.ts';
import { accepted, type Handler } from '../batch/handler.ts';
import { clockUnitCount } from '../batch/needs.ts';
import { endDelay } from '../rules/beginning.ts';

/** Lets the Jobs begin whose time has come. */
export const beginDueJobs: Handler<'beginDueJobs'> = {
  check: () => [],

  addNeeds: (_command, needs) => {
    needs.deadlines.add('beginsAt');
  },

  decide: (_command, set) => {
    const due = [...set.jobs.values()].filter(
      ({ beginsAt }) => beginsAt !== null && beginsAt <= set.now,
    );
    const taken = portionOf(due);
    for (const job of taken) endDelay(set, job);
    return accepted({ count: taken.length });
  },
};

/** As many of these Jobs as have together what the clock deals with at a time; at least one. */
export function portionOf(jobs: readonly Job[]): readonly Job[] {
  let count = 0;
  const end = jobs.findIndex((job) => {
    count += 1 + unitCount(job);
    return count > clockUnitCount;
  });
  return end < 0 ? jobs : jobs.slice(0, Math.max(1, end));
}
