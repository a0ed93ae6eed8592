/** Jobs: pieces of work, each a graph of Tasks. */
import type { OnFailure as Rule, JobState as State } from '../domain/job.ts';
import type { JobModel } from '../store/prisma/models.ts';
import { builder } from './builder.ts';
import type { Context } from './context.ts';
import { TaskCounts, UnitCounts } from './counts.ts';
import { readJson } from './failure.ts';
import { journalCursor } from './journal-heads.ts';
import { getReferred } from './loaders.ts';
import { connectionOf, type PageArguments, pageCost, readPage } from './pagination.ts';
import { Pause, pauseOf } from './pause.ts';
import {
  finishedShare,
  Task,
  TaskConnection,
  TaskFilter,
  taskOrder,
  taskStatesOf,
} from './task.ts';
import { Unit, UnitConnection, unitOrder } from './unit.ts';
import { isSearch, UnitFilter, type UnitFilterInput, unitsCost } from './unit-filter.ts';
import { searchUnitsWithin } from './unit-list.ts';
import { unitStatesOf } from './unit-state.ts';

export const JobState = builder.enumType('JobState', {
  description: 'Where a Job stands.',
  values: {
    RUNNING: { description: 'Something in it can still progress.' },
    SUCCEEDED: { description: 'All of its Tasks succeeded or were skipped.' },
    FAILED: { description: 'A Task failed and nothing else can progress.' },
    CANCELLED: { description: 'It was cancelled, or a Task was and nothing else can progress.' },
  } satisfies Record<State, { description: string }>,
});

export const OnFailure = builder.enumType('OnFailure', {
  description: 'What becomes of the rest of a Job once a Task has failed.',
  values: {
    CONTINUE: { description: 'What does not depend on the failure goes on to its end.' },
    CANCEL_REST: { description: 'Everything that has not finished is cancelled at once.' },
  } satisfies Record<Rule, { description: string }>,
});

export const Job = builder.prismaObject('Job', {
  description: 'A piece of work: a graph of Tasks that is submitted as a whole.',
  interfaces: [builder.nodeInterfaceRef()],
  fields: (t) => ({
    id: t.exposeID('id', { description: 'The id, such as `job_01k...`.' }),
    name: t.exposeString('name', { description: 'Its name for people.' }),
    key: t.exposeString('key', {
      nullable: true,
      description: 'Its own key of the submitter, unique in the Topic; null if none was given.',
    }),
    state: t.expose('state', { type: JobState, description: 'Where it stands.' }),
    priority: t.exposeInt('priority', {
      description: 'The priority of its Units that have none of their own.',
    }),
    onFailure: t.expose('onFailure', {
      type: OnFailure,
      description: 'What becomes of the rest once a Task has failed.',
    }),
    payload: t.field({
      type: 'JSON',
      nullable: true,
      description: 'What the submitter gave it; every worker of its Units sees it.',
      resolve: ({ payload }) => readJson(payload),
    }),
    context: t.field({
      type: 'JSON',
      description: 'An object that its Units share; workers and operators change it.',
      resolve: ({ context }) => readJson(context),
    }),
    labels: t.field({
      type: 'JSON',
      description: 'Labels from the submitter: an object of texts.',
      resolve: ({ labels }) => readJson(labels),
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
    startAt: t.expose('startAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was, or is, to begin; null for at once.',
    }),
    beginsAt: t.expose('beginsAt', {
      type: 'DateTime',
      nullable: true,
      description:
        'When it begins by itself; null once it has begun, or when only another Job is before it.',
    }),
    finishBy: t.expose('finishBy', {
      type: 'DateTime',
      nullable: true,
      description: 'When what is unfinished of it is cancelled; null for never.',
    }),
    collapseKey: t.exposeString('collapseKey', {
      nullable: true,
      description: 'By which it becomes one with other submissions; null if none was given.',
    }),
    startedAt: t.expose('startedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When its first Unit was claimed.',
    }),
    finishedAt: t.expose('finishedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it finished.',
    }),
    unitCounts: t.field({
      type: UnitCounts,
      description: 'How many Units it has, by state.',
      resolve: (job) => job,
    }),
    taskCounts: t.field({
      type: TaskCounts,
      description: 'How many Tasks it has, by state.',
      resolve: (job) => job,
    }),
    cursor: t.string({
      description:
        'A position in the journal no later than what this answer shows of the Job: `events(after:)` and `jobChanged(after:)` go on from it without a gap.',
      resolve: (job, _, context) => journalCursor(job, context),
    }),
    tasks: t.field({
      type: TaskConnection,
      description: 'Its Tasks, in the order in which they were submitted.',
      args: {
        ...t.arg.connectionArgs(),
        filter: t.arg({ type: TaskFilter, description: 'Which Tasks to answer.' }),
      },
      complexity: pageCost,
      resolve: (job, args, context) => listTasks(job, args, context),
    }),
    units: t.field({
      type: UnitConnection,
      description: 'The Units of all its Tasks, in the order in which they were submitted.',
      args: {
        ...t.arg.connectionArgs(),
        filter: t.arg({ type: UnitFilter, description: 'Which Units to answer.' }),
      },
      complexity: unitsCost,
      resolve: (job, args, context) => listUnits(job, args, context),
    }),
    task: t.field({
      type: Task,
      nullable: true,
      description: 'One of its Tasks.',
      args: { key: t.arg.string({ required: true, description: 'The key of the Task.' }) },
      resolve: ({ id }, { key }, { loaders }) =>
        loaders.tasksByKey.load({ jobId: id, taskKey: key }),
    }),
    unit: t.field({
      type: Unit,
      nullable: true,
      description: 'One of its Units.',
      args: {
        path: t.arg.string({
          required: true,
          description: 'The keys of Task and Unit, as in `task/unit`.',
        }),
      },
      resolve: ({ id }, { path }, { loaders }) => loaders.unitsByKey.load(unitName(id, path)),
    }),
  }),
});

builder.objectFields(Job, (t) => ({
  behind: t.field({
    type: Job,
    nullable: true,
    description: 'The Job that it begins after: KEEP_LATEST; null once it has begun.',
    resolve: ({ behindJobId }, _, { loaders }) =>
      behindJobId === null ? null : loaders.jobs.load(behindJobId),
  }),
  replacedBy: t.field({
    type: Job,
    nullable: true,
    description: 'The Job that has taken its place, or its key.',
    resolve: ({ replacedByJobId }, _, { loaders }) =>
      replacedByJobId === null ? null : loaders.jobs.load(replacedByJobId),
  }),
}));

export const JobConnection = builder.connectionObject(
  { type: Job, name: 'JobConnection', description: 'A page of Jobs.' },
  { name: 'JobEdge', description: 'A Job in a list.' },
);

builder.objectField(Task, 'job', (t) =>
  t.field({
    type: Job,
    description: 'The Job that it belongs to.',
    resolve: ({ jobId }, _, { loaders }) => getReferred(loaders.jobs, jobId),
  }),
);

builder.objectField(Unit, 'job', (t) =>
  t.field({
    type: Job,
    description: 'The Job that it belongs to.',
    resolve: ({ jobId }, _, { loaders }) => getReferred(loaders.jobs, jobId),
  }),
);

/** The keys in a path; the Unit's own key may not hold a slash, so the first one parts them. */
export function unitName(jobId: string, path: string) {
  const [taskKey = '', unitKey = '', ...rest] = path.split('/');
  return { jobId, taskKey, unitKey: rest.length === 0 ? unitKey : '' };
}

async function listTasks(
  { id }: JobModel,
  args: PageArguments & { readonly filter?: typeof TaskFilter.$inferInput | null | undefined },
  { loaders }: Context,
) {
  const page = { ...readPage(args, taskOrder), states: taskStatesOf(args.filter) };
  return connectionOf(await loaders.tasksOfJob(page).load(id), page, taskOrder);
}

async function listUnits(
  { id }: JobModel,
  args: PageArguments & { readonly filter?: UnitFilterInput | null | undefined },
  context: Context,
) {
  const { filter } = args;
  if (isSearch(filter)) return await searchUnitsWithin({ jobId: id }, { ...args, filter }, context);
  const page = { ...readPage(args, unitOrder), states: unitStatesOf(filter) };
  return connectionOf(await context.loaders.unitsOfJob(page).load(id), page, unitOrder);
}
