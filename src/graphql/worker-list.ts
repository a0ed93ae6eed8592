/** The Workers of a Topic, and one by its id or name. */
import { idKind } from '../domain/id.ts';
import { workerModes } from '../domain/worker.ts';
import type { ReadClient } from '../store/prisma/open-prisma.ts';
import type { WorkerPosition } from '../store/reads/workers.ts';
import { builder } from './builder.ts';
import { connectionOf, type ListOrder, pageCost, readPage } from './pagination.ts';
import { DateTimeRange, OrderDirection, readSpan } from './search-input.ts';
import { Topic } from './topic.ts';
import { Worker, WorkerMode } from './worker.ts';

export const WorkerConnection = builder.connectionObject(
  { type: Worker, name: 'WorkerConnection', description: 'A page of Workers.' },
  { name: 'WorkerEdge', description: 'A Worker in a list.' },
);

const WorkerFilter = builder.inputType('WorkerFilter', {
  description: 'Which Workers of a list to answer; what is given must all hold.',
  fields: (t) => ({
    modes: t.field({
      type: [WorkerMode],
      description: 'Only Workers in one of these modes; all if not given.',
    }),
    lastSeenAt: t.field({
      type: DateTimeRange,
      description: 'Only Workers that were last seen in this span.',
    }),
  }),
});

const WorkerOrderField = builder.enumType('WorkerOrderField', {
  description: 'What Workers can be ordered by.',
  values: { LAST_SEEN_AT: { description: 'When they were last seen.' } },
});

const WorkerOrder = builder.inputType('WorkerOrder', {
  description: 'In which order Workers are answered.',
  fields: (t) => ({
    field: t.field({ type: WorkerOrderField, required: true, description: 'What to order by.' }),
    direction: t.field({
      type: OrderDirection,
      required: true,
      description: 'Which end comes first.',
    }),
  }),
});

builder.objectField(Topic, 'workers', (t) =>
  t.field({
    type: WorkerConnection,
    description:
      'Who claims from it, those first that were seen last unless another order is asked for.',
    args: {
      ...t.arg.connectionArgs(),
      filter: t.arg({ type: WorkerFilter, description: 'Which Workers to answer.' }),
      orderBy: t.arg({ type: WorkerOrder, description: 'In which order.' }),
    },
    complexity: pageCost,
    resolve: async ({ id }, { filter, orderBy, ...args }, { loaders }) => {
      const order = orderOf(orderBy?.direction ?? 'DESC');
      const page = readPage(args, order);
      const seen = readSpan(filter?.lastSeenAt, 'lastSeenAt');
      const selection = {
        modes: filter?.modes ?? workerModes,
        seenFrom: seen.from ?? 0,
        seenBefore: seen.before ?? Number.MAX_SAFE_INTEGER,
      };
      const workers = await loaders.workersOfTopic({ ...page, ...selection }).load(id);
      return connectionOf(workers, page, order);
    },
  }),
);

const WorkerNameInput = builder.inputType('WorkerNameInput', {
  description: 'A Worker by the name under which it claims from a Topic.',
  fields: (t) => ({
    topic: t.string({ required: true, description: 'The name of the Topic.' }),
    name: t.string({ required: true, description: 'The name of the Worker.' }),
  }),
});

const WorkerBy = builder.inputType('WorkerBy', {
  description: 'How to name a Worker: by one of these.',
  isOneOf: true,
  fields: (t) => ({
    id: t.id({ description: 'Its id.' }),
    name: t.field({ type: WorkerNameInput, description: 'Its Topic and name.' }),
  }),
});

builder.queryFields((t) => ({
  worker: t.prismaField({
    type: Worker,
    nullable: true,
    description: 'A Worker; null if there is none.',
    args: { by: t.arg({ type: WorkerBy, required: true, description: 'Which one.' }) },
    resolve: (query, _, { by }, { prisma }) => findWorker(prisma, by, query),
  }),
}));

async function findWorker(prisma: ReadClient, by: typeof WorkerBy.$inferInput, query: object) {
  if (by.name == null) {
    return await prisma.worker.findUnique({ ...query, where: { id: by.id ?? '' } });
  }
  const { topic, name } = by.name;
  const found = await prisma.topic.findUnique({ where: { name: topic }, select: { id: true } });
  if (found === null) return null;
  const where = { topicId_name: { topicId: found.id, name } };
  return await prisma.worker.findUnique({ ...query, where });
}

function orderOf(direction: 'ASC' | 'DESC') {
  return {
    list: 'worker',
    direction,
    toText: ({ lastSeenAt, id }) => `${lastSeenAt}/${id}`,
    toKey: (text) => {
      const [lastSeenAt = '', id = '', ...rest] = text.split('/');
      const isKey = rest.length === 0 && /^\d{1,15}$/.test(lastSeenAt) && idKind(id) === 'worker';
      return isKey ? { lastSeenAt: Number(lastSeenAt), id } : undefined;
    },
    keyOf: ({ lastSeenAt, id }) => ({ lastSeenAt: Number(lastSeenAt), id }),
  } as const satisfies ListOrder<WorkerPosition> & {
    keyOf: (row: { readonly lastSeenAt: bigint; readonly id: string }) => WorkerPosition;
  };
}
