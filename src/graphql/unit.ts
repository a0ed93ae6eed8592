/** Units: what a worker does, how far it is, and what stands before and after it. */
import type { UnitModel } from '../store/prisma/models.ts';
import { findTaskKeys } from '../store/reads/single-columns.ts';
import { readUnitInputs } from '../store/reads/unit-inputs.ts';
import { AttemptConnection, attemptOrder } from './attempt.ts';
import { builder } from './builder.ts';
import type { Context } from './context.ts';
import { Failure, failureOf, readJson } from './failure.ts';
import { idOrder } from './id-order.ts';
import { Join } from './join.ts';
import { journalCursor } from './journal-heads.ts';
import { deletedMeanwhile } from './loaders.ts';
import { LogFilter, LogLineConnection, logLevelsOf, logOrder } from './log-line.ts';
import { connectionOf, type PageArguments, pageCost, readPage, readSize } from './pagination.ts';
import { Pause, pauseOf } from './pause.ts';
import { readTogether } from './plans/read-all.ts';
import { readEstimatedStart, readQueuePosition } from './queue-reads.ts';
import { RetryPolicy, readRetryPolicy } from './retry-policy.ts';
import { UnitState } from './unit-state.ts';
import { WaitReason } from './wait-reason.ts';
import { readWaitReasons } from './waiting-reads.ts';

export const Unit = builder.prismaObject('Unit', {
  description:
    'The smallest step: a worker claims it when its predecessors are done, does it and reports. It has an input and produces an output.',
  interfaces: [builder.nodeInterfaceRef()],
  fields: (t) => ({
    id: t.exposeID('id', { description: 'The id, such as `unit_01k...`.' }),
    key: t.exposeString('key', { description: 'Its name within its Task, from the submitter.' }),
    path: t.string({
      description: 'Its name within its Job: the keys of Task and Unit, as in `task/unit`.',
      ...readTogether('unitPaths', readUnitPaths),
    }),
    kind: t.exposeString('kind', { description: 'What a worker must know how to do.' }),
    state: t.expose('state', { type: UnitState, description: 'Where it stands.' }),
    priority: t.exposeInt('priority', {
      description: 'A head start in the claim order: one minute for each level.',
    }),
    join: t.field({
      type: Join,
      description: 'What it waits for.',
      resolve: (unit) => unit,
    }),
    input: t.field({
      type: 'JSON',
      description: 'What the submitter gave it. Null if nothing.',
      nullable: true,
      resolve: ({ input }) => readJson(input),
    }),
    output: t.field({
      type: 'JSON',
      nullable: true,
      description: 'What it produced. May be null by itself: `hasOutput` tells.',
      resolve: ({ output }) => readJson(output),
    }),
    hasOutput: t.boolean({
      description: 'Whether it has produced an output, be it null.',
      resolve: ({ output }) => output !== null,
    }),
    attemptTimeoutMs: t.exposeInt('attemptTimeoutMs', {
      nullable: true,
      description:
        'How long one attempt may take, in milliseconds; null for as long as its lease is renewed.',
    }),
    startByMs: t.exposeInt('startByMs', {
      nullable: true,
      description:
        'How long it may wait for a worker each time that it can be claimed, in milliseconds; null for ever.',
    }),
    deadlineMs: t.exposeInt('deadlineMs', {
      nullable: true,
      description:
        'How long it may take from the moment that it is ready, all attempts together, in milliseconds; null for ever.',
    }),
    deadlineAt: t.expose('deadlineAt', {
      type: 'DateTime',
      nullable: true,
      description:
        'When it has taken too long; null before it is ready, or when it may take for ever.',
    }),
    failsAt: t.expose('failsAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it fails unless a worker claims it before; null if it does not.',
    }),
    waitingFor: t.field({
      type: [WaitReason],
      description:
        'Why it is not being worked on; empty when it is, or has finished. Its predecessors are in `predecessors`. What stands nearer to its start is told once nothing before it keeps it back: first what makes it ready, delays and pauses, then Limits, then workers, at last its turn.',
      complexity: 50,
      resolve: (unit, _, context) => readWaitReasons(unit, context),
    }),
    queuePosition: t.int({
      nullable: true,
      description:
        'How many others of its kind, requiring the same labels, are handed out before it if nothing changes: 0 for the next. Null while it is not ready, or is kept back by a delay, a pause or a Limit; and if more than 10,000 Units, or those of more than 500 other keys, may come before it.',
      complexity: 100,
      resolve: (unit, _, context) => readQueuePosition(unit, context),
    }),
    estimatedStartAt: t.field({
      type: 'DateTime',
      nullable: true,
      description:
        'When it may start, if all goes on at the pace of late. Null while it is not ready, or is held or delayed, before there is a pace, and if more than 10,000 Units of its kind, labels and key come before it.',
      complexity: 20,
      resolve: (unit, _, context) => readEstimatedStart(unit, context),
    }),
    attempt: t.exposeInt('attempt', { description: 'How often it was claimed so far.' }),
    failureCount: t.exposeInt('failureCount', {
      description: 'How many attempts count against the retry policy.',
    }),
    worker: t.exposeString('worker', { nullable: true, description: 'Who holds it now.' }),
    leaseExpiresInMs: t.int({
      nullable: true,
      description: 'What is left of the lease, in milliseconds; null if nobody holds it.',
      resolve: ({ leaseUntil }, _, { store }) => remainingMs(leaseUntil, store.now()),
    }),
    availableAt: t.expose('availableAt', {
      type: 'DateTime',
      nullable: true,
      description: 'Until when it is held back before a retry.',
    }),
    pause: t.field({
      type: Pause,
      nullable: true,
      description:
        'Since when it is paused, by whom, why and until when; null if it is not. That its Task, Job or Topic is held stands there, and in `waitingFor`.',
      resolve: pauseOf,
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was submitted.' }),
    readyAt: t.expose('readyAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it last became ready.',
    }),
    startedAt: t.expose('startedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was first claimed; retry and rerun begin anew.',
    }),
    claimedAt: t.expose('claimedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was last claimed.',
    }),
    finishedAt: t.expose('finishedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it finished.',
    }),
    checkpoint: t.field({
      type: 'JSON',
      nullable: true,
      description: 'What its worker left for the next attempt; null if nothing.',
      resolve: ({ checkpoint }) => readJson(checkpoint),
    }),
    progress: t.exposeFloat('progress', {
      nullable: true,
      description: 'How far the worker says it is, from 0 to 1.',
    }),
    progressMessage: t.exposeString('progressMessage', {
      nullable: true,
      description: 'What the worker says it is doing.',
    }),
    failure: t.field({
      type: Failure,
      nullable: true,
      description: 'Why the last attempt that failed did so; null if none has.',
      resolve: failureOf,
    }),
    retryPolicy: t.field({
      type: RetryPolicy,
      description: 'How often it is tried, all levels taken together.',
      resolve: ({ retryPolicy }) => readRetryPolicy(retryPolicy),
    }),
    inputs: t.field({
      type: 'JSON',
      description:
        'What those before it produced: `{ unitKey: output }` of its predecessors. A Unit that comes first in its Task sees `{ taskKey: { unitKey: output } }` of the Units with which the predecessor Tasks end.',
      complexity: 10,
      ...readTogether('unitInputs', (units: readonly UnitModel[], { store }) =>
        readUnitInputs(store, units),
      ),
    }),
    cursor: t.string({
      description:
        'A position in the journal no later than what this answer shows of the Unit: `events(after:)`, `unitChanged(after:)` and `logs(after:)` go on from it without a gap.',
      resolve: (unit, _, context) => journalCursor(unit, context),
    }),
    attempts: t.field({
      type: AttemptConnection,
      description: 'Its finished attempts, the first one first.',
      args: t.arg.connectionArgs(),
      complexity: pageCost,
      resolve: (unit, args, context) => listAttempts(unit, args, context),
    }),
    logs: t.field({
      type: LogLineConnection,
      description: 'What its workers logged, in order.',
      args: {
        ...t.arg.connectionArgs(),
        filter: t.arg({ type: LogFilter, description: 'Which lines to answer.' }),
      },
      complexity: pageCost,
      resolve: (unit, args, context) => listLogs(unit, args, context),
    }),
  }),
});

export const UnitConnection = builder.connectionObject(
  { type: Unit, name: 'UnitConnection', description: 'A page of Units.' },
  { name: 'UnitEdge', description: 'A Unit in a list.' },
);

builder.objectFields(Unit, (t) => ({
  parent: t.field({
    type: Unit,
    nullable: true,
    description: 'The Unit whose worker added it to the graph; null if none did.',
    resolve: ({ parentUnitId }, _, { loaders }) =>
      parentUnitId === null ? null : loaders.units.load(parentUnitId),
  }),
  children: t.field({
    type: UnitConnection,
    description: 'The Units that its workers have added to the graph, the oldest first.',
    args: t.arg.connectionArgs(),
    complexity: pageCost,
    resolve: (unit, args, context) => listChildren(unit, args, context),
  }),
  predecessors: t.field({
    type: [Unit],
    description: 'The Units of its Task that it waits for, the oldest first.',
    args: {
      first: t.arg.int({
        required: true,
        defaultValue: 100,
        description: 'How many at most: up to 100. `Task.graph` has them all.',
      }),
    },
    complexity: pageCost,
    resolve: ({ id }, { first }, { loaders }) =>
      loaders.predecessorUnits(readSize(first, 'first')).load(id),
  }),
  dependants: t.field({
    type: [Unit],
    description: 'The Units of its Task that wait for it, the oldest first.',
    args: {
      first: t.arg.int({
        required: true,
        defaultValue: 100,
        description: 'How many at most: up to 100. `Task.graph` has them all.',
      }),
    },
    complexity: pageCost,
    resolve: ({ id }, { first }, { loaders }) =>
      loaders.dependantUnits(readSize(first, 'first')).load(id),
  }),
}));

export const unitOrder = idOrder('unit');

async function readUnitPaths(
  units: readonly UnitModel[],
  { store }: Context,
): Promise<readonly (string | Error)[]> {
  const taskKeys = await findTaskKeys(store, new Set(units.map(({ taskId }) => taskId)));
  return units.map(({ taskId, key }) => {
    const taskKey = taskKeys.get(taskId);
    return taskKey === undefined ? deletedMeanwhile(taskId) : `${taskKey}/${key}`;
  });
}

function remainingMs(leaseUntil: bigint | null, now: number): number | null {
  return leaseUntil === null ? null : Math.max(0, Number(leaseUntil) - now);
}

async function listAttempts({ id }: UnitModel, args: PageArguments, { loaders }: Context) {
  const page = readPage(args, attemptOrder);
  return connectionOf(await loaders.attemptsOfUnit(page).load(id), page, attemptOrder);
}

async function listLogs(
  { id }: UnitModel,
  args: PageArguments & { readonly filter?: typeof LogFilter.$inferInput | null | undefined },
  { loaders }: Context,
) {
  const page = { ...readPage(args, logOrder), levels: logLevelsOf(args.filter) };
  return connectionOf(await loaders.logLinesOfUnit(page).load(id), page, logOrder);
}

async function listChildren({ id }: UnitModel, args: PageArguments, { loaders }: Context) {
  const page = readPage(args, unitOrder);
  return connectionOf(await loaders.unitsOfParent(page).load(id), page, unitOrder);
}
