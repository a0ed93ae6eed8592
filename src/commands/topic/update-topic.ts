import { firstFairPlace } from '../../domain/fair-share.ts';
import type { Flag } from '../../domain/flag.ts';
import { inPortions } from '../../domain/portions.ts';
import { checkRetention } from '../../domain/retention.ts';
import type { Topic } from '../../domain/topic.ts';
import { checkTopicDefaults } from '../../domain/unit-defaults.ts';
import { checkText } from '../../domain/value-checks.ts';
import { accepted, type LongHandler } from '../batch/handler.ts';
import { ensure, type Step } from '../batch/needs.ts';
import type { WorkingSet } from '../batch/working-set.ts';

/** Changes what a Topic says of itself and for its Units; Jobs that are there keep what they have. */
export const updateTopic: LongHandler<'updateTopic'> = {
  check: ({ description, defaults, retentionMs }) => [
    ...(description == null ? [] : checkText(description, ['input', 'description'])),
    ...(defaults == null ? [] : checkTopicDefaults(defaults, ['input', 'defaults'])),
    ...checkRetention(retentionMs),
  ],

  addNeeds: () => undefined,

  *decideInPortions(command, set) {
    const { topicId, description, defaults, retentionMs } = command;
    const { topic } = set;
    const next = {
      description: description === undefined ? topic.description : description,
      defaults: defaults === undefined ? topic.defaults : textOf(defaults),
      retentionMs: retentionMs === undefined ? topic.retentionMs : retentionMs,
      isFair: flagOf(command.isFair) ?? topic.isFair,
      advanceStartedJobs: flagOf(command.advanceStartedJobs) ?? topic.advanceStartedJobs,
    };
    // What was kept until now may have to go at once, and the clock finds out.
    if (next.retentionMs !== topic.retentionMs) set.topics.change(topic, { deletesAt: set.now });
    if (next.isFair > topic.isFair) yield* beginFairly(set);
    if (isChanged(topic, next)) {
      set.topics.change(topic, next);
      set.emit('topic.updated', { data: dataOf(next) });
    }
    return accepted<'updateTopic'>({ topicId });
  },
};

/**
 * All Lanes that have something begin their shares in the same place. Back in one order nothing has to
 * be done: those places lie before all ranks, and claims put right what stands too far in front.
 */
function* beginFairly(set: WorkingSet): Generator<Step, void, void> {
  yield* ensure((needs) => {
    needs.isEveryWaitingLaneNeeded = true;
    return true;
  });
  set.topics.change(set.topic, { servedPlace: firstFairPlace });
  yield* inPortions(set.lanes.values(), (lane) => {
    set.lanes.change(lane, { place: firstFairPlace });
  });
}

type Updatable = Pick<
  Topic,
  'description' | 'defaults' | 'retentionMs' | 'isFair' | 'advanceStartedJobs'
>;

function isChanged(topic: Updatable, next: Updatable): boolean {
  return (
    next.description !== topic.description ||
    next.defaults !== topic.defaults ||
    next.retentionMs !== topic.retentionMs ||
    next.isFair !== topic.isFair ||
    next.advanceStartedJobs !== topic.advanceStartedJobs
  );
}

function dataOf(next: Updatable): Readonly<Record<string, unknown>> {
  const { isFair, advanceStartedJobs } = next;
  return { ...next, isFair: isFair === 1, advanceStartedJobs: advanceStartedJobs === 1 };
}

function flagOf(given: boolean | undefined): Flag | undefined {
  if (given === undefined) return undefined;
  return given ? 1 : 0;
}

function textOf(defaults: unknown): string | null {
  return defaults === null ? null : JSON.stringify(defaults);
}
