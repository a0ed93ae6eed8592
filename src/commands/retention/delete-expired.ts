import { accepted, type LongHandler } from '../batch/handler.ts';
import { planNextLook } from './next-look.ts';
import { removeJobs } from './remove-jobs.ts';
import { removeLeftovers } from './remove-leftovers.ts';

/**
 * Deletes one portion of what its Topic keeps no longer, so that whoever works never waits for more
 * than that. A look that finds nothing says when the next one is due.
 */
export const deleteExpired: LongHandler<'deleteExpired'> = {
  check: () => [],

  addNeeds: () => undefined,

  *decideInPortions(_command, set) {
    const jobRowCount = yield* removeJobs(set, portionRowCount);
    const count = jobRowCount + (yield* removeLeftovers(set, portionRowCount - jobRowCount));
    if (count === 0) yield* planNextLook(set);
    else set.topics.change(set.topic, { deletesAt: set.now });
    return accepted({ count });
  },
};

/** How many rows one command removes at most, all tables together: some milliseconds of work. */
const portionRowCount = 500;
