/** What operators do with single Units. */
import { builder } from './builder.ts';
import { unitPayload } from './noun-payloads.ts';
import { operationOf, priorityFields } from './operation-input.ts';
import { unitOperationFields } from './unit-mutations.ts';

const UnitSkipInput = builder.inputType('UnitSkipInput', {
  description: 'A Unit to skip.',
  fields: (t) => ({
    ...unitOperationFields(t),
    output: t.field({ type: 'JSON', description: 'What its dependants see as its output.' }),
  }),
});

const UnitRetryInput = builder.inputType('UnitRetryInput', {
  description: 'A Unit to try again.',
  fields: unitOperationFields,
});

const UnitRerunInput = builder.inputType('UnitRerunInput', {
  description: 'A Unit to do again.',
  fields: unitOperationFields,
});

const UnitPauseInput = builder.inputType('UnitPauseInput', {
  description: 'A Unit to pause.',
  fields: (t) => ({
    ...unitOperationFields(t),
    resumeAt: t.field({
      type: 'DateTime',
      description: 'When it goes on by itself; only when somebody resumes it if not given.',
    }),
  }),
});

const UnitResumeInput = builder.inputType('UnitResumeInput', {
  description: 'A Unit to let go on.',
  fields: unitOperationFields,
});

const UnitRevokeInput = builder.inputType('UnitRevokeInput', {
  description: 'A Unit to take from its worker.',
  fields: unitOperationFields,
});

const UnitForceSucceedInput = builder.inputType('UnitForceSucceedInput', {
  description: 'A Unit to make a success.',
  fields: (t) => ({
    ...unitOperationFields(t),
    output: t.field({ type: 'JSON', description: 'Its output: any JSON; null if not given.' }),
    reason: t.string({ required: true, description: 'Why, for those who look at it later.' }),
  }),
});

const UnitPrioritizeInput = builder.inputType('UnitPrioritizeInput', {
  description: 'A Unit to put in another place, and where.',
  fields: (t) => ({ ...unitOperationFields(t), ...priorityFields(t) }),
});

const UnitPrioritizePayload = unitPayload<'prioritizeUnit'>(
  'UnitPrioritizePayload',
  'unitPrioritize',
);
const UnitSkipPayload = unitPayload<'skipUnit'>('UnitSkipPayload', 'unitSkip');
const UnitRetryPayload = unitPayload<'retryUnit'>('UnitRetryPayload', 'unitRetry');
const UnitRerunPayload = unitPayload<'rerunUnit'>('UnitRerunPayload', 'unitRerun');
const UnitPausePayload = unitPayload<'pauseUnit'>('UnitPausePayload', 'unitPause');
const UnitResumePayload = unitPayload<'resumeUnit'>('UnitResumePayload', 'unitResume');
const UnitRevokePayload = unitPayload<'revokeUnit'>('UnitRevokePayload', 'unitRevoke');
const UnitForceSucceedPayload = unitPayload<'forceSucceedUnit'>(
  'UnitForceSucceedPayload',
  'unitForceSucceed',
);

builder.mutationFields((t) => ({
  unitPrioritize: t.field({
    type: UnitPrioritizePayload,
    description:
      'Gives a Unit that has not finished another priority; one that is ready moves in the claim order at once. With the one that it has it changes nothing, and is answered with `replayed`.',
    args: {
      input: t.arg({ type: UnitPrioritizeInput, required: true, description: 'What to move.' }),
    },
    resolve: (_, { input }, { engine }) =>
      engine.execute<'prioritizeUnit'>({
        name: 'prioritizeUnit',
        unitId: input.unitId,
        priority: input.priority,
        ...operationOf('unitPrioritize', input),
      }),
  }),
  unitSkip: t.field({
    type: UnitSkipPayload,
    description:
      'Skips a Unit that waits, is ready, is paused or has failed: its dependants go on as if it had succeeded. Repeating it changes nothing more.',
    args: { input: t.arg({ type: UnitSkipInput, required: true, description: 'What to skip.' }) },
    resolve: (_, { input }, { engine }) =>
      engine.execute<'skipUnit'>({
        name: 'skipUnit',
        unitId: input.unitId,
        output: input.output ?? null,
        ...operationOf('unitSkip', input),
      }),
  }),
  unitRetry: t.field({
    type: UnitRetryPayload,
    description:
      'Tries a Unit again that failed or was cancelled, with all the attempts of its policy. Its Task and Job go on, if they had ended.',
    args: { input: t.arg({ type: UnitRetryInput, required: true, description: 'What to retry.' }) },
    resolve: (_, { input }, { engine }) =>
      engine.execute<'retryUnit'>({
        name: 'retryUnit',
        unitId: input.unitId,
        ...operationOf('unitRetry', input),
      }),
  }),
  unitRerun: t.field({
    type: UnitRerunPayload,
    description:
      'Does a finished Unit again from the beginning, and all that came of it: those behind it, in its Task and in the Tasks behind that, go back to waiting. Workers that hold one of them are told with their next report: LEASE_LOST, reason RERUN.',
    args: { input: t.arg({ type: UnitRerunInput, required: true, description: 'What to rerun.' }) },
    resolve: (_, { input }, { engine }) =>
      engine.execute<'rerunUnit'>({
        name: 'rerunUnit',
        unitId: input.unitId,
        ...operationOf('unitRerun', input),
      }),
  }),
  unitPause: t.field({
    type: UnitPausePayload,
    description:
      'Holds a Unit that is not finished: nobody can claim it. A worker that holds it is told with its next report, LEASE_LOST, reason PAUSED; its attempt does not count, and its checkpoint is kept. Of a Unit that is paused already it changes who, why and until when; with the same values it changes nothing, and is answered with `replayed`.',
    args: { input: t.arg({ type: UnitPauseInput, required: true, description: 'What to pause.' }) },
    resolve: (_, { input }, { engine }) =>
      engine.execute<'pauseUnit'>({
        name: 'pauseUnit',
        unitId: input.unitId,
        resumeAt: input.resumeAt ?? null,
        ...operationOf('unitPause', input),
      }),
  }),
  unitResume: t.field({
    type: UnitResumePayload,
    description:
      'Lets a paused Unit go on: it is ready at once if its predecessors let it, and waits if not.',
    args: {
      input: t.arg({ type: UnitResumeInput, required: true, description: 'What to resume.' }),
    },
    resolve: (_, { input }, { engine }) =>
      engine.execute<'resumeUnit'>({
        name: 'resumeUnit',
        unitId: input.unitId,
        ...operationOf('unitResume', input),
      }),
  }),
  unitRevoke: t.field({
    type: UnitRevokePayload,
    description:
      'Takes a Unit from its worker: it is ready again at once, in the place that it had, which costs no attempt. The worker is told with its next report: LEASE_LOST, reason REVOKED. One that nobody holds and that is ready stays so, and is answered with `replayed`.',
    args: {
      input: t.arg({ type: UnitRevokeInput, required: true, description: 'What to take.' }),
    },
    resolve: (_, { input }, { engine }) =>
      engine.execute<'revokeUnit'>({
        name: 'revokeUnit',
        unitId: input.unitId,
        ...operationOf('unitRevoke', input),
      }),
  }),
  unitForceSucceed: t.field({
    type: UnitForceSucceedPayload,
    description:
      'Makes any Unit a success that is none yet. A worker that holds it is told with its next report: LEASE_LOST, reason REVOKED. Repeating it changes nothing more.',
    args: {
      input: t.arg({
        type: UnitForceSucceedInput,
        required: true,
        description: 'What to make a success.',
      }),
    },
    resolve: (_, { input }, { engine }) =>
      engine.execute<'forceSucceedUnit'>({
        name: 'forceSucceedUnit',
        unitId: input.unitId,
        output: input.output ?? 'null',
        ...operationOf('unitForceSucceed', input),
        reason: input.reason,
      }),
  }),
}));
