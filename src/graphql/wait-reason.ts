/** Why a Unit is not being worked on. */
import type { WaitKind as Kind, WaitReason as Reason } from '../domain/waiting.ts';
import { builder } from './builder.ts';

const WaitKind = builder.enumType('WaitKind', {
  description: 'What a Unit waits for.',
  values: {
    SCHEDULED: { description: 'Its Job is to begin later.' },
    JOB: { description: 'Its Job begins once another has finished.' },
    TASK: { description: 'Its Task is not open.' },
    PREDECESSORS: { description: 'It is not decided yet whether its join is satisfied.' },
    BLOCKED: {
      description:
        'Its join cannot be satisfied, until something before it is tried again, rerun or skipped.',
    },
    PAUSED: { description: 'It is paused, or its Task, Job or Topic is held.' },
    DELAY: { description: 'A delay is not over: of a retry, or one that its worker asked for.' },
    LIMIT: { description: 'A Limit is full: one of the Units that run under it has to end first.' },
    RATE: { description: 'A Limit lets nothing start until `endsAt`.' },
    NO_WORKER: {
      description:
        'No worker that may have it, by its kind and labels, was seen within the last minute.',
    },
    WORKERS_QUIET: {
      description: 'Those that may have it get no new Units: they are quiet or draining.',
    },
    WORKERS_FULL: { description: 'Those that may have it hold as many Units as they take.' },
    TURN: {
      description: 'Nothing keeps it back: others come before it, or it is next.',
    },
  } satisfies Record<Kind, { description: string }>,
});

export const WaitReason = builder.objectRef<Reason>('WaitReason').implement({
  description: 'One thing that a Unit waits for.',
  fields: (t) => ({
    kind: t.expose('kind', { type: WaitKind, description: 'What it is.' }),
    message: t.exposeString('message', { description: 'The same in a sentence, for people.' }),
    endsAt: t.expose('endsAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it ends by itself; null when it does not, or nobody can say.',
    }),
    limitId: t.id({
      nullable: true,
      description: 'Of LIMIT and RATE: which Limit it is; null of others.',
      resolve: ({ limitId }) => limitId,
    }),
    subject: t.string({
      nullable: true,
      description:
        'Of LIMIT and RATE: the kind or key that the Limit counts by, empty for the whole Topic; null of others.',
      resolve: ({ subject }) => subject,
    }),
    runningCount: t.int({
      nullable: true,
      description: 'Of LIMIT and RATE: how many run that the Limit counts; null of others.',
      resolve: ({ runningCount }) => runningCount,
    }),
    missingLabels: t.stringList({
      nullable: true,
      description:
        'Of NO_WORKER: the labels that the nearest worker lacks, as `name=value`; all that are required if there is none. Null of others.',
      resolve: ({ missingLabels }) => missingLabels,
    }),
  }),
});
