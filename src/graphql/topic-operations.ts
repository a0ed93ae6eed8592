/** Holding Topics, and closing their intake. */
import { builder } from './builder.ts';
import { topicPayload } from './noun-payloads.ts';
import { askedFields, holdFields, operationOf, topicOperationInput } from './operation-input.ts';

const TopicPauseInput = builder.inputType('TopicPauseInput', {
  description: 'A Topic to hold.',
  fields: (t) => ({
    topicId: t.id({ required: true, description: 'The id of the Topic.' }),
    ...askedFields(t),
    ...holdFields(t),
  }),
});

const TopicCloseIntakeInput = builder.inputType('TopicCloseIntakeInput', {
  description: 'A Topic that is to take no new Jobs.',
  fields: (t) => ({
    topicId: t.id({ required: true, description: 'The id of the Topic.' }),
    ...askedFields(t),
    opensAt: t.field({
      type: 'DateTime',
      description: 'When it takes Jobs again by itself; only when somebody opens it if not given.',
    }),
  }),
});

const TopicResumeInput = topicOperationInput('TopicResumeInput', 'A Topic to let go on.');
const TopicOpenIntakeInput = topicOperationInput(
  'TopicOpenIntakeInput',
  'A Topic that is to take new Jobs again.',
);

const TopicPausePayload = topicPayload<'pauseTopic'>('TopicPausePayload', 'topicPause');
const TopicResumePayload = topicPayload<'resumeTopic'>('TopicResumePayload', 'topicResume');
const TopicCloseIntakePayload = topicPayload<'closeIntake'>(
  'TopicCloseIntakePayload',
  'topicCloseIntake',
);
const TopicOpenIntakePayload = topicPayload<'openIntake'>(
  'TopicOpenIntakePayload',
  'topicOpenIntake',
);

builder.mutationFields((t) => ({
  topicPause: t.field({
    type: TopicPausePayload,
    description:
      'Holds a Topic: nothing is claimed from it. Units that run go on, and what follows from them becomes ready. Of a Topic that is held already it changes who, why and until when; with the same values it changes nothing, and is answered with `replayed`.',
    args: { input: t.arg({ type: TopicPauseInput, required: true, description: 'What to hold.' }) },
    resolve: (_, { input }, { engine }) =>
      engine.execute<'pauseTopic'>({
        name: 'pauseTopic',
        topicId: input.topicId,
        resumeAt: input.resumeAt ?? null,
        interrupt: input.interrupt,
        ...operationOf('topicPause', input),
      }),
  }),
  topicResume: t.field({
    type: TopicResumePayload,
    description:
      'Lets a held Topic go on: its Units can be claimed again, each in the place that it had. One that is not held stays so, and is answered with `replayed`.',
    args: {
      input: t.arg({ type: TopicResumeInput, required: true, description: 'What to let go on.' }),
    },
    resolve: (_, { input }, { engine }) =>
      engine.execute<'resumeTopic'>({
        name: 'resumeTopic',
        topicId: input.topicId,
        ...operationOf('topicResume', input),
      }),
  }),
  topicCloseIntake: t.field({
    type: TopicCloseIntakePayload,
    description:
      'Has a Topic take no new Jobs: they are refused with INTAKE_CLOSED. What is there goes on, and the repetition of an earlier submission is answered. Closing again changes who, why and until when; with the same values it changes nothing, and is answered with `replayed`.',
    args: {
      input: t.arg({
        type: TopicCloseIntakeInput,
        required: true,
        description: 'Which intake to close.',
      }),
    },
    resolve: (_, { input }, { engine }) =>
      engine.execute<'closeIntake'>({
        name: 'closeIntake',
        topicId: input.topicId,
        opensAt: input.opensAt ?? null,
        ...operationOf('topicCloseIntake', input),
      }),
  }),
  topicOpenIntake: t.field({
    type: TopicOpenIntakePayload,
    description:
      'Has a Topic take new Jobs again. An intake that is open stays so, and is answered with `replayed`.',
    args: {
      input: t.arg({
        type: TopicOpenIntakeInput,
        required: true,
        description: 'Which intake to open.',
      }),
    },
    resolve: (_, { input }, { engine }) =>
      engine.execute<'openIntake'>({
        name: 'openIntake',
        topicId: input.topicId,
        ...operationOf('topicOpenIntake', input),
      }),
  }),
}));
