/** What operators ask of Workers, and taking back what they hold. */
import type { WorkerMode as Mode } from '../domain/worker.ts';
import {
  askWorkers,
  type WorkerAddress,
  type WorkerCommandName,
  type WorkersAnswer,
} from '../engine/ask-workers.ts';
import { builder } from './builder.ts';
import type { Context } from './context.ts';
import { getReferred } from './loaders.ts';
import { askedFields, type InputFieldBuilder, operationOf } from './operation-input.ts';
import { UserError } from './user-error.ts';
import { Worker, WorkerMode } from './worker.ts';

const WorkersNameInput = builder.inputType('WorkersNameInput', {
  description: 'A Worker by the name under which it claims.',
  fields: (t) => ({
    name: t.string({ required: true, description: 'The name of the Worker.' }),
    topic: t.string({
      description: 'The name of the Topic; all Topics that it has claimed from if not given.',
    }),
  }),
});

const WorkersBy = builder.inputType('WorkersBy', {
  description: 'How to name a Worker, in one Topic or in all: by one of these.',
  isOneOf: true,
  fields: (t) => ({
    id: t.id({ description: 'Its id, which it has in one Topic.' }),
    name: t.field({ type: WorkersNameInput, description: 'Its name.' }),
  }),
});

function workerFields(t: InputFieldBuilder) {
  return {
    worker: t.field({ type: WorkersBy, required: true, description: 'Which Worker.' }),
    ifMode: t.field({
      type: [WorkerMode],
      description: 'Only if it is in one of these modes; in any if not given.',
    }),
    ...askedFields(t),
  };
}

function workerInput(name: string, description: string) {
  return builder.inputType(name, { description, fields: workerFields });
}

function workerPayload<N extends WorkerCommandName>(name: string, mutation: string) {
  return builder.objectRef<WorkersAnswer<N>>(name).implement({
    description: `How \`${mutation}\` was answered.`,
    fields: (t) => ({
      workers: t.field({
        type: [Worker],
        description: 'The Worker as it is now, once for each Topic in which this was done.',
        complexity: { field: 1, multiplier: 5 },
        resolve: ({ accepted }, _, { loaders }) =>
          Promise.all(accepted.map(({ result }) => getReferred(loaders.workers, result.workerId))),
      }),
      userErrors: t.field({
        type: [UserError],
        description: 'Why it was refused, in one Topic or another; empty when it was not.',
        resolve: ({ rejections }) => rejections,
      }),
      cursor: t.string({
        nullable: true,
        description:
          'The position in the journal at which the change is visible; null when it was refused, or was done in several Topics.',
        resolve: ({ accepted: [first, ...more] }, _, { cursors }) =>
          first === undefined || more.length > 0 ? null : cursors.encode(first),
      }),
      replayed: t.boolean({
        description: 'Whether all of it was so already, or repeats what was answered before.',
        resolve: ({ accepted }) =>
          accepted.length > 0 && accepted.every(({ isReplayed }) => isReplayed),
      }),
    }),
  });
}

const WorkerQuietInput = workerInput('WorkerQuietInput', 'A Worker that is to rest.');
const WorkerDrainInput = workerInput('WorkerDrainInput', 'A Worker that is to stop.');
const WorkerActivateInput = workerInput('WorkerActivateInput', 'A Worker that is to claim again.');
const WorkerRevokeInput = builder.inputType('WorkerRevokeInput', {
  description: 'A Worker from which to take what it holds.',
  fields: (t) => ({
    ...workerFields(t),
    quiet: t.boolean({
      required: true,
      defaultValue: false,
      description: 'Whether it is quieted with it, so that it does not claim the same again.',
    }),
  }),
});

const WorkerQuietPayload = workerPayload<'setWorkerMode'>('WorkerQuietPayload', 'workerQuiet');
const WorkerDrainPayload = workerPayload<'setWorkerMode'>('WorkerDrainPayload', 'workerDrain');
const WorkerActivatePayload = workerPayload<'setWorkerMode'>(
  'WorkerActivatePayload',
  'workerActivate',
);
const WorkerRevokePayload = workerPayload<'revokeWorker'>('WorkerRevokePayload', 'workerRevoke');
builder.objectField(WorkerRevokePayload, 'revokedCount', (t) =>
  t.int({
    description: 'How many Units were taken from it.',
    resolve: ({ accepted }) => accepted.reduce((sum, { result }) => sum + result.revokedCount, 0),
  }),
);

builder.mutationFields((t) => ({
  workerQuiet: t.field({
    type: WorkerQuietPayload,
    description:
      'Has a Worker rest: it gets no new Units, and keeps what it holds. It is told with its next answer. Of one that rests already it changes who and why; with the same values it changes nothing, and is answered with `replayed`.',
    args: { input: t.arg({ type: WorkerQuietInput, required: true, description: 'Which one.' }) },
    resolve: (_, { input }, context) => setMode('workerQuiet', 'QUIET', input, context),
  }),
  workerDrain: t.field({
    type: WorkerDrainPayload,
    description:
      'Has a Worker stop, as before a deployment: it gets no new Units, and is told with its next answer to stop once it holds nothing. Of one that drains already it changes who and why; with the same values it changes nothing, and is answered with `replayed`.',
    args: { input: t.arg({ type: WorkerDrainInput, required: true, description: 'Which one.' }) },
    resolve: (_, { input }, context) => setMode('workerDrain', 'DRAINING', input, context),
  }),
  workerActivate: t.field({
    type: WorkerActivatePayload,
    description:
      'Lets a Worker claim again. One that may stays so, and is answered with `replayed`.',
    args: {
      input: t.arg({ type: WorkerActivateInput, required: true, description: 'Which one.' }),
    },
    resolve: (_, { input }, context) => setMode('workerActivate', 'ACTIVE', input, context),
  }),
  workerRevoke: t.field({
    type: WorkerRevokePayload,
    description:
      'Takes from a Worker all that it holds: those Units are ready again at once, which costs no attempt, and its reports on them are refused with LEASE_LOST, reason REVOKED. With `quiet` it gets no new ones either. One that holds nothing is answered with `replayed`.',
    args: { input: t.arg({ type: WorkerRevokeInput, required: true, description: 'Which one.' }) },
    resolve: (_, { input }, context) =>
      askWorkers<'revokeWorker'>(context, addressOf(input), (workerId) => ({
        name: 'revokeWorker',
        workerId,
        isQuieting: input.quiet,
        ...askedOf('workerRevoke', input),
      })),
  }),
}));

type WorkerInput = typeof WorkerQuietInput.$inferInput;

function setMode(
  mutation: string,
  mode: Mode,
  input: WorkerInput,
  context: Context,
): Promise<WorkersAnswer<'setWorkerMode'>> {
  const asked = askedOf(mutation, input);
  return askWorkers<'setWorkerMode'>(context, addressOf(input), (workerId) => {
    return { name: 'setWorkerMode', workerId, mode, ...asked };
  });
}

function askedOf(mutation: string, input: WorkerInput) {
  return { ...operationOf<Mode>(mutation, input), ifState: input.ifMode ?? null };
}

function addressOf({ worker: { id, name } }: WorkerInput): WorkerAddress {
  if (name == null) return { id: id ?? '' };
  return { name: name.name, topicName: name.topic ?? undefined };
}
