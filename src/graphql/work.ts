/** Work as a subscription: Units for a worker as they become claimable, and what it has to know. */
import type { LeaseDirective as ToldOfLease } from '../domain/lease-directive.ts';
import { type WorkOffer as Offer, WorkRefused } from '../engine/work-request.ts';
import { builder } from './builder.ts';
import { claimantFields } from './claimant-fields.ts';
import type { Context } from './context.ts';
import { canonicalJson } from './input-hash.ts';
import { Lease, LeaseRefInput } from './lease.ts';
import { requestError } from './request-error.ts';
import { WorkerDirective } from './worker.ts';

const WorkInput = builder.inputType('WorkInput', {
  description: 'What a worker asks for as long as it subscribes.',
  fields: (t) => ({
    ...claimantFields(t),
    credits: t.int({
      required: true,
      defaultValue: 1,
      description:
        'How many Units this subscription has out at most at once: 1 to 1,000. One that is over, whoever ended it, makes room for the next.',
    }),
    capacity: t.int({
      description:
        'How many Units of a Topic the worker holds at most at once, from 1 to 100,000, whoever claims by its name. Any number if null.',
    }),
    holding: t.field({
      type: [LeaseRefInput],
      description:
        'What the worker still holds from before, up to 1,000 leases: they are renewed, and count as offered by this subscription. The first message tells which of them are over.',
    }),
  }),
});

const LeaseDirective = builder.objectRef<ToldOfLease>('LeaseDirective').implement({
  description:
    'A Unit is not the worker’s any more: it stops working on it, and nothing that it reports for it counts.',
  fields: (t) => ({
    kind: t.exposeString('kind', {
      description:
        'Why. `CANCEL`: it was cancelled. `PAUSE`: it is held. `REVOKE`: an operator took it away, or has ended it otherwise. `RERUN`: something before it is done again. `LOST`: the lease ran out. `COMPLETED`: ended with a report of its own. `UNKNOWN`: it never was held like this. This set is open: stop all the same.',
    }),
    unitId: t.id({ description: 'The Unit.', resolve: ({ lease }) => lease.unitId }),
    attempt: t.int({ description: 'The attempt.', resolve: ({ lease }) => lease.attempt }),
    leaseId: t.string({ description: 'The lease id.', resolve: ({ lease }) => lease.leaseId }),
    message: t.exposeString('message', {
      description: 'For people: what happened, by whom and why.',
    }),
  }),
});

const WorkOffer = builder.objectRef<Offer>('WorkOffer').implement({
  description:
    'What a worker is told at once. The first message comes at once and may be empty; later ones have something to tell.',
  fields: (t) => ({
    leases: t.expose('leases', {
      type: [Lease],
      description: 'Units for the worker, those first that were waiting longest.',
      complexity: { field: 1, multiplier: 1 },
    }),
    leaseDirectives: t.expose('leaseDirectives', {
      type: [LeaseDirective],
      description: 'Units that it has to leave, each told once.',
      complexity: { field: 1, multiplier: 1 },
    }),
    directives: t.expose('directives', {
      type: [WorkerDirective],
      description: 'What is asked of the worker, Topic by Topic, each told once.',
      complexity: { field: 1, multiplier: 1 },
    }),
    freeCreditCount: t.exposeInt('freeCreditCount', {
      description: 'How many more Units it may be offered before one that it has is over.',
    }),
    drained: t.exposeBoolean('isDrained', {
      description:
        'Whether the worker is asked to stop in all these Topics, and none of its Units is out any more: it can stop now. It is told so once.',
    }),
  }),
});

builder.subscriptionField('work', (t) =>
  t.field({
    type: WorkOffer,
    description:
      'Offers Units as `unitsClaim` hands them out, as soon as they can be claimed, and tells at once what is asked of their holder. After a break, subscribe again and say what is still held.',
    args: {
      input: t.arg({ type: WorkInput, required: true, description: 'What is asked for.' }),
    },
    complexity: ({ input }) => ({
      field: 1,
      multiplier: Math.max(1, Math.ceil(input.credits / 10)),
    }),
    subscribe: (_, { input }, context) => followWork(input, context),
    resolve: (offer: Offer) => offer,
  }),
);

async function followWork(
  input: typeof WorkInput.$inferInput,
  { engine, signal }: Context,
): Promise<AsyncIterableIterator<Offer>> {
  const { worker, topics, credits, leaseMs } = input;
  const kinds = input.kinds ?? null;
  const labels = input.labels == null ? undefined : canonicalJson(input.labels);
  const capacity = input.capacity ?? null;
  const holding = input.holding ?? [];
  const request = { worker, topics, kinds, labels, credits, leaseMs, capacity, holding };
  const opened = await engine.work(request, signal);
  if ('isAccepted' in opened) throw refusalError(new WorkRefused(opened));
  const told: AsyncIterableIterator<Offer> = {
    next: () => opened.next().catch(tellRefusal),
    return: () => opened.return(),
    throw: (error: unknown) => opened.throw(error),
    [Symbol.asyncIterator]: () => told,
  };
  return told;
}

function tellRefusal(error: unknown): never {
  throw error instanceof WorkRefused ? refusalError(error) : error;
}

function refusalError({ refusal }: WorkRefused) {
  const [{ code, message }] = refusal.rejections;
  return requestError(code, message);
}
