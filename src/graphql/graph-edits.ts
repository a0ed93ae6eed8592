/** Changing the graph of a Job that runs, and the context that its Units share. */
import { builder } from './builder.ts';
import { canonicalJson, hashInput, idempotencyOf } from './input-hash.ts';
import { readTask, readUnit, TaskInput, UnitInput } from './job-input.ts';
import { jobPayload, taskPayload } from './noun-payloads.ts';
import { askedFields, type InputFieldBuilder, operationOf } from './operation-input.ts';

const repetition = 'Any text of your own. Repeating the request with it changes nothing more.';

const DependencyInput = builder.inputType('DependencyInput', {
  description: 'A dependency between Tasks of a Job, or between Units of one Task.',
  fields: (t) => ({
    predecessor: t.string({
      required: true,
      description: 'What comes first, by its path: `task`, or `task/unit`.',
    }),
    dependant: t.string({ required: true, description: 'What waits for it, by its path.' }),
  }),
});

const JobAddTasksInput = builder.inputType('JobAddTasksInput', {
  description: 'Tasks to add to a Job.',
  fields: (t) => ({
    ...jobFields(t),
    tasks: t.field({
      type: [TaskInput],
      required: true,
      description: 'The Tasks; they may depend on Tasks that are there and on each other.',
    }),
  }),
});

const TaskAddUnitsInput = builder.inputType('TaskAddUnitsInput', {
  description: 'Units to add to a Task.',
  fields: (t) => ({
    taskId: t.id({ required: true, description: 'The Task.' }),
    units: t.field({
      type: [UnitInput],
      required: true,
      description: 'The Units; they may depend on Units that are there and on each other.',
    }),
    idempotencyKey: t.string({ description: repetition }),
  }),
});

const JobAddDependenciesInput = builder.inputType('JobAddDependenciesInput', {
  description: 'Dependencies to add to a Job.',
  fields: dependencyFields,
});

const JobRemoveDependenciesInput = builder.inputType('JobRemoveDependenciesInput', {
  description: 'Dependencies to take out of a Job.',
  fields: dependencyFields,
});

const UnitsRemoveInput = builder.inputType('UnitsRemoveInput', {
  description: 'Units to take out of a Job.',
  fields: (t) => ({
    ...jobFields(t),
    unitIds: t.idList({ required: true, description: 'The Units, all of this Job.' }),
  }),
});

const JobMergeContextInput = builder.inputType('JobMergeContextInput', {
  description: 'What to change in the context that the Units of a Job share.',
  fields: (t) => ({
    jobId: t.id({ required: true, description: 'The Job.' }),
    values: t.field({
      type: 'JSON',
      required: true,
      description: 'An object: its fields replace those of the same name, and null removes one.',
    }),
    ...askedFields(t),
  }),
});

const JobAddTasksPayload = jobPayload<'addTasks'>('JobAddTasksPayload', 'jobAddTasks');
const JobAddDependenciesPayload = jobPayload<'addDependencies'>(
  'JobAddDependenciesPayload',
  'jobAddDependencies',
);
const JobRemoveDependenciesPayload = jobPayload<'removeDependencies'>(
  'JobRemoveDependenciesPayload',
  'jobRemoveDependencies',
);
const UnitsRemovePayload = jobPayload<'removeUnits'>('UnitsRemovePayload', 'unitsRemove');
const JobMergeContextPayload = jobPayload<'mergeJobContext'>(
  'JobMergeContextPayload',
  'jobMergeContext',
);

const TaskAddUnitsPayload = taskPayload<'addUnits'>('TaskAddUnitsPayload', 'taskAddUnits');

builder.mutationFields((t) => ({
  jobAddTasks: t.field({
    type: JobAddTasksPayload,
    description: 'Adds Tasks with their Units to a Job that runs: all of them, or none.',
    args: { input: t.arg({ type: JobAddTasksInput, required: true, description: 'What to add.' }) },
    resolve: (_, { input: { jobId, idempotencyKey, ...input } }, { engine }) => {
      const tasks = input.tasks.map(readTask);
      const idempotency = idempotencyOf(idempotencyKey, () =>
        hashInput(['jobAddTasks', jobId, tasks]),
      );
      return engine.execute<'addTasks'>({ name: 'addTasks', jobId, tasks, ...idempotency });
    },
  }),
  taskAddUnits: t.field({
    type: TaskAddUnitsPayload,
    description: 'Adds Units to a Task that waits or is open: all of them, or none.',
    args: {
      input: t.arg({ type: TaskAddUnitsInput, required: true, description: 'What to add.' }),
    },
    resolve: (_, { input: { taskId, idempotencyKey, ...input } }, { engine }) => {
      const units = input.units.map(readUnit);
      const idempotency = idempotencyOf(idempotencyKey, () =>
        hashInput(['taskAddUnits', taskId, units]),
      );
      return engine.execute<'addUnits'>({ name: 'addUnits', taskId, units, ...idempotency });
    },
  }),
  jobAddDependencies: t.field({
    type: JobAddDependenciesPayload,
    description:
      'Lets Tasks or Units that have not started wait for others: all of these dependencies are added, or none. What was ready waits again.',
    args: {
      input: t.arg({ type: JobAddDependenciesInput, required: true, description: 'What to add.' }),
    },
    resolve: (_, { input }, { engine }) =>
      engine.execute<'addDependencies'>({
        name: 'addDependencies',
        ...readDependencies('jobAddDependencies', input),
      }),
  }),
  jobRemoveDependencies: t.field({
    type: JobRemoveDependenciesPayload,
    description:
      'Lets Tasks or Units that have not started wait for less: all of these dependencies are taken away, or none. What waits for nothing any more starts.',
    args: {
      input: t.arg({
        type: JobRemoveDependenciesInput,
        required: true,
        description: 'What to take away.',
      }),
    },
    resolve: (_, { input }, { engine }) =>
      engine.execute<'removeDependencies'>({
        name: 'removeDependencies',
        ...readDependencies('jobRemoveDependencies', input),
      }),
  }),
  unitsRemove: t.field({
    type: UnitsRemovePayload,
    description:
      'Takes Units out of a Job that nobody has claimed yet: all of them, or none. What depended on them waits for the rest.',
    args: {
      input: t.arg({ type: UnitsRemoveInput, required: true, description: 'What to take out.' }),
    },
    resolve: (_, { input: { jobId, unitIds, idempotencyKey } }, { engine }) =>
      engine.execute<'removeUnits'>({
        name: 'removeUnits',
        jobId,
        unitIds,
        ...idempotencyOf(idempotencyKey, () => hashInput(['unitsRemove', jobId, unitIds])),
      }),
  }),
  jobMergeContext: t.field({
    type: JobMergeContextPayload,
    description:
      'Changes the context that the Units of a Job share, field by field. What changes nothing is answered with `replayed`.',
    args: {
      input: t.arg({ type: JobMergeContextInput, required: true, description: 'What to change.' }),
    },
    resolve: (_, { input }, { engine }) => {
      const { ifState: _unasked, ...asked } = operationOf('jobMergeContext', input);
      const values = canonicalJson(input.values);
      return engine.execute<'mergeJobContext'>({
        name: 'mergeJobContext',
        jobId: input.jobId,
        values,
        ...asked,
      });
    },
  }),
}));

function jobFields(t: InputFieldBuilder) {
  return {
    jobId: t.id({ required: true, description: 'The Job.' }),
    idempotencyKey: t.string({ description: repetition }),
  };
}

function dependencyFields(t: InputFieldBuilder) {
  return {
    ...jobFields(t),
    dependencies: t.field({
      type: [DependencyInput],
      required: true,
      description: 'The dependencies.',
    }),
  };
}

function readDependencies(
  mutation: string,
  { jobId, dependencies, idempotencyKey }: typeof JobAddDependenciesInput.$inferInput,
) {
  const inputHash = () => hashInput([mutation, jobId, dependencies]);
  return { jobId, dependencies, ...idempotencyOf(idempotencyKey, inputHash) };
}
