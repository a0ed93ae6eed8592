/** Setting and removing Limits. */
import type { Engine } from '../engine/create-engine.ts';
import { builder } from './builder.ts';
import { commandPayload } from './command-payload.ts';
import { Limit, LimitScope } from './limit.ts';
import { topicPayload } from './noun-payloads.ts';
import { askedFields, operationOf } from './operation-input.ts';

const LimitSetInput = builder.inputType('LimitSetInput', {
  description:
    'What a Limit is to say. What is left out is not bounded, also if it was before: of one scope and pattern there is one Limit, and it says what was said last.',
  fields: (t) => ({
    topicId: t.id({ required: true, description: 'The id of the Topic.' }),
    scope: t.field({
      type: LimitScope,
      required: true,
      description: 'What is counted together.',
    }),
    pattern: t.string({
      description:
        'The kind or key, in which `*` stands for any text: `tenant:*` bounds every tenant for itself. None for the whole Topic.',
    }),
    runningMax: t.int({ description: 'How many may run at once: 1 to 1,000,000.' }),
    startMax: t.int({
      description:
        'How many may start in any `intervalMs`: 1 to 1,000,000. With it belongs `intervalMs`.',
    }),
    intervalMs: t.int({
      description: 'The interval of `startMax`, in milliseconds: from 100 to 24 days.',
    }),
    isAdaptive: t.boolean({
      required: true,
      defaultValue: false,
      description:
        'Whether `startMax` is halved when workers report that they were refused for being too many, and grows again while it is what holds work back.',
    }),
    startMin: t.int({
      description:
        'Below how many starts per interval an adaptive Limit never goes; 1 if not given.',
    }),
    weight: t.float({
      description:
        'How great a share a key gets beside the others, from 0.001 to 1,000, where the Topic shares fairly; 1 if not given.',
    }),
    ...askedFields(t),
  }),
});

const LimitRemoveInput = builder.inputType('LimitRemoveInput', {
  description: 'A Limit to remove.',
  fields: (t) => ({
    limitId: t.id({ required: true, description: 'The id of the Limit.' }),
    ...askedFields(t),
  }),
});

const LimitSetPayload = commandPayload<'setLimit'>('LimitSetPayload', 'limitSet', (t) => ({
  limit: t.field({
    type: Limit,
    nullable: true,
    description: 'The Limit as it is now; null when the command was refused.',
    resolve: (outcome, _, { loaders }) =>
      outcome.isAccepted ? loaders.limits.load(outcome.result.limitId) : null,
  }),
}));

const LimitRemovePayload = topicPayload<'removeLimit'>('LimitRemovePayload', 'limitRemove');

builder.mutationFields((t) => ({
  limitSet: t.field({
    type: LimitSetPayload,
    description:
      'Sets a Limit, or changes the one of the same scope and pattern. It holds at once: what runs already is counted, and goes on if it is more than allowed. With the values that it has it changes nothing, and is answered with `replayed`.',
    args: { input: t.arg({ type: LimitSetInput, required: true, description: 'What to set.' }) },
    resolve: (_, { input }, { engine }) => setLimit(input, engine),
  }),
  limitRemove: t.field({
    type: LimitRemovePayload,
    description:
      'Removes a Limit: what it held back can start, unless another one holds for it from now on.',
    args: {
      input: t.arg({ type: LimitRemoveInput, required: true, description: 'What to remove.' }),
    },
    resolve: (_, { input }, { engine }) =>
      engine.execute<'removeLimit'>({
        name: 'removeLimit',
        limitId: input.limitId,
        ...operationOf('limitRemove', input),
      }),
  }),
}));

function setLimit(input: typeof LimitSetInput.$inferInput, engine: Engine) {
  return engine.execute<'setLimit'>({
    name: 'setLimit',
    topicId: input.topicId,
    scope: input.scope,
    pattern: input.pattern ?? '',
    runningMax: input.runningMax ?? null,
    startMax: input.startMax ?? null,
    intervalMs: input.intervalMs ?? null,
    isAdaptive: input.isAdaptive ? 1 : 0,
    startMin: input.startMin ?? null,
    weight: input.weight ?? null,
    ...operationOf('limitSet', input),
  });
}
