import { accepted, type LongHandler } from '../batch/handler.ts';
import { ensure } from '../batch/needs.ts';
import { cancelWhole } from '../job/cancel-job.ts';
import { portionOf } from './begin-due-jobs.ts';

/** Cancels what is unfinished of the Jobs that would have had to finish by now. */
export const cancelOverdueJobs: LongHandler<'cancelOverdueJobs'> = {
  check: () => [],

  addNeeds: (_command, needs) => {
    needs.deadlines.add('cancelsAt');
  },

  *decideInPortions(_command, set) {
    const overdue = [...set.jobs.values()].filter(
      ({ cancelsAt }) => cancelsAt !== null && cancelsAt <= set.now,
    );
    const taken = portionOf(overdue);
    yield* ensure((needs) => {
      for (const { id } of taken) needs.unfinishedOfJobs.add(id);
      return taken.length > 0;
    });
    for (const job of taken) {
      const finishBy = new Date(job.finishBy ?? set.now).toISOString();
      const reason = `The Job had to finish by ${finishBy} and did not.`;
      yield* cancelWhole(set, job, { asked: { reason }, data: { code: 'FINISH_BY_PASSED' } });
    }
    return accepted({ count: taken.length });
  },
};
