/** The root queries of the nouns: one object by id or natural key, and the lists at the top. */
import { idKind } from '../domain/id.ts';
import type { ReadClient } from '../store/prisma/open-prisma.ts';
import { builder } from './builder.ts';
import type { Context } from './context.ts';
import { Job, JobConnection, unitName } from './job.ts';
import { JobFilter, JobOrder, jobsCost, listJobs } from './job-list.ts';
import { connectionOf, type PageArguments, pageCost, pageSizeMax, readPage } from './pagination.ts';
import { requestError } from './request-error.ts';
import { Task } from './task.ts';
import { Topic, TopicConnection, topicOrder } from './topic.ts';
import { Unit } from './unit.ts';

export const TopicBy = builder.inputType('TopicBy', {
  description: 'How to name a Topic: by one of these.',
  isOneOf: true,
  fields: (t) => ({
    id: t.id({ description: 'Its id.' }),
    name: t.string({ description: 'Its name.' }),
  }),
});

const JobKeyInput = builder.inputType('JobKeyInput', {
  description: 'A Job by the key of its submitter.',
  fields: (t) => ({
    topic: t.string({ required: true, description: 'The name of its Topic.' }),
    key: t.string({ required: true, description: 'The key that it was submitted with.' }),
  }),
});

const JobBy = builder.inputType('JobBy', {
  description: 'How to name a Job: by one of these.',
  isOneOf: true,
  fields: (t) => ({
    id: t.id({ description: 'Its id.' }),
    key: t.field({ type: JobKeyInput, description: 'Its Topic and key.' }),
  }),
});

const UnitPathInput = builder.inputType('UnitPathInput', {
  description: 'A Unit by its place in a Job.',
  fields: (t) => ({
    jobId: t.id({ required: true, description: 'The id of its Job.' }),
    path: t.string({
      required: true,
      description: 'The keys of Task and Unit, as in `task/unit`.',
    }),
  }),
});

const UnitBy = builder.inputType('UnitBy', {
  description: 'How to name a Unit: by one of these.',
  isOneOf: true,
  fields: (t) => ({
    id: t.id({ description: 'Its id.' }),
    path: t.field({ type: UnitPathInput, description: 'Its place in a Job.' }),
  }),
});

builder.queryFields((t) => ({
  node: t.field({
    type: builder.nodeInterfaceRef(),
    nullable: true,
    description: 'Whatever has this id; null if nothing has.',
    args: { id: t.arg.id({ required: true, description: 'The id.' }) },
    resolve: async (_, { id }, context) => (await findNodes([id], context))[0] ?? null,
  }),
  nodes: t.field({
    type: [builder.nodeInterfaceRef()],
    nullable: { list: false, items: true },
    description: 'Whatever has these ids, in their order; null for those that nothing has.',
    args: {
      ids: t.arg.idList({ required: true, description: 'The ids: up to 100.' }),
    },
    complexity: ({ ids }) => ({ field: 1, multiplier: Math.min(ids.length, pageSizeMax) }),
    resolve: (_, { ids }, context) => findNodes(ids, context),
  }),
  topic: t.prismaField({
    type: Topic,
    nullable: true,
    description: 'A Topic; null if there is none.',
    args: { by: t.arg({ type: TopicBy, required: true, description: 'Which one.' }) },
    resolve: (query, _, { by }, { prisma }) => findTopic(prisma, by, query),
  }),
  topics: t.field({
    type: TopicConnection,
    description: 'All Topics, the oldest first.',
    args: t.arg.connectionArgs(),
    complexity: pageCost,
    resolve: (_, args, { prisma }) => listTopics(prisma, args),
  }),
  job: t.prismaField({
    type: Job,
    nullable: true,
    description: 'A Job; null if there is none.',
    args: { by: t.arg({ type: JobBy, required: true, description: 'Which one.' }) },
    resolve: (query, _, { by }, { prisma }) => findJob(prisma, by, query),
  }),
  jobs: t.field({
    type: JobConnection,
    description:
      'Jobs of all Topics, the newest first unless another order is asked for. Where the filter has to look at what does not match, a page looks at no more than some 20,000 Jobs: it may hold fewer elements than asked for and yet have a next page; go on from `pageInfo`.',
    args: {
      ...t.arg.connectionArgs(),
      filter: t.arg({ type: JobFilter, description: 'Which Jobs to answer.' }),
      orderBy: t.arg({ type: JobOrder, description: 'In which order.' }),
    },
    complexity: jobsCost,
    resolve: (_, args, context) => listJobs(args, context),
  }),
  task: t.prismaField({
    type: Task,
    nullable: true,
    description: 'A Task; null if there is none.',
    args: { id: t.arg.id({ required: true, description: 'Its id.' }) },
    resolve: (query, _, { id }, { prisma }) => prisma.task.findUnique({ ...query, where: { id } }),
  }),
  unit: t.prismaField({
    type: Unit,
    nullable: true,
    description: 'A Unit; null if there is none.',
    args: { by: t.arg({ type: UnitBy, required: true, description: 'Which one.' }) },
    resolve: (query, _, { by }, { prisma }) => findUnit(prisma, by, query),
  }),
}));

async function findNodes(ids: readonly string[], { loaders }: Context) {
  if (ids.length > pageSizeMax) {
    const message = `${ids.length} ids are given; at most ${pageSizeMax} are answered at once. Ask in several requests.`;
    throw requestError('PAGE_SIZE_TOO_LARGE', message);
  }
  return await Promise.all(
    ids.map(async (id) => {
      const kind = idKind(id);
      if (kind !== 'job') return kind === undefined ? null : loaders[`${kind}s`].load(id);
      const job = await loaders.jobs.load(id);
      return job?.deletingAt == null ? job : null;
    }),
  );
}

async function listTopics(prisma: ReadClient, args: PageArguments) {
  const page = readPage(args, topicOrder);
  const rows = await prisma.topic.findMany({
    where: { id: { gt: page.above ?? '', lt: page.below ?? '~' } },
    orderBy: { id: page.scan === 'ASC' ? 'asc' : 'desc' },
    take: page.limit,
  });
  return connectionOf(rows, page, topicOrder);
}

type Selection = object;

async function findTopic(prisma: ReadClient, by: typeof TopicBy.$inferInput, query: Selection) {
  const where = by.id == null ? { name: by.name ?? '' } : { id: by.id };
  return await prisma.topic.findUnique({ ...query, where });
}

async function findJob(prisma: ReadClient, by: typeof JobBy.$inferInput, query: Selection) {
  if (by.key == null) {
    return await prisma.job.findUnique({ ...query, where: { id: by.id ?? '', deletingAt: null } });
  }
  const { topic: name, key } = by.key;
  const topic = await prisma.topic.findUnique({ where: { name }, select: { id: true } });
  if (topic === null) return null;
  const where = { topicId_key: { topicId: topic.id, key } };
  return await prisma.job.findUnique({ ...query, where });
}

async function findUnit(prisma: ReadClient, by: typeof UnitBy.$inferInput, query: Selection) {
  if (by.path == null)
    return await prisma.unit.findUnique({ ...query, where: { id: by.id ?? '' } });
  const { jobId, taskKey, unitKey } = unitName(by.path.jobId, by.path.path);
  const task = await prisma.task.findUnique({
    where: { jobId_key: { jobId, key: taskKey } },
    select: { id: true },
  });
  if (task === null) return null;
  const where = { taskId_key: { taskId: task.id, key: unitKey } };
  return await prisma.unit.findUnique({ ...query, where });
}
