/** Limits, as they are set and as they are used. */
import type { Limit as LimitRow, LimitScope as Scope } from '../domain/limit.ts';
import { currentRate, limitUseId, type LimitUse as Use } from '../domain/limit-use.ts';
import { type LimitModel, limitModel, type TopicModel, unitModel } from '../store/prisma/models.ts';
import { listUsesOfLimits } from '../store/reads/limits.ts';
import { builder } from './builder.ts';
import type { Context } from './context.ts';
import { idOrder } from './id-order.ts';
import { holdersOfUse, limitsOfTopic, usesById } from './limit-reads.ts';
import { getReferred } from './loaders.ts';
import {
  connectionOf,
  type ListOrder,
  type PageArguments,
  pageCost,
  readPage,
  readSize,
} from './pagination.ts';
import { Topic } from './topic.ts';
import { Unit } from './unit.ts';

export const LimitScope = builder.enumType('LimitScope', {
  description: 'What a Limit counts together.',
  values: {
    TOPIC: { description: 'All Units of the Topic.' },
    KIND: { description: 'The Units of one kind: of each kind that matches for itself.' },
    KEY: {
      description: 'The Units of one concurrencyKey: of each key that matches for itself.',
    },
  } satisfies Record<Scope, { description: string }>,
});

/** What is used of a Limit; the rates are told by both. */
interface UseOfLimit {
  readonly use: Use;
  readonly limit: LimitModel;
}

export const LimitUse = builder.objectRef<UseOfLimit>('LimitUse').implement({
  description: 'What is used of a Limit by whatever it counts together.',
  fields: (t) => ({
    subject: t.string({
      description: 'The kind or the key; empty for the whole Topic.',
      resolve: ({ use }) => use.subject,
    }),
    runningCount: t.int({
      description: 'How many of its Units run.',
      resolve: ({ use }) => use.runningCount,
    }),
    ratePerInterval: t.int({
      nullable: true,
      description:
        'How many may start per interval now: `startMax`, or less where the Limit adapts. Null if starts are not bounded.',
      resolve: ({ use, limit }) => currentRate(rulesOf(limit), use),
    }),
    loweredAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When a report last lowered the rate.',
      resolve: ({ use }) => use.loweredAt,
    }),
    isFull: t.boolean({
      description: 'Whether nothing more can start.',
      resolve: ({ use }) => use.isClosed === 1,
    }),
    opensAt: t.field({
      type: 'DateTime',
      nullable: true,
      description:
        'When something can start again, if that is a matter of time: null while it can, or when one that runs has to end first.',
      resolve: ({ use }) => use.opensAt,
    }),
    holders: t.field({
      type: [Unit],
      description: 'The Units that run and are counted, those first whose leases end first.',
      args: {
        first: t.arg.int({
          required: true,
          defaultValue: 20,
          description: 'How many at most: up to 100.',
        }),
      },
      complexity: (args) => ({ ...pageCost(args), field: 10 }),
      resolve: async ({ use }, { first }, { loaders }) =>
        (await holdersOfUse(loaders, readSize(first, 'first')).load(use)).map(unitModel),
    }),
  }),
});

const LimitUseConnection = builder.connectionObject(
  { type: LimitUse, name: 'LimitUseConnection', description: 'A page of what uses a Limit.' },
  { name: 'LimitUseEdge', description: 'What uses a Limit, in a list.' },
);

export const Limit = builder.prismaObject('Limit', {
  description:
    'A bound on how many Units of a Topic run at once, or start per interval. For a Unit that of its Topic, that of its kind and that of its key hold at the same time; of several that match a kind or key, one without `*` comes first, then the longest.',
  interfaces: [builder.nodeInterfaceRef()],
  fields: (t) => ({
    id: t.exposeID('id', { description: 'The id, such as `limit_01k...`.' }),
    scope: t.expose('scope', { type: LimitScope, description: 'What it counts together.' }),
    pattern: t.exposeString('pattern', {
      description:
        'The kind or key that it is for, in which `*` stands for any text; empty for the whole Topic.',
    }),
    runningMax: t.exposeInt('runningMax', {
      nullable: true,
      description: 'How many may run at once; null for any number.',
    }),
    startMax: t.exposeInt('startMax', {
      nullable: true,
      description: 'How many may start in any `intervalMs`; null for any number.',
    }),
    intervalMs: t.exposeInt('intervalMs', {
      nullable: true,
      description: 'The interval of `startMax`, in milliseconds.',
    }),
    isAdaptive: t.boolean({
      description:
        'Whether fewer may start once workers report that they were refused for being too many.',
      resolve: ({ isAdaptive }) => isAdaptive === 1,
    }),
    startMin: t.exposeInt('startMin', {
      nullable: true,
      description: 'Below how many per interval that never goes; null for 1.',
    }),
    weight: t.exposeFloat('weight', {
      nullable: true,
      description: 'How great a share a key gets beside the others; null for 1.',
    }),
    createdAt: t.expose('createdAt', {
      type: 'DateTime',
      description: 'When it was set for the first time.',
    }),
    setAt: t.expose('setAt', { type: 'DateTime', description: 'When it was last set.' }),
    setBy: t.exposeString('setBy', {
      nullable: true,
      description: 'Who set it, as they name themselves.',
    }),
    reason: t.exposeString('reason', { nullable: true, description: 'Why it was set.' }),
    uses: t.field({
      type: LimitUseConnection,
      description:
        'What is used of it, by kind or key. A kind or key is there once one of its Units has started under the Limit.',
      args: t.arg.connectionArgs(),
      complexity: pageCost,
      resolve: (limit, args, context) => listUses(limit, args, context),
    }),
    use: t.field({
      type: LimitUse,
      nullable: true,
      description: 'What is used of it by one kind or key; null if nothing was yet.',
      args: {
        subject: t.arg.string({
          required: true,
          description: 'The kind or the key; empty for the whole Topic.',
        }),
      },
      resolve: (limit, { subject }, context) => findUse(limit, subject, context),
    }),
    topic: t.field({
      type: Topic,
      description: 'The Topic that it is of.',
      resolve: ({ topicId }, _, { loaders }) => getReferred(loaders.topics, topicId),
    }),
  }),
});

const LimitConnection = builder.connectionObject(
  { type: Limit, name: 'LimitConnection', description: 'A page of Limits.' },
  { name: 'LimitEdge', description: 'A Limit in a list.' },
);

builder.objectField(Topic, 'limits', (t) =>
  t.field({
    type: LimitConnection,
    description: 'Its Limits, the oldest first.',
    args: t.arg.connectionArgs(),
    complexity: pageCost,
    resolve: (topic, args, context) => listLimits(topic, args, context),
  }),
);

const limitOrder = idOrder('limit');

const useOrder = {
  list: 'limitUse',
  toText: (subject) => subject,
  toKey: (text) => text,
  keyOf: ({ use }) => use.subject,
} as const satisfies ListOrder<string> & { keyOf: (row: UseOfLimit) => string };

async function listLimits({ id }: TopicModel, args: PageArguments, { loaders }: Context) {
  const page = readPage(args, limitOrder);
  const limits = (await limitsOfTopic(loaders, page).load(id)).map(limitModel);
  return connectionOf(limits, page, limitOrder);
}

async function listUses(limit: LimitModel, args: PageArguments, { loaders }: Context) {
  const page = readPage(args, useOrder);
  const name = `usesOfLimit ${JSON.stringify(page)}`;
  const uses = loaders.once(name, async (limitIds: readonly string[]) => {
    const found = await listUsesOfLimits(loaders.store, [...new Set(limitIds)], page);
    return limitIds.map((limitId) => found.get(limitId) ?? []);
  });
  const rows = (await uses.load(limit.id)).map((use) => ({ use, limit }));
  return connectionOf(rows, page, useOrder);
}

async function findUse(
  limit: LimitModel,
  subject: string,
  { loaders }: Context,
): Promise<UseOfLimit | null> {
  const use = await usesById(loaders).load(limitUseId(limit.id, subject));
  return use === null ? null : { use, limit };
}

function rulesOf(limit: LimitModel): LimitRow {
  return {
    ...limit,
    isAdaptive: limit.isAdaptive === 1 ? 1 : 0,
    createdAt: Number(limit.createdAt),
    setAt: Number(limit.setAt),
  };
}
