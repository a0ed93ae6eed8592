/** Lists of Units that are searched: over a Topic, and within a Job or Task. */
import { idKind } from '../domain/id.ts';
import type { UnitModel } from '../store/prisma/models.ts';
import { greatestId, leastId } from '../store/reads/keyset-page.ts';
import { searchUnits, type UnitScope } from '../store/search/search-units.ts';
import { unitKey } from '../store/search/unit-conditions.ts';
import { builder } from './builder.ts';
import type { Context } from './context.ts';
import {
  connectionOf,
  type ListOrder,
  type Page,
  type PageArguments,
  readPage,
} from './pagination.ts';
import { OrderDirection, searchCost } from './search-input.ts';
import { UnitConnection, unitOrder } from './unit.ts';
import {
  readUnitConditions,
  readUnitScope,
  UnitFilter,
  type UnitFilterInput,
} from './unit-filter.ts';

const UnitOrderField = builder.enumType('UnitOrderField', {
  description: 'What Units can be ordered by.',
  values: {
    CREATED_AT: {
      description: 'When their Jobs were submitted, and within a Job when they were themselves.',
    },
  },
});

export const UnitOrder = builder.inputType('UnitOrder', {
  description: 'In which order Units are answered.',
  fields: (t) => ({
    field: t.field({ type: UnitOrderField, required: true, description: 'What to order by.' }),
    direction: t.field({
      type: OrderDirection,
      required: true,
      description: 'Which end comes first.',
    }),
  }),
});

builder.queryFields((t) => ({
  units: t.field({
    type: UnitConnection,
    description:
      'Units of a Topic, a Job or a Task that match, the newest first unless another order is asked for. A page looks at no more than some 20,000 Jobs and Units: it may hold fewer elements than asked for, or none, and yet have a next page; go on from `pageInfo`.',
    args: {
      ...t.arg.connectionArgs(),
      filter: t.arg({ type: UnitFilter, required: true, description: 'Which Units to answer.' }),
      orderBy: t.arg({ type: UnitOrder, description: 'In which order.' }),
    },
    complexity: searchCost,
    resolve: (_, args, context) => listUnits(args, context),
  }),
}));

interface UnitListArguments extends PageArguments {
  readonly filter: UnitFilterInput;
  readonly orderBy?: typeof UnitOrder.$inferInput | null | undefined;
}

async function listUnits(args: UnitListArguments, context: Context) {
  const order = searchOrder(args.orderBy?.direction ?? 'DESC');
  const page = readPage(args, order);
  const conditions = readUnitConditions(args.filter);
  const scope = await readUnitScope(args.filter, context);
  const found = await searchPage({ scope, conditions }, page, context);
  return connectionOf(found.units, page, { ...order, reached: found.reached });
}

/** Units of one Job or Task, in the order and with the cursors of a list that is not searched. */
export async function searchUnitsWithin(
  parent: { readonly jobId: string; readonly taskId?: string },
  args: PageArguments & { readonly filter: UnitFilterInput },
  context: Context,
) {
  const { filter } = args;
  const page = readPage(args, unitOrder);
  const conditions = readUnitConditions(filter);
  const { topic, jobId, taskId = parent.taskId } = filter;
  const scope = await readUnitScope({ topic, jobId: jobId ?? parent.jobId, taskId }, context);
  const isWithin =
    scope.jobId === parent.jobId && (parent.taskId === undefined || scope.taskId === parent.taskId);
  if (!isWithin) return connectionOf<UnitModel, string>([], page, unitOrder);
  const keyOf = (id: string | undefined) =>
    id === undefined ? undefined : unitKey({ jobId: parent.jobId, id });
  const keys = { ...page, above: keyOf(page.above), below: keyOf(page.below) };
  const found = await searchPage({ scope, conditions }, keys, context);
  const reached = found.reached?.split('/')[1];
  return connectionOf(found.units, page, { ...unitOrder, reached });
}

interface Searched {
  readonly scope: UnitScope;
  readonly conditions: ReturnType<typeof readUnitConditions>;
}

async function searchPage(
  searched: Searched,
  { above = leastId, below = greatestId, scan, limit }: Page<string>,
  { store, loaders }: Context,
) {
  const found = await searchUnits(store, searched, { span: { above, below, scan }, limit });
  const units = await Promise.all(found.matches.map(({ id }) => loaders.units.load(id)));
  return { units: units.filter((unit) => unit !== null), reached: found.reached };
}

/** By Job and Unit, or the end of a Job that has no more. */
function searchOrder(direction: 'ASC' | 'DESC') {
  return {
    list: 'units',
    direction,
    toText: (key) => key,
    toKey: (text) => {
      const [jobId = '', id = '', ...rest] = text.split('/');
      const isEnd = id === leastId || id === greatestId;
      const isKey = rest.length === 0 && idKind(jobId) === 'job';
      return isKey && (isEnd || idKind(id) === 'unit') ? text : undefined;
    },
    keyOf: unitKey,
  } as const satisfies ListOrder<string> & { keyOf: (unit: UnitModel) => string };
}
