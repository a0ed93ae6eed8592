/** What operators do with single Units. */
import { builder } from './builder.ts';
import { hashInput, idempotencyOf } from './input-hash.ts';
import { unitPayload } from './unit-mutations.ts';

const UnitSkipInput = builder.inputType('UnitSkipInput', {
  description: 'A Unit to skip.',
  fields: (t) => ({
    unitId: t.id({ required: true, description: 'The Unit.' }),
    output: t.field({ type: 'JSON', description: 'What its dependants see as its output.' }),
    reason: t.string({ description: 'Why, for those who look at it later.' }),
    idempotencyKey: t.string({
      description: 'Any text of your own. Repeating the request with it changes nothing more.',
    }),
  }),
});

const UnitRetryInput = builder.inputType('UnitRetryInput', {
  description: 'A Unit to try again.',
  fields: (t) => ({
    unitId: t.id({ required: true, description: 'The Unit.' }),
    reason: t.string({ description: 'Why, for those who look at it later.' }),
    idempotencyKey: t.string({
      description: 'Any text of your own. Repeating the request with it changes nothing more.',
    }),
  }),
});

const UnitForceSucceedInput = builder.inputType('UnitForceSucceedInput', {
  description: 'A Unit to make a success.',
  fields: (t) => ({
    unitId: t.id({ required: true, description: 'The Unit.' }),
    output: t.field({ type: 'JSON', description: 'Its output: any JSON; null if not given.' }),
    reason: t.string({ required: true, description: 'Why, for those who look at it later.' }),
    idempotencyKey: t.string({
      description: 'Any text of your own. Repeating the request with it changes nothing more.',
    }),
  }),
});

const UnitSkipPayload = unitPayload<'skipUnit'>('UnitSkipPayload', 'unitSkip');
const UnitRetryPayload = unitPayload<'retryUnit'>('UnitRetryPayload', 'unitRetry');
const UnitForceSucceedPayload = unitPayload<'forceSucceedUnit'>(
  'UnitForceSucceedPayload',
  'unitForceSucceed',
);

builder.mutationFields((t) => ({
  unitSkip: t.field({
    type: UnitSkipPayload,
    description:
      'Skips a Unit that waits, is ready, is paused or has failed: its dependants go on as if it had succeeded. Repeating it changes nothing more.',
    args: { input: t.arg({ type: UnitSkipInput, required: true, description: 'What to skip.' }) },
    resolve: (_, { input: { unitId, output = null, reason = null, idempotencyKey } }, { engine }) =>
      engine.execute<'skipUnit'>({
        name: 'skipUnit',
        unitId,
        output,
        reason,
        ...idempotencyOf(idempotencyKey, () => hashInput(['unitSkip', unitId, output, reason])),
      }),
  }),
  unitRetry: t.field({
    type: UnitRetryPayload,
    description:
      'Tries a Unit again that failed or was cancelled, with all the attempts of its policy. Its Task and Job go on, if they had ended.',
    args: { input: t.arg({ type: UnitRetryInput, required: true, description: 'What to retry.' }) },
    resolve: (_, { input: { unitId, reason = null, idempotencyKey } }, { engine }) =>
      engine.execute<'retryUnit'>({
        name: 'retryUnit',
        unitId,
        reason,
        ...idempotencyOf(idempotencyKey, () => hashInput(['unitRetry', unitId, reason])),
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
    resolve: (_, { input: { unitId, output, reason, idempotencyKey } }, { engine }) =>
      engine.execute<'forceSucceedUnit'>({
        name: 'forceSucceedUnit',
        unitId,
        output: output ?? 'null',
        reason,
        ...idempotencyOf(idempotencyKey, () =>
          hashInput(['unitForceSucceed', unitId, output ?? 'null', reason]),
        ),
      }),
  }),
}));
