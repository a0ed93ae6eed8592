import { noJobs, noUnits } from '../../domain/counters.ts';
import { firstFairPlace } from '../../domain/fair-share.ts';
import { notPaused } from '../../domain/pause.ts';
import { rejection } from '../../domain/rejection.ts';
import { checkRetention, defaultRetentionMs } from '../../domain/retention.ts';
import { checkName, checkText } from '../../domain/value-checks.ts';
import { accepted, type Handler, refused } from '../batch/handler.ts';
import { intakeIsOpen } from './intake.ts';

/** Creates a Topic, the first Event of whose journal is its creation. */
export const createTopic: Handler<'createTopic'> = {
  check: ({ topicName, description, retentionMs }) => [
    ...checkName(topicName, ['input', 'name']),
    ...(description === null ? [] : checkText(description, ['input', 'description'])),
    ...checkRetention(retentionMs),
  ],

  addNeeds: ({ topicName }, needs) => {
    needs.topicNames.add(topicName);
  },

  decide: (command, set, context) => {
    const { topicName, description, retentionMs = defaultRetentionMs } = command;
    const { isFair = false, advanceStartedJobs = false } = command;
    const takenBy = set.topicIdByName.get(topicName);
    if (takenBy !== undefined) {
      const message = `There is a Topic "${topicName}" already (${takenBy}). Use it, or choose another name.`;
      const where = { path: ['input', 'name'], details: { topicId: takenBy } };
      return refused(rejection('TOPIC_NAME_TAKEN', message, where));
    }
    const id = context.ids.next('topic');
    set.createTopic({
      id,
      name: topicName,
      description,
      createdAt: set.now,
      lastSeq: 0,
      lastAt: set.now,
      revision: 0,
      firstSeq: 1,
      retentionMs,
      deletesAt: retentionMs === null ? null : set.now + retentionMs,
      defaults: null,
      limitCount: 0,
      isFair: isFair ? 1 : 0,
      advanceStartedJobs: advanceStartedJobs ? 1 : 0,
      servedPlace: firstFairPlace,
      ...notPaused,
      ...intakeIsOpen,
      ...noJobs,
      ...noUnits,
    });
    set.emit('topic.created', { data: { name: topicName } });
    return accepted({ topicId: id });
  },
};
