/** How Units are searched: the filter, and where it leads. */
import { bounds } from '../domain/bounds.ts';
import { findEventScope } from '../store/reads/event-scope.ts';
import type { UnitScope } from '../store/search/search-units.ts';
import type { UnitConditions } from '../store/search/unit-conditions.ts';
import { builder } from './builder.ts';
import type { Context } from './context.ts';
import { type PageArguments, pageCost } from './pagination.ts';
import { notFound, requestError } from './request-error.ts';
import {
  DateTimeRange,
  LabelFilter,
  readLabels,
  readSpan,
  readText,
  readTexts,
  searchCost,
} from './search-input.ts';
import { UnitState } from './unit-state.ts';

export const UnitFilter = builder.inputType('UnitFilter', {
  description: 'Which Units to answer, or to act on; what is given must all hold.',
  fields: (t) => ({
    topic: t.string({ description: 'Only Units of the Topic of this name.' }),
    jobId: t.id({ description: 'Only Units of this Job.' }),
    taskId: t.id({ description: 'Only Units of this Task.' }),
    states: t.field({
      type: [UnitState],
      description: 'Only Units in one of these states; all if not given.',
    }),
    isRetrying: t.boolean({
      description:
        'Only Units that have failed before and are ready or running again; with false, only others.',
    }),
    kinds: t.stringList({ description: 'Only Units of one of these kinds.' }),
    labels: t.field({
      type: [LabelFilter],
      description: 'Only Units of Jobs that have all of these labels.',
    }),
    failureCode: t.string({
      description: 'Only Units whose last attempt that failed did so with this code.',
    }),
    failureText: t.string({
      description:
        'Only Units with this text somewhere in the message of that failure. The letters A to Z match in either case.',
    }),
    worker: t.string({ description: 'Only Units that this worker holds now.' }),
    createdAt: t.field({ type: DateTimeRange, description: 'Only Units submitted in this span.' }),
    startedAt: t.field({
      type: DateTimeRange,
      description: 'Only Units that were first claimed in this span.',
    }),
    finishedAt: t.field({
      type: DateTimeRange,
      description: 'Only Units that finished in this span.',
    }),
  }),
});

export type UnitFilterInput = typeof UnitFilter.$inferInput;

export function readUnitConditions(filter: UnitFilterInput): UnitConditions {
  return {
    states: filter.states == null ? null : [...new Set(filter.states)],
    isRetrying: filter.isRetrying ?? null,
    kinds: readTexts(filter.kinds, { name: 'kinds', most: bounds.claimKindCount }),
    labels: readLabels(filter.labels),
    failureCode: readText(filter.failureCode, 'failureCode'),
    failureText: readText(filter.failureText, 'failureText'),
    worker: readText(filter.worker, 'worker'),
    createdAt: readSpan(filter.createdAt, 'createdAt'),
    startedAt: readSpan(filter.startedAt, 'startedAt'),
    finishedAt: readSpan(filter.finishedAt, 'finishedAt'),
  };
}

/** Where to search, by the names in the filter; they must agree. */
export async function readUnitScope(
  { topic, jobId, taskId }: UnitFilterInput,
  { store }: Context,
): Promise<UnitScope> {
  if (topic == null && jobId == null && taskId == null) {
    throw requestError(
      'INVALID_VALUE',
      'The filter does not say where to search. Give one of `topic`, `jobId` and `taskId`.',
    );
  }
  const found = await findEventScope(store, {
    topic: topic ?? undefined,
    topicId: undefined,
    jobId: jobId ?? undefined,
    taskId: taskId ?? undefined,
    unitId: undefined,
  });
  if (found.isFound) return found.scope;
  throw notFound(found);
}

/** Whether a list has to be searched: states alone are read off an index. */
export function isSearch(filter: UnitFilterInput | null | undefined): filter is UnitFilterInput {
  return Object.entries(filter ?? {}).some(([name, value]) => name !== 'states' && value != null);
}

/** What a list of the Units of something costs. */
export function unitsCost(
  args: PageArguments & { readonly filter?: UnitFilterInput | null | undefined },
) {
  return isSearch(args.filter) ? searchCost(args) : pageCost(args);
}
