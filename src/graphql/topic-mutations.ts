import type { Engine } from '../engine/create-engine.ts';
import { builder } from './builder.ts';
import { commandPayload } from './command-payload.ts';
import { hashInput, idempotencyOf } from './input-hash.ts';
import { Topic } from './topic.ts';

const TopicCreateInput = builder.inputType('TopicCreateInput', {
  description: 'A Topic to create.',
  fields: (t) => ({
    name: t.string({
      required: true,
      description: 'Its name, unique among Topics: up to 256 characters.',
    }),
    description: t.string({ description: 'What it is for, for people.' }),
    idempotencyKey: t.string({
      description: 'Any text of your own. Repeating the request with it changes nothing more.',
    }),
  }),
});

const TopicCreatePayload = commandPayload<'createTopic'>(
  'TopicCreatePayload',
  'topicCreate',
  (t) => ({
    topic: t.field({
      type: Topic,
      nullable: true,
      description: 'The new Topic; null when it was refused.',
      resolve: (outcome, _, { loaders }) =>
        outcome.isAccepted ? loaders.topics.load(outcome.result.topicId) : null,
    }),
  }),
);

builder.mutationField('topicCreate', (t) =>
  t.field({
    type: TopicCreatePayload,
    description:
      'Creates a Topic. Repeat it with the same `idempotencyKey` if the answer was lost; without one, a repetition is refused as TOPIC_NAME_TAKEN.',
    args: {
      input: t.arg({ type: TopicCreateInput, required: true, description: 'What to create.' }),
    },
    resolve: (_, { input }, { engine }) => createTopic(input, engine),
  }),
);

function createTopic(input: typeof TopicCreateInput.$inferInput, engine: Engine) {
  const { name, description = null, idempotencyKey } = input;
  return engine.execute<'createTopic'>({
    name: 'createTopic',
    topicName: name,
    description,
    ...idempotencyOf(idempotencyKey, () => hashInput(['topicCreate', name, description])),
  });
}
