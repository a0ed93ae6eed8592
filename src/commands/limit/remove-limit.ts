import { limitNotFound } from '../../domain/rejection.ts';
import { accepted, type LongHandler, refused } from '../batch/handler.ts';
import { askedData, checkAsked } from '../rules/asked.ts';
import { recountUses } from './recount-uses.ts';

/** Takes a Limit away: what it held back can start, unless another Limit holds for it now. */
export const removeLimit: LongHandler<'removeLimit'> = {
  check: checkAsked,

  addNeeds: ({ limitId }, needs) => {
    needs.limitUses.ofLimits.add(limitId);
  },

  *decideInPortions(command, set) {
    const { limitId } = command;
    const limit = set.limits.rows.find(limitId);
    if (limit === undefined) return refused(limitNotFound(limitId));
    const { scope, pattern } = limit;
    set.limits.rows.remove(limit);
    set.topics.count(set.topic, 'limitCount', -1);
    yield* recountUses(set, scope);
    set.emit('limit.removed', { data: { limitId, scope, pattern, ...askedData(command) } });
    return accepted({ topicId: set.topic.id });
  },
};
