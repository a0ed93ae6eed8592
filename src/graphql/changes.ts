/**
 * Subscriptions to what changes: the Jobs, Tasks or Units themselves instead of what happened to
 * them, each once in a message however often it changed, for caches that keep objects by their ids.
 */
import type { ChangeMessage } from '../feeds/change-messages.ts';
import { changeCountMax } from '../feeds/changed-nodes.ts';
import { builder } from './builder.ts';
import { followChanges, readingChanges } from './change-reads.ts';
import { Job } from './job.ts';
import { positionFields } from './position-fields.ts';
import { LabelFilter } from './search-input.ts';
import { Task } from './task.ts';
import { Unit } from './unit.ts';

/** The subscription is counted as often as there may be objects, so what it holds is not again. */
const oncePerObject = { field: 1, multiplier: 1 };

const JobChanges = builder.objectRef<ChangeMessage>('JobChanges').implement({
  description: 'Jobs that have changed, and where to go on.',
  fields: (t) => ({
    jobs: t.field({
      type: [Job],
      description:
        'The Jobs that came or changed, and those whose counts did, each once and as it is by now: up to 500.',
      complexity: oncePerObject,
      resolve: async (message, _, context) => (await readJobs(message, context)).changed,
    }),
    removedIds: t.idList({
      description: 'The Jobs that were deleted.',
      complexity: oncePerObject,
      resolve: async (message, _, context) => (await readJobs(message, context)).removedIds,
    }),
    ...positionFields(t, 'message'),
  }),
});

const TaskChanges = builder.objectRef<ChangeMessage>('TaskChanges').implement({
  description: 'Tasks that have changed, and where to go on.',
  fields: (t) => ({
    tasks: t.field({
      type: [Task],
      description:
        'The Tasks that came or changed, and those whose counts did, each once and as it is by now: up to 500.',
      complexity: oncePerObject,
      resolve: async (message, _, context) => (await readTasks(message, context)).changed,
    }),
    removedIds: t.idList({
      description:
        'What is not there any more: the ids of Tasks, and those of Jobs that were deleted with all their Tasks.',
      complexity: oncePerObject,
      resolve: async (message, _, context) => (await readTasks(message, context)).removedIds,
    }),
    ...positionFields(t, 'message'),
  }),
});

const UnitChanges = builder.objectRef<ChangeMessage>('UnitChanges').implement({
  description: 'Units that have changed, and where to go on.',
  fields: (t) => ({
    units: t.field({
      type: [Unit],
      description: 'The Units that came or changed, each once and as it is by now: up to 500.',
      complexity: oncePerObject,
      resolve: async (message, _, context) => (await readUnits(message, context)).changed,
    }),
    removedIds: t.idList({
      description:
        'What is not there any more: the ids of Units, and those of Jobs that were deleted with all their Units.',
      complexity: oncePerObject,
      resolve: async (message, _, context) => (await readUnits(message, context)).removedIds,
    }),
    ...positionFields(t, 'message'),
  }),
});

const readJobs = readingChanges(
  (loaders) => loaders.jobs,
  ({ deletingAt }) => deletingAt !== null,
);
const readTasks = readingChanges(
  (loaders) => loaders.tasks,
  () => false,
);
const readUnits = readingChanges(
  (loaders) => loaders.units,
  () => false,
);

const JobChangeFilter = builder.inputType('JobChangeFilter', {
  description:
    'Of which Jobs of one Topic to tell; what is given must all hold. At least one of `topic`, `topicId` and `jobId` says which Topic it is.',
  fields: (t) => ({
    topic: t.string({ description: 'The name of the Topic.' }),
    topicId: t.id({ description: 'The Topic.' }),
    jobId: t.id({ description: 'Only this Job.' }),
    labels: t.field({
      type: [LabelFilter],
      description: 'Only Jobs that have all of these labels: up to 32.',
    }),
  }),
});

const TaskChangeFilter = builder.inputType('TaskChangeFilter', {
  description:
    'Of which Tasks of one Topic to tell; what is given must all hold. At least one of `topic`, `topicId`, `jobId` and `taskId` says which Topic it is.',
  fields: (t) => ({
    topic: t.string({ description: 'The name of the Topic.' }),
    topicId: t.id({ description: 'The Topic.' }),
    jobId: t.id({ description: 'Only Tasks of this Job.' }),
    taskId: t.id({ description: 'Only this Task.' }),
    labels: t.field({
      type: [LabelFilter],
      description: 'Only Tasks of Jobs that have all of these labels: up to 32.',
    }),
  }),
});

const UnitChangeFilter = builder.inputType('UnitChangeFilter', {
  description:
    'Of which Units of one Topic to tell; what is given must all hold. At least one of `topic`, `topicId`, `jobId`, `taskId` and `unitId` says which Topic it is.',
  fields: (t) => ({
    topic: t.string({ description: 'The name of the Topic.' }),
    topicId: t.id({ description: 'The Topic.' }),
    jobId: t.id({ description: 'Only Units of this Job.' }),
    taskId: t.id({ description: 'Only Units of this Task.' }),
    unitId: t.id({ description: 'Only this Unit.' }),
    worker: t.string({
      description: 'Only Units that the Worker of this name holds, or has just held.',
    }),
    labels: t.field({
      type: [LabelFilter],
      description: 'Only Units of Jobs that have all of these labels: up to 32.',
    }),
  }),
});

const changeArguments = builder.args((t) => ({
  after: t.string({
    description:
      'Only what changed after this cursor. Without one, the first message holds the cursor of now, and the object as it is if the filter names a single one; `start` begins with the first Event that the Topic keeps.',
  }),
  throttleMs: t.int({
    required: true,
    defaultValue: 100,
    description:
      'How long to gather changes before the next message, in milliseconds: 0 to 60,000. Where very much changes, messages come earlier: after 1,000 Events, or 500 objects.',
  }),
}));

builder.subscriptionFields((t) => ({
  jobChanged: t.field({
    type: JobChanges,
    description:
      'The Jobs that change, as they are then. After a break, subscribe again with the last cursor received: no change is left out.',
    args: {
      filter: t.arg({ type: JobChangeFilter, required: true, description: 'Which Jobs.' }),
      ...changeArguments,
    },
    complexity: ({ filter }) => changesCost(filter.jobId),
    subscribe: (_, args, context) => followChanges('JOB', args, context),
    resolve: (message: ChangeMessage) => message,
  }),
  taskChanged: t.field({
    type: TaskChanges,
    description:
      'The Tasks that change, as they are then. After a break, subscribe again with the last cursor received: no change is left out.',
    args: {
      filter: t.arg({ type: TaskChangeFilter, required: true, description: 'Which Tasks.' }),
      ...changeArguments,
    },
    complexity: ({ filter }) => changesCost(filter.taskId),
    subscribe: (_, args, context) => followChanges('TASK', args, context),
    resolve: (message: ChangeMessage) => message,
  }),
  unitChanged: t.field({
    type: UnitChanges,
    description:
      'The Units that change, as they are then. After a break, subscribe again with the last cursor received: no change is left out.',
    args: {
      filter: t.arg({ type: UnitChangeFilter, required: true, description: 'Which Units.' }),
      ...changeArguments,
    },
    complexity: ({ filter }) => changesCost(filter.unitId),
    subscribe: (_, args, context) => followChanges('UNIT', args, context),
    resolve: (message: ChangeMessage) => message,
  }),
}));

/** What is named by itself is the only one in a message. */
function changesCost(singleId: string | null | undefined) {
  return { field: 1, multiplier: singleId == null ? changeCountMax : 1 };
}
