import type { Engine } from '../engine/create-engine.ts';
import { builder } from './builder.ts';
import { hashInput, idempotencyOf } from './input-hash.ts';
import { topicPayload } from './noun-payloads.ts';
import { retentionField, retentionMsOf } from './retention.ts';
import { readTopicDefaults, TopicDefaultsInput } from './topic-defaults.ts';

const TopicCreateInput = builder.inputType('TopicCreateInput', {
  description: 'A Topic to create.',
  fields: (t) => ({
    name: t.string({
      required: true,
      description: 'Its name, unique among Topics: up to 256 characters.',
    }),
    description: t.string({ description: 'What it is for, for people.' }),
    retentionSeconds: retentionField(t, 'Thirty days if not given.'),
    isFair: t.boolean({
      description:
        'Whether keys share what is handed out by their weights, however much of each waits; else all Units go in one order. False if not given.',
    }),
    advanceStartedJobs: t.boolean({
      description:
        'Whether Jobs that were begun first are finished first: places are reckoned from when Jobs began, not from when Units became ready. False if not given.',
    }),
    idempotencyKey: t.string({
      description: 'Any text of your own. Repeating the request with it changes nothing more.',
    }),
  }),
});

const TopicCreatePayload = topicPayload<'createTopic'>(
  'TopicCreatePayload',
  'topicCreate',
  'The new Topic; null when it was refused.',
);

const TopicUpdateInput = builder.inputType('TopicUpdateInput', {
  description: 'What to change of a Topic; what is left out stays as it is.',
  fields: (t) => ({
    topicId: t.id({ required: true, description: 'The Topic.' }),
    description: t.string({ description: 'What it is for, for people; null to say nothing.' }),
    defaults: t.field({
      type: TopicDefaultsInput,
      description:
        'What it says for the Units of Jobs that are submitted from now on, in place of all that it said before; null to say nothing.',
    }),
    retentionSeconds: retentionField(t, 'It holds at once, also for what is there already.'),
    isFair: t.boolean({
      description:
        'Whether keys share what is handed out by their weights, however much of each waits; else all Units go in one order. It holds at once.',
    }),
    advanceStartedJobs: t.boolean({
      description:
        'Whether Jobs that were begun first are finished first: places are reckoned from when Jobs began, not from when Units became ready. It holds for what becomes ready from now on.',
    }),
    idempotencyKey: t.string({
      description: 'Any text of your own. Repeating the request with it changes nothing more.',
    }),
  }),
});

const TopicUpdatePayload = topicPayload<'updateTopic'>(
  'TopicUpdatePayload',
  'topicUpdate',
  'The Topic; null when it was refused.',
);

builder.mutationField('topicUpdate', (t) =>
  t.field({
    type: TopicUpdatePayload,
    description:
      'Changes a Topic. Jobs that are there keep the rules that they were submitted with.',
    args: {
      input: t.arg({ type: TopicUpdateInput, required: true, description: 'What to change.' }),
    },
    resolve: (_, { input }, { engine }) => updateTopic(input, engine),
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
  const retentionMs = retentionMsOf(input.retentionSeconds);
  const order = orderOf(input);
  return engine.execute<'createTopic'>({
    name: 'createTopic',
    topicName: name,
    description,
    retentionMs,
    ...order,
    ...idempotencyOf(idempotencyKey, () =>
      // In an object, where null and nothing are not the same.
      hashInput(['topicCreate', name, description, { retentionMs, ...order }]),
    ),
  });
}

function updateTopic(input: typeof TopicUpdateInput.$inferInput, engine: Engine) {
  const { topicId, description, idempotencyKey } = input;
  const defaults = input.defaults == null ? input.defaults : readTopicDefaults(input.defaults);
  const retentionMs = retentionMsOf(input.retentionSeconds);
  const order = orderOf(input);
  return engine.execute<'updateTopic'>({
    name: 'updateTopic',
    topicId,
    description,
    defaults,
    retentionMs,
    ...order,
    ...idempotencyOf(idempotencyKey, () =>
      hashInput(['topicUpdate', topicId, description, defaults, { retentionMs, ...order }]),
    ),
  });
}

/** In what order it hands out Units, as far as that is said. */
function orderOf({
  isFair,
  advanceStartedJobs,
}: Pick<typeof TopicCreateInput.$inferInput, 'isFair' | 'advanceStartedJobs'>) {
  return { isFair: isFair ?? undefined, advanceStartedJobs: advanceStartedJobs ?? undefined };
}
