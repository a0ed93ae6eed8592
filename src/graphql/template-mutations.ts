/** Publishing and deprecating Templates, and starting Jobs from them. */
import type { Outcome } from '../domain/command.ts';
import { builder } from './builder.ts';
import { commandPayload } from './command-payload.ts';
import type { Context } from './context.ts';
import { canonicalJson, hashInput, idempotencyOf } from './input-hash.ts';
import { findNamedTopic } from './named-topic.ts';
import { askedFields, operationOf } from './operation-input.ts';
import { readSubmission, submissionFields } from './submission-input.ts';
import { submissionPayload } from './submission-payload.ts';
import { Template } from './template.ts';
import { readStart, startFields } from './template-start.ts';

const repetition = 'Any text of your own. Repeating the request with it changes nothing more.';

const TemplatePublishInput = builder.inputType('TemplatePublishInput', {
  description: 'A version of a Template to publish.',
  fields: (t) => ({
    topic: t.string({ required: true, description: 'The name of the Topic.' }),
    name: t.string({
      required: true,
      description: 'Its name in the Topic: letters, digits, `.`, `_` and `-`.',
    }),
    description: t.string({ description: 'What it is for, for people.' }),
    definition: t.field({
      type: 'JSON',
      required: true,
      description:
        'The Job, with the fields of `JobSubmitInput` but `topic` and `idempotencyKey`, and placeholders such as `${{ params.size }}` in its texts.',
    }),
    paramsSchema: t.field({
      type: 'JSON',
      description:
        'The JSON Schema (2020-12) of the parameters, which describes an object. Without one, any will do.',
    }),
    by: t.string({ description: 'Who publishes it, as they name themselves.' }),
    idempotencyKey: t.string({ description: repetition }),
  }),
});

const TemplateDeprecateInput = builder.inputType('TemplateDeprecateInput', {
  description: 'A Template that is not to be started any more.',
  fields: (t) => ({
    topic: t.string({ required: true, description: 'The name of the Topic.' }),
    template: t.string({ required: true, description: 'The name of the Template.' }),
    version: t.int({ description: 'Which version of it; all that there are if not given.' }),
    ...askedFields(t),
  }),
});

const JobStartInput = builder.inputType('JobStartInput', {
  description: 'A Job to start from a Template.',
  fields: (t) => ({
    ...startFields(t),
    ...submissionFields(t),
    idempotencyKey: t.string({ description: repetition }),
  }),
});

const TemplatePublishPayload = templatePayload<'publishTemplate'>(
  'TemplatePublishPayload',
  'templatePublish',
  'The version; null when it was refused.',
);
const TemplateDeprecatePayload = templatePayload<'deprecateTemplate'>(
  'TemplateDeprecatePayload',
  'templateDeprecate',
  'The newest of the versions that were meant; null when the command was refused.',
);
const JobStartPayload = submissionPayload<'startJob'>('JobStartPayload', 'jobStart');

builder.mutationFields((t) => ({
  templatePublish: t.field({
    type: TemplatePublishPayload,
    description:
      'Publishes the next version of a Template. Publishing what its newest version says already answers that version, with `replayed`.',
    args: {
      input: t.arg({ type: TemplatePublishInput, required: true, description: 'What to publish.' }),
    },
    resolve: (_, { input }, context) => publishTemplate(input, context),
  }),
  templateDeprecate: t.field({
    type: TemplateDeprecatePayload,
    description:
      'Says of one version of a Template, or of all, that it is not to be started any more. Jobs that were started go on. What is deprecated already stays so, and is answered with `replayed`.',
    args: {
      input: t.arg({
        type: TemplateDeprecateInput,
        required: true,
        description: 'What to deprecate.',
      }),
    },
    resolve: (_, { input }, context) => deprecateTemplate(input, context),
  }),
  jobStart: t.field({
    type: JobStartPayload,
    description:
      'Starts a Job from a Template, with parameters. It keeps the version that it was started from. Repeat it with the same `idempotencyKey`, or the same `key`, if the answer was lost.',
    args: {
      input: t.arg({ type: JobStartInput, required: true, description: 'What to start.' }),
    },
    resolve: (_, { input }, context) => startJob(input, context),
  }),
}));

async function publishTemplate(
  input: typeof TemplatePublishInput.$inferInput,
  context: Context,
): Promise<Outcome<'publishTemplate'>> {
  const topic = await findNamedTopic(context, input.topic);
  if ('rejections' in topic) return topic;
  const { name, description = null, definition, paramsSchema = null, by } = input;
  // A definition may be long, and each look at it is one piece.
  await context.turns.give();
  const hash = hashInput([
    ...[name, description, canonicalJson(definition)],
    paramsSchema === null ? null : canonicalJson(paramsSchema),
  ]);
  await context.turns.give();
  return await context.engine.execute<'publishTemplate'>({
    name: 'publishTemplate',
    topicId: topic.id,
    template: { name, description, definition, paramsSchema, hash },
    by,
    ...idempotencyOf(input.idempotencyKey, () => hashInput(['templatePublish', hash, by])),
  });
}

async function deprecateTemplate(
  input: typeof TemplateDeprecateInput.$inferInput,
  context: Context,
): Promise<Outcome<'deprecateTemplate'>> {
  const topic = await findNamedTopic(context, input.topic);
  if ('rejections' in topic) return topic;
  return await context.engine.execute<'deprecateTemplate'>({
    name: 'deprecateTemplate',
    topicId: topic.id,
    template: { name: input.template, version: input.version ?? null },
    ...operationOf('templateDeprecate', input),
  });
}

async function startJob(
  input: typeof JobStartInput.$inferInput,
  context: Context,
): Promise<Outcome<'startJob'>> {
  const topic = await findNamedTopic(context, input.topic);
  if ('rejections' in topic) return topic;
  const start = { ...readStart(input), submission: readSubmission(input) };
  return await context.engine.execute<'startJob'>({
    name: 'startJob',
    topicId: topic.id,
    start,
    ...idempotencyOf(input.idempotencyKey, () =>
      hashInput(['jobStart', start.hash, start.submission]),
    ),
  });
}

function templatePayload<N extends 'publishTemplate' | 'deprecateTemplate'>(
  name: string,
  command: string,
  description: string,
) {
  return commandPayload<N>(name, command, (t) => ({
    template: t.field({
      type: Template,
      nullable: true,
      description,
      resolve: (outcome, _, { loaders }) =>
        outcome.isAccepted ? loaders.templates.load(outcome.result.templateId) : null,
    }),
  }));
}
