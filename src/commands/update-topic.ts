import { checkRetention } from '../domain/retention.ts';
import type { Topic } from '../domain/topic.ts';
import { checkTopicDefaults } from '../domain/unit-defaults.ts';
import { checkText } from '../domain/value-checks.ts';
import { accepted, type Handler } from './handler.ts';

/** Changes what a Topic says of itself and for its Units; Jobs that are there keep what they have. */
export const updateTopic: Handler<'updateTopic'> = {
  check: ({ description, defaults, retentionMs }) => [
    ...(description == null ? [] : checkText(description, ['input', 'description'])),
    ...(defaults == null ? [] : checkTopicDefaults(defaults, ['input', 'defaults'])),
    ...checkRetention(retentionMs),
  ],

  addNeeds: () => undefined,

  decide: ({ topicId, description, defaults, retentionMs }, set) => {
    const { topic } = set;
    const next = {
      description: description === undefined ? topic.description : description,
      defaults: defaults === undefined ? topic.defaults : textOf(defaults),
      retentionMs: retentionMs === undefined ? topic.retentionMs : retentionMs,
    };
    // What was kept until now may have to go at once, and the clock finds out.
    if (next.retentionMs !== topic.retentionMs) set.topics.change(topic, { deletesAt: set.now });
    if (isChanged(topic, next)) {
      set.topics.change(topic, next);
      set.emit('topic.updated', { data: next });
    }
    return accepted({ topicId });
  },
};

type Updatable = Pick<Topic, 'description' | 'defaults' | 'retentionMs'>;

function isChanged(topic: Updatable, next: Updatable): boolean {
  return (
    next.description !== topic.description ||
    next.defaults !== topic.defaults ||
    next.retentionMs !== topic.retentionMs
  );
}

function textOf(defaults: unknown): string | null {
  return defaults === null ? null : JSON.stringify(defaults);
}
