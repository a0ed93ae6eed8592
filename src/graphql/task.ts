/** Tasks: the nodes of a Job, each with Units of its own. */
import { finishedUnitCount, type UnitCounters, unitCount } from '../domain/counters.ts';
import { type TaskState as State, taskStates } from '../domain/task.ts';
import type { TaskModel } from '../store/prisma/models.ts';
import { builder } from './builder.ts';
import type { Context } from './context.ts';
import { UnitCounts } from './counts.ts';
import { idOrder } from './id-order.ts';
import { Join } from './join.ts';
import { journalCursor } from './journal-heads.ts';
import { getReferred } from './loaders.ts';
import { connectionOf, type PageArguments, pageCost, readPage, readSize } from './pagination.ts';
import { Pause, pauseOf } from './pause.ts';
import { Unit, UnitConnection, unitOrder } from './unit.ts';
import { isSearch, UnitFilter, type UnitFilterInput, unitsCost } from './unit-filter.ts';
import { searchUnitsWithin } from './unit-list.ts';
import { unitStatesOf } from './unit-state.ts';

export const TaskState = builder.enumType('TaskState', {
  description: 'Where a Task stands.',
  values: {
    PENDING: { description: 'Waits for predecessors.' },
    RUNNING: { description: 'Open: its Units may be claimed.' },
    SUCCEEDED: {
      description:
        'All of its Units succeeded or were skipped, but for as many failures as it tolerates.',
    },
    FAILED: { description: 'A Unit failed and nothing else can progress.' },
    SKIPPED: {
      description: 'Not done, because it is not needed any more; nor is what depends on it.',
    },
    CANCELLED: { description: 'A Unit was cancelled and nothing else can progress.' },
  } satisfies Record<State, { description: string }>,
});

export const TaskFilter = builder.inputType('TaskFilter', {
  description: 'Which Tasks of a list to answer.',
  fields: (t) => ({
    states: t.field({
      type: [TaskState],
      description: 'Only Tasks in one of these states; all if not given.',
    }),
  }),
});

export function taskStatesOf(filter: typeof TaskFilter.$inferInput | null | undefined) {
  return filter?.states ?? taskStates;
}

export const Task = builder.prismaObject('Task', {
  description:
    'A node of the graph of a Job. It opens when its predecessors are done, and is done when its Units are.',
  interfaces: [builder.nodeInterfaceRef()],
  fields: (t) => ({
    id: t.exposeID('id', { description: 'The id, such as `task_01k...`.' }),
    key: t.exposeString('key', { description: 'Its name within its Job, from the submitter.' }),
    name: t.exposeString('name', { description: 'Its name for people.' }),
    state: t.expose('state', { type: TaskState, description: 'Where it stands.' }),
    join: t.field({
      type: Join,
      description: 'What it waits for.',
      resolve: (task) => task,
    }),
    tolerateCount: t.exposeInt('tolerateCount', {
      nullable: true,
      description: 'How many of its Units may fail without failing it; null for none.',
    }),
    tolerateShare: t.exposeFloat('tolerateShare', {
      nullable: true,
      description: 'Which share of its Units may, from 0 to 1; the greater of the two counts.',
    }),
    unitCounts: t.field({
      type: UnitCounts,
      description: 'How many Units it has, by state.',
      resolve: (task) => task,
    }),
    progress: t.float({
      description: 'Which part of its Units is finished, from 0 to 1.',
      resolve: finishedShare,
    }),
    pause: t.field({
      type: Pause,
      nullable: true,
      description: 'Since when it is held, by whom, why and until when; null if it is not.',
      resolve: pauseOf,
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was submitted.' }),
    startedAt: t.expose('startedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it opened.',
    }),
    finishedAt: t.expose('finishedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it finished.',
    }),
    cursor: t.string({
      description:
        'A position in the journal no later than what this answer shows of the Task: `events(after:)` and `taskChanged(after:)` go on from it without a gap.',
      resolve: (task, _, context) => journalCursor(task, context),
    }),
    units: t.field({
      type: UnitConnection,
      description: 'Its Units, the oldest first.',
      args: {
        ...t.arg.connectionArgs(),
        filter: t.arg({ type: UnitFilter, description: 'Which Units to answer.' }),
      },
      complexity: unitsCost,
      resolve: (task, args, context) => listUnits(task, args, context),
    }),
  }),
});

export const TaskConnection = builder.connectionObject(
  { type: Task, name: 'TaskConnection', description: 'A page of Tasks.' },
  { name: 'TaskEdge', description: 'A Task in a list.' },
);

builder.objectFields(Task, (t) => ({
  parent: t.field({
    type: Unit,
    nullable: true,
    description: 'The Unit whose worker added it to the graph; null if none did.',
    resolve: ({ parentUnitId }, _, { loaders }) =>
      parentUnitId === null ? null : loaders.units.load(parentUnitId),
  }),
  predecessors: t.field({
    type: [Task],
    description: 'The Tasks that it waits for, the oldest first.',
    args: {
      first: t.arg.int({
        required: true,
        defaultValue: 100,
        description: 'How many at most: up to 100. `Job.graph` has them all.',
      }),
    },
    complexity: pageCost,
    resolve: ({ id }, { first }, { loaders }) =>
      loaders.predecessorTasks(readSize(first, 'first')).load(id),
  }),
  dependants: t.field({
    type: [Task],
    description: 'The Tasks that wait for it, the oldest first.',
    args: {
      first: t.arg.int({
        required: true,
        defaultValue: 100,
        description: 'How many at most: up to 100. `Job.graph` has them all.',
      }),
    },
    complexity: pageCost,
    resolve: ({ id }, { first }, { loaders }) =>
      loaders.dependantTasks(readSize(first, 'first')).load(id),
  }),
}));

builder.objectField(Unit, 'task', (t) =>
  t.field({
    type: Task,
    description: 'The Task that it belongs to.',
    resolve: ({ taskId }, _, { loaders }) => getReferred(loaders.tasks, taskId),
  }),
);

export const taskOrder = idOrder('task');

/** Which part of the Units is finished; all of them when there are none. */
export function finishedShare(counters: UnitCounters): number {
  const total = unitCount(counters);
  return total === 0 ? 1 : finishedUnitCount(counters) / total;
}

async function listUnits(
  { id, jobId }: TaskModel,
  args: PageArguments & { readonly filter?: UnitFilterInput | null | undefined },
  context: Context,
) {
  const { filter } = args;
  if (isSearch(filter)) {
    return await searchUnitsWithin({ jobId, taskId: id }, { ...args, filter }, context);
  }
  const page = { ...readPage(args, unitOrder), states: unitStatesOf(filter) };
  return connectionOf(await context.loaders.unitsOfTask(page).load(id), page, unitOrder);
}
