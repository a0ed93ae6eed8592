import type { LimitUse } from '../../domain/limit-use.ts';
import { accepted, type LongHandler } from '../batch/handler.ts';
import { clockUnitCount } from '../batch/needs.ts';
import { seeWhatOpened } from './see-what-opened.ts';
import { openUse } from './slots.ts';

/** Lets start again what had used up its starts, or was asked to be left alone for a while. */
export const openLimits: LongHandler<'openLimits'> = {
  check: () => [],

  addNeeds: (_command, needs) => {
    needs.deadlines.add('opensAt');
  },

  *decideInPortions(_command, set) {
    const isDue = ({ opensAt }: LimitUse) => opensAt !== null && opensAt <= set.now;
    const due = [...set.limits.uses.values()].filter(isDue).slice(0, clockUnitCount);
    // Whether a rate has held work back is seen by what waits behind it.
    yield* seeWhatOpened(set, due);
    for (const use of due) openUse(set, use);
    return accepted({ count: due.length });
  },
};
