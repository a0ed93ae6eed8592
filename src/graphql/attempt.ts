import type { AttemptOutcome as Outcome } from '../domain/lease.ts';
import { builder } from './builder.ts';
import { Failure, failureOf } from './failure.ts';
import type { ListOrder } from './pagination.ts';

const AttemptOutcome = builder.enumType('AttemptOutcome', {
  description: 'How an attempt ended.',
  values: {
    SUCCEEDED: { description: 'The worker reported success.' },
    FAILED: { description: 'The worker reported a failure.' },
    RATE_LIMITED: {
      description: 'The worker was refused for being one too many; no failure was counted.',
    },
    EXPIRED: { description: 'The lease ran out and was taken away.' },
    RELEASED: { description: 'The worker gave the Unit back.' },
    SNOOZED: { description: 'The worker put the Unit off.' },
    CANCELLED: { description: 'The Unit was cancelled.' },
    PAUSED: { description: 'The worker gave the Unit back to be held.' },
    INTERRUPTED: {
      description:
        'An operator paused the Unit, or held its Task, Job or Topic and running Units with it.',
    },
    RERUN: { description: 'Something before the Unit was rerun.' },
    REVOKED: {
      description: 'An operator took the Unit from the worker, or ended it otherwise.',
    },
  } satisfies Record<Outcome, { description: string }>,
});

export const Attempt = builder.prismaObject('Attempt', {
  description: 'A finished attempt at a Unit: from a claim to how it ended.',
  fields: (t) => ({
    number: t.exposeInt('number', { description: '1, 2, 3 ... by Unit.' }),
    worker: t.exposeString('worker', { description: 'The worker that held the Unit.' }),
    claimedAt: t.expose('claimedAt', { type: 'DateTime', description: 'When it was claimed.' }),
    finishedAt: t.expose('finishedAt', { type: 'DateTime', description: 'When it ended.' }),
    toldAt: t.expose('toldAt', {
      type: 'DateTime',
      nullable: true,
      description:
        'When the worker was first told, by a refused report or a directive, that somebody else had ended it; null while it may still be working on it, or if it ended it itself.',
    }),
    endedBy: t.exposeString('endedBy', {
      nullable: true,
      description:
        'Who has ended it, as they named themselves; null when nobody said, or the worker ended it itself.',
    }),
    endedReason: t.exposeString('endedReason', {
      nullable: true,
      description: 'Why they have ended it; null when nobody said.',
    }),
    outcome: t.expose('outcome', { type: AttemptOutcome, description: 'How it ended.' }),
    failure: t.field({
      type: Failure,
      nullable: true,
      description: 'Why it failed; null if it did not.',
      resolve: failureOf,
    }),
  }),
});

export const AttemptConnection = builder.connectionObject(
  { type: Attempt, name: 'AttemptConnection', description: 'A page of attempts.' },
  { name: 'AttemptEdge', description: 'An attempt in a list.' },
);

export const attemptOrder = {
  list: 'attempt',
  toText: String,
  toKey: (text) => (/^\d{1,9}$/.test(text) ? Number(text) : undefined),
  keyOf: (attempt) => attempt.number,
} as const satisfies ListOrder<number> & { keyOf: (row: { number: number }) => number };
