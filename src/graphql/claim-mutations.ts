/** How workers get Units. */
import type { ClaimAnswer, ClaimRequest } from '../engine/claim-request.ts';
import { builder } from './builder.ts';
import { claimantFields } from './claimant-fields.ts';
import type { Context } from './context.ts';
import { canonicalJson } from './input-hash.ts';
import { Lease } from './lease.ts';
import { UserError } from './user-error.ts';
import { WorkerDirective } from './worker.ts';

export const UnitsClaimInput = builder.inputType('UnitsClaimInput', {
  description: 'What a worker asks for.',
  fields: (t) => ({
    ...claimantFields(t),
    max: t.int({
      required: true,
      defaultValue: 1,
      description: 'How many Units at most: 1 to 1,000.',
    }),
    waitMs: t.int({
      required: true,
      defaultValue: 0,
      description:
        'How long to wait for Units if there are none, in milliseconds: up to 60,000. The answer comes as soon as there is one.',
    }),
    capacity: t.int({
      description:
        'How many Units of a Topic the worker holds at most at once, from 1 to 100,000: no more are handed out than it has room for, whoever claims by its name. Any number if null.',
    }),
    requestId: t.string({
      description:
        'Any text of your own, new for each claim. If the answer was lost, repeat the claim with it to get the same Units.',
    }),
  }),
});

export const UnitsClaimPayload = builder.objectRef<ClaimAnswer>('UnitsClaimPayload').implement({
  description: 'How `unitsClaim` was answered.',
  fields: (t) => ({
    leases: t.field({
      type: [Lease],
      description: 'The Units claimed, those first that were waiting longest; none is no error.',
      complexity: { field: 1, multiplier: 1 },
      resolve: (answer) => (answer.isAccepted ? answer.leases : []),
    }),
    directives: t.field({
      type: [WorkerDirective],
      description: 'What is asked of the worker, Topic by Topic; most often nothing.',
      complexity: { field: 1, multiplier: 1 },
      resolve: (answer) => (answer.isAccepted ? answer.directives : []),
    }),
    userErrors: t.field({
      type: [UserError],
      description: 'Why the claim was refused; empty when it was accepted.',
      resolve: (answer) => (answer.isAccepted ? [] : answer.rejections),
    }),
    replayed: t.boolean({
      description: 'Whether these are the Units that the same request was given before.',
      resolve: (answer) => answer.isAccepted && answer.isReplayed,
    }),
  }),
});

builder.mutationField('unitsClaim', (t) =>
  t.field({
    type: UnitsClaimPayload,
    description:
      'Claims Units that are ready, the highest priority first and then the longest waiting. Repeat it with the same `requestId` if the answer was lost.',
    args: {
      input: t.arg({ type: UnitsClaimInput, required: true, description: 'What to claim.' }),
    },
    complexity: ({ input }) => ({ field: 1, multiplier: leaseCost(input) }),
    resolve: (_, { input }, context) => claimUnits(input, context),
  }),
);

export type UnitsClaim = typeof UnitsClaimInput.$inferInput;

function claimUnits(input: UnitsClaim, { engine, signal }: Context): Promise<ClaimAnswer> {
  return engine.claim(readClaim(input), signal);
}

export function readClaim(input: UnitsClaim): ClaimRequest {
  const { worker, topics, max, leaseMs, waitMs } = input;
  const kinds = input.kinds ?? null;
  const labels = input.labels == null ? undefined : canonicalJson(input.labels);
  const capacity = input.capacity ?? null;
  const requestId = input.requestId ?? null;
  return { worker, topics, kinds, labels, max, leaseMs, waitMs, capacity, requestId };
}

/**
 * What a claim costs, in elements of a list. Claims are what workers live on and are bounded by
 * `max` already, so a tenth is counted: enough to stop deep selections under many leases.
 */
export function leaseCost(input: UnitsClaim | null | undefined): number {
  return Math.max(1, Math.ceil((input?.max ?? 0) / 10));
}
