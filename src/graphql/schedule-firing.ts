/** What became of the firings of Schedules. */
import type { FiringOutcome as Outcome } from '../domain/schedule.ts';
import { firingModel, type ScheduleFiringModel } from '../store/prisma/models.ts';
import { listFiringsOfSchedules } from '../store/reads/schedules.ts';
import { builder } from './builder.ts';
import type { Context } from './context.ts';
import { Job } from './job.ts';
import type { ListOrder } from './pagination.ts';

export const FiringOutcome = builder.enumType('ScheduleFiringOutcome', {
  description: 'What became of a firing.',
  values: {
    STARTED: { description: 'It has started a Job.' },
    QUEUED: { description: 'It waits for the Job before it to end.' },
    SKIPPED: { description: 'It was left out.' },
    FAILED: { description: 'It could not be started.' },
  } satisfies Record<Outcome, { description: string }>,
});

export const ScheduleFiring = builder.prismaObject('ScheduleFiring', {
  description: 'What became of a firing, or of several that were left out one after the other.',
  fields: (t) => ({
    id: t.exposeID('id', { description: 'The id, such as `firing_01k...`.' }),
    dueAt: t.expose('dueAt', {
      type: 'DateTime',
      description: 'When it was due; of several the first, of one by hand when it was asked for.',
    }),
    lastDueAt: t.expose('lastDueAt', {
      type: 'DateTime',
      description: 'When the last was due of those that it stands for.',
    }),
    dueCount: t.exposeInt('dueCount', {
      description: 'How many it stands for: 1, or more of those left out. 1,000 is that or more.',
    }),
    isManual: t.boolean({
      description: 'Whether somebody asked for it, beside its times.',
      resolve: ({ isManual }) => isManual === 1,
    }),
    outcome: t.expose('outcome', { type: FiringOutcome, description: 'What became of it.' }),
    code: t.exposeString('code', {
      nullable: true,
      description:
        'Why it was left out, such as `OVERLAP`, or could not be started; null when it was.',
    }),
    message: t.exposeString('message', {
      nullable: true,
      description: 'The same for people.',
    }),
    job: t.field({
      type: Job,
      nullable: true,
      description: 'The Job that it has started; null when it has not, or the Job is deleted.',
      resolve: ({ jobId }, _, { loaders }) => (jobId === null ? null : loaders.jobs.load(jobId)),
    }),
    replacedJob: t.field({
      type: Job,
      nullable: true,
      description: 'The Job that was cancelled for it.',
      resolve: ({ replacedJobId }, _, { loaders }) =>
        replacedJobId === null ? null : loaders.jobs.load(replacedJobId),
    }),
    firedAt: t.expose('firedAt', { type: 'DateTime', description: 'When this became of it.' }),
  }),
});

export const ScheduleFiringConnection = builder.connectionObject(
  {
    type: ScheduleFiring,
    name: 'ScheduleFiringConnection',
    description: 'A page of what became of firings.',
  },
  { name: 'ScheduleFiringEdge', description: 'What became of a firing, in a list.' },
);

/** The firings of Schedules, one page of each. */
export function firingsOf(
  page: Parameters<typeof listFiringsOfSchedules>[2],
  { loaders }: Context,
) {
  return loaders.once(
    `firingsOfSchedule ${JSON.stringify(page)}`,
    async (
      scheduleIds: readonly string[],
    ): Promise<readonly (readonly ScheduleFiringModel[])[]> => {
      const found = await listFiringsOfSchedules(loaders.store, [...new Set(scheduleIds)], page);
      return scheduleIds.map((id) => (found.get(id) ?? []).map(firingModel));
    },
  );
}

export const firingOrder = {
  list: 'firing',
  direction: 'DESC',
  toText: String,
  toKey: (text) => (/^firing_[0-9a-z]{26}$/.test(text) ? text : undefined),
  keyOf: ({ id }) => id,
} as const satisfies ListOrder<string> & { keyOf: (row: { id: string }) => string };
