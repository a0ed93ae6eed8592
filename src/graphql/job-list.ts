/** Lists of Jobs: how they are narrowed and ordered. */
import { jobStates } from '../domain/job.ts';
import { findTopicsByName, sourceOf } from '../store/command-rows.ts';
import type { JobModel } from '../store/prisma/models.ts';
import { greatestId, leastId } from '../store/reads/keyset-page.ts';
import type { JobSelection } from '../store/reads/pages.ts';
import { anyJob, type JobConditions, withinTime } from '../store/search/job-walks.ts';
import { searchJobs } from '../store/search/search-jobs.ts';
import type { Span } from '../store/search/walk.ts';
import { builder } from './builder.ts';
import type { Context } from './context.ts';
import { idOrder } from './id-order.ts';
import { JobState } from './job.ts';
import { connectionOf, type Page, type PageArguments, pageCost, readPage } from './pagination.ts';
import { notFound } from './request-error.ts';
import {
  DateTimeRange,
  LabelFilter,
  OrderDirection,
  readLabels,
  readSpan,
  readText,
  searchCost,
} from './search-input.ts';

export const JobFilter = builder.inputType('JobFilter', {
  description: 'Which Jobs of a list to answer; what is given must all hold.',
  fields: (t) => ({
    topic: t.string({ description: 'Only Jobs of the Topic of this name.' }),
    topicId: t.id({ description: 'Only Jobs of this Topic.' }),
    states: t.field({
      type: [JobState],
      description: 'Only Jobs in one of these states; all if not given.',
    }),
    key: t.string({ description: 'Only Jobs with this key of their submitter.' }),
    name: t.string({ description: 'Only Jobs of exactly this name.' }),
    text: t.string({
      description:
        'Only Jobs with this text somewhere in their name or key. The letters A to Z match in either case.',
    }),
    labels: t.field({
      type: [LabelFilter],
      description: 'Only Jobs that have all of these labels.',
    }),
    hasFailures: t.boolean({
      description: 'Only Jobs of which a Unit has failed for good; with false, only others.',
    }),
    isRetrying: t.boolean({
      description:
        'Only Jobs with a Unit that has failed before and is ready or running again; with false, only others.',
    }),
    createdAt: t.field({ type: DateTimeRange, description: 'Only Jobs submitted in this span.' }),
    finishedAt: t.field({
      type: DateTimeRange,
      description: 'Only Jobs that finished in this span.',
    }),
  }),
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

/** Jobs of one Topic, for `Topic.jobs`; those of many Topics share a statement unless it is a search. */
export async function listJobsOfTopic(
  topic: { readonly id: string; readonly name: string },
  args: JobListArguments,
  context: Context,
) {
  const order = idOrder('job', args.orderBy?.direction ?? 'DESC');
  const page = readPage(args, order);
  const filter = args.filter ?? {};
  const conditions = readJobConditions(filter);
  const isOther =
    (filter.topicId ?? topic.id) !== topic.id || (filter.topic ?? topic.name) !== topic.name;
  if (isOther) return connectionOf<JobModel, string>([], page, order);
  if (isSearch(filter)) return await searchPage(topic.id, { page, order, conditions }, context);
  const selection: JobSelection = {
    states: conditions.states ?? jobStates,
    key: conditions.key ?? undefined,
    createdFrom: conditions.createdAt.from ?? undefined,
    createdBefore: conditions.createdAt.before ?? undefined,
  };
  const span = withinTime(spanOf(page), conditions.createdAt);
  const rows = await context.loaders.jobsOfTopic({ ...page, ...span, ...selection }).load(topic.id);
  return connectionOf(rows, page, order);
}

/** Jobs of any Topic, for `Query.jobs`. */
export async function listJobs(args: JobListArguments, context: Context) {
  const order = idOrder('job', args.orderBy?.direction ?? 'DESC');
  const page = readPage(args, order);
  const filter = args.filter ?? {};
  const conditions = readJobConditions(filter);
  const topicId = await readTopic(filter, context);
  if (isSearch(filter)) return await searchPage(topicId, { page, order, conditions }, context);
  return connectionOf(await readRows(topicId, { page, conditions }, context), page, order);
}

/** Read state by state, which is how the indexes hold them. */
async function readRows(
  topicId: string | null,
  { page, conditions }: Omit<JobPage, 'order'>,
  { prisma }: Context,
): Promise<readonly JobModel[]> {
  const { states, key, createdAt } = conditions;
  const { above, below } = withinTime(spanOf(page), createdAt);
  const created = {
    ...(createdAt.from === null ? {} : { gte: createdAt.from }),
    ...(createdAt.before === null ? {} : { lt: createdAt.before }),
  };
  const reads = (states ?? [undefined]).map((state) =>
    prisma.job.findMany({
      where: {
        ...(topicId === null ? {} : { topicId }),
        ...(state === undefined ? {} : { state }),
        ...(key === null ? {} : { key }),
        createdAt: created,
        deletingAt: null,
        id: { gt: above, lt: below },
      },
      orderBy: { id: page.scan === 'ASC' ? 'asc' : 'desc' },
      take: page.limit,
    }),
  );
  const sign = page.scan === 'ASC' ? 1 : -1;
  const rows = (await Promise.all(reads)).flat();
  rows.sort((one, other) => (one.id < other.id ? -sign : sign));
  return rows.slice(0, page.limit);
}

export type JobFilterInput = typeof JobFilter.$inferInput;

export function readJobConditions(filter: JobFilterInput): JobConditions {
  return {
    ...anyJob,
    states: filter.states == null ? null : [...new Set(filter.states)],
    labels: readLabels(filter.labels),
    name: readText(filter.name, 'name'),
    key: readText(filter.key, 'key'),
    text: readText(filter.text, 'text'),
    createdAt: readSpan(filter.createdAt, 'createdAt'),
    finishedAt: readSpan(filter.finishedAt, 'finishedAt'),
    hasFailures: filter.hasFailures ?? null,
    isRetrying: filter.isRetrying ?? null,
  };
}

/** The Topic that is named; null for all of them. */
export async function readTopic(
  { topic, topicId }: JobFilterInput,
  { store }: Context,
): Promise<string | null> {
  if (topic == null) return topicId ?? null;
  const [found] = await findTopicsByName(sourceOf(store), [topic]);
  if (found === undefined) throw notFound({ missing: 'Topic', name: topic });
  // Two names of different Topics: no Job is of both.
  return topicId == null || topicId === found.id ? found.id : '';
}

/** What a list of Jobs costs. */
export function jobsCost(args: JobListArguments) {
  return isSearch(args.filter ?? {}) ? searchCost(args) : pageCost(args);
}

/** Whether Jobs have to be looked at that do not match: by all else an index finds them. */
function isSearch(filter: JobFilterInput): boolean {
  const ofIndex: readonly string[] = ['topic', 'topicId', 'states', 'key', 'createdAt'];
  return Object.entries(filter).some(([name, value]) => value != null && !ofIndex.includes(name));
}

interface JobPage {
  readonly page: Page<string>;
  readonly order: ReturnType<typeof idOrder>;
  readonly conditions: JobConditions;
}

async function searchPage(
  topicId: string | null,
  { page, order, conditions }: JobPage,
  { store, loaders }: Context,
) {
  const bounds = { span: spanOf(page), limit: page.limit };
  const found = await searchJobs(store, { topicId, conditions }, bounds);
  const jobs = await Promise.all(found.matches.map(({ id }) => loaders.jobs.load(id)));
  const rows = jobs.filter((job) => job !== null);
  return connectionOf(rows, page, { ...order, reached: found.reached });
}

function spanOf({ above = leastId, below = greatestId, scan }: Page<string>): Span {
  return { above, below, scan };
}
