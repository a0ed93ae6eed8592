import { checkTopicDefaults } from '../domain/unit-defaults.ts';
import { checkText } from '../domain/value-checks.ts';
import { accepted, type Handler } from './handler.ts';

/** Changes what a Topic says of itself and for its Units; Jobs that are there keep what they have. */
export const updateTopic: Handler<'updateTopic'> = {
  check: ({ description, defaults }) => [
    ...(description == null ? [] : checkText(description, ['input', 'description'])),
    ...(defaults == null ? [] : checkTopicDefaults(defaults, ['input', 'defaults'])),
  ],

  addNeeds: () => undefined,

  decide: ({ topicId, description, defaults }, set) => {
    const { topic } = set;
    const next = {
      description: description === undefined ? topic.description : description,
      defaults: defaults === undefined ? topic.defaults : textOf(defaults),
    };
    if (next.description !== topic.description || next.defaults !== topic.defaults) {
      set.topics.change(topic, next);
      set.emit('topic.updated', { data: next });
    }
    return accepted({ topicId });
  },
};

function textOf(defaults: unknown): string | null {
  return defaults === null ? null : JSON.stringify(defaults);
}
