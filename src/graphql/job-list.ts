/** Lists of Jobs: how they are narrowed and ordered. */
import { encodeInstant } from '../domain/id.ts';
import { jobStates } from '../domain/job.ts';
import type { JobSelection } from '../store/reads/pages.ts';
import { builder } from './builder.ts';
import type { Context } from './context.ts';
import { idOrder } from './id-order.ts';
import { JobState } from './job.ts';
import { connectionOf, type Page, type PageArguments, readPage } from './pagination.ts';

const DateTimeRange = builder.inputType('DateTimeRangeInput', {
  description: 'A span of time.',
  fields: (t) => ({
    gte: t.field({ type: 'DateTime', description: 'At or after this instant.' }),
    lt: t.field({ type: 'DateTime', description: 'Before this instant.' }),
  }),
});

export const JobFilter = builder.inputType('JobFilter', {
  description: 'Which Jobs of a list to answer; what is given must all hold.',
  fields: (t) => ({
    topicId: t.id({ description: 'Only Jobs of this Topic.' }),
    states: t.field({
      type: [JobState],
      description: 'Only Jobs in one of these states; all if not given.',
    }),
    key: t.string({ description: 'Only Jobs with this key of their submitter.' }),
    createdAt: t.field({ type: DateTimeRange, description: 'Only Jobs submitted in this span.' }),
  }),
});

const OrderDirection = builder.enumType('OrderDirection', {
  description: 'Which end of an order comes first.',
  values: {
    ASC: { description: 'The smallest, or the oldest, first.' },
    DESC: { description: 'The greatest, or the newest, first.' },
  },
});

const JobOrderField = builder.enumType('JobOrderField', {
  description: 'What Jobs can be ordered by.',
  values: { CREATED_AT: { description: 'When they were submitted.' } },
});

export const JobOrder = builder.inputType('JobOrder', {
  description: 'In which order Jobs are answered.',
  fields: (t) => ({
    field: t.field({ type: JobOrderField, required: true, description: 'What to order by.' }),
    direction: t.field({
      type: OrderDirection,
      required: true,
      description: 'Which end comes first.',
    }),
  }),
});

export interface JobListArguments extends PageArguments {
  readonly filter?: typeof JobFilter.$inferInput | null | undefined;
  readonly orderBy?: typeof JobOrder.$inferInput | null | undefined;
}

/** Jobs of one Topic, for `Topic.jobs`; those of many Topics share a statement. */
export async function listJobsOfTopic(
  topicId: string,
  args: JobListArguments,
  { loaders }: Context,
) {
  const order = idOrder('job', args.orderBy?.direction ?? 'DESC');
  const { page, selection } = readArguments(args, order);
  const wanted = args.filter?.topicId;
  const isOther = wanted != null && wanted !== topicId;
  const rows = isOther ? [] : await loaders.jobsOfTopic({ ...page, ...selection }).load(topicId);
  return connectionOf(rows, page, order);
}

/** Jobs of any Topic, for `Query.jobs`. Read state by state, which is how the indexes hold them. */
export async function listJobs(args: JobListArguments, { prisma }: Context) {
  const order = idOrder('job', args.orderBy?.direction ?? 'DESC');
  const { page, selection } = readArguments(args, order);
  const isNarrowed = args.filter?.states != null;
  const reads = (isNarrowed ? selection.states : [undefined]).map((state) =>
    prisma.job.findMany({
      where: {
        ...(args.filter?.topicId == null ? {} : { topicId: args.filter.topicId }),
        ...(state === undefined ? {} : { state }),
        ...(selection.key === undefined ? {} : { key: selection.key }),
        ...createdAtBetween(selection),
        id: { gt: page.above ?? '', lt: page.below ?? '~' },
      },
      orderBy: { id: page.scan === 'ASC' ? 'asc' : 'desc' },
      take: page.limit,
    }),
  );
  const sign = page.scan === 'ASC' ? 1 : -1;
  const rows = (await Promise.all(reads)).flat();
  rows.sort((one, other) => (one.id < other.id ? -sign : sign));
  return connectionOf(rows.slice(0, page.limit), page, order);
}

function readArguments(args: JobListArguments, order: ReturnType<typeof idOrder>) {
  const { filter } = args;
  const selection: JobSelection = {
    states: filter?.states == null ? jobStates : [...new Set(filter.states)],
    key: filter?.key ?? undefined,
    createdFrom: filter?.createdAt?.gte ?? undefined,
    createdBefore: filter?.createdAt?.lt ?? undefined,
  };
  return { page: narrowToSpan(readPage(args, order), selection), selection };
}

/**
 * Ids begin with the instant at which they were made, so a span of time is also a span of ids, and
 * the index finds it. The clock may have been set back between the two, hence the day to spare; the
 * exact span is tested on each Job.
 */
function narrowToSpan(page: Page<string>, { createdFrom, createdBefore }: JobSelection) {
  const { above, below } = page;
  const from = createdFrom === undefined ? '' : idAt(createdFrom - dayMs);
  const to = createdBefore === undefined ? '~' : idAt(createdBefore + dayMs);
  return {
    ...page,
    above: above === undefined || above < from ? from : above,
    below: below === undefined || below > to ? to : below,
  };
}

function createdAtBetween({ createdFrom, createdBefore }: JobSelection) {
  if (createdFrom === undefined && createdBefore === undefined) return {};
  return {
    createdAt: {
      ...(createdFrom === undefined ? {} : { gte: createdFrom }),
      ...(createdBefore === undefined ? {} : { lt: createdBefore }),
    },
  };
}

const dayMs = 86_400_000;

function idAt(atMs: number): string {
  return `job_${encodeInstant(Math.min(Math.max(atMs, 0), 2 ** 48 - 1))}`;
}
