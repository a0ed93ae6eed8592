import { bounds } from '../../domain/bounds.ts';
import type { Command } from '../../domain/command.ts';
import { checkLimit, type Limit, type LimitRules } from '../../domain/limit.ts';
import { type Rejection, rejection } from '../../domain/rejection.ts';
import { accepted, type Context, type LongHandler, refused, replayed } from '../batch/handler.ts';
import type { WorkingSet } from '../batch/working-set.ts';
import { askedData, checkAsked } from '../rules/asked.ts';
import { recountUses } from './recount-uses.ts';

/**
 * Bounds what runs or starts, from now on: what runs already counts, and goes on if it is more than
 * that. Of one scope and pattern there is one Limit; set again, it says this instead.
 */
export const setLimit: LongHandler<'setLimit'> = {
  check: (command) => [...checkAsked(command), ...checkLimit(command, ['input'])],

  addNeeds: () => undefined,

  *decideInPortions(command, set, context) {
    const { topicId, scope, pattern } = command;
    const known = [...set.limits.rows.values()].find(
      (limit) => limit.scope === scope && limit.pattern === pattern,
    );
    if (known !== undefined && saysTheSame(known, command)) {
      return replayed<'setLimit'>({ topicId, limitId: known.id });
    }
    const count = set.topic.limitCount;
    if (known === undefined && count >= bounds.limitCountPerTopic) return refused(tooMany(count));
    const limit = known ?? insertLimit(set, command, context);
    set.limits.rows.change(limit, saidIn(command, set.now));
    yield* recountUses(set, scope);
    const data = { limitId: limit.id, scope, pattern, ...rulesOf(command), ...askedData(command) };
    set.emit('limit.set', { data });
    return accepted({ topicId, limitId: limit.id });
  },
};

function insertLimit(set: WorkingSet, command: Command<'setLimit'>, { ids }: Context): Limit {
  const { scope, pattern } = command;
  const place = { id: ids.next('limit'), topicId: set.topic.id, scope, pattern };
  const limit: Limit = { ...place, createdAt: set.now, ...saidIn(command, set.now) };
  set.limits.rows.insert(limit);
  set.topics.count(set.topic, 'limitCount', 1);
  return limit;
}

function saidIn(command: Command<'setLimit'>, now: number) {
  const { by = null, reason } = command;
  return { ...rulesOf(command), setAt: now, setBy: by, reason };
}

function rulesOf(given: LimitRules): LimitRules {
  const { runningMax, startMax, intervalMs, isAdaptive, startMin, weight } = given;
  return { runningMax, startMax, intervalMs, isAdaptive, startMin, weight };
}

function saysTheSame(limit: Limit, command: Command<'setLimit'>): boolean {
  const { by = null, reason } = command;
  const isByTheSame = limit.setBy === by && limit.reason === reason;
  return isByTheSame && JSON.stringify(rulesOf(limit)) === JSON.stringify(rulesOf(command));
}

function tooMany(count: number): Rejection {
  const most = bounds.limitCountPerTopic;
  const message = `The Topic has ${count} Limits; at most ${most} are accepted. Say with one pattern, such as "tenant:*", what holds for many keys, or remove a Limit that is not needed.`;
  return rejection('TOO_MANY', message, { path: ['input'], details: { most } });
}
