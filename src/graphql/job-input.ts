/** A Job as it is submitted over the API, and how it is read into a definition. */
import type { JobDefinition, TaskDefinition, UnitDefinition } from '../domain/job-definition.ts';
import { atOnce, inPortions } from '../domain/portions.ts';
import { builder } from './builder.ts';
import { conditionFields, readCondition } from './condition.ts';
import { canonicalJson, hashParts } from './input-hash.ts';
import { OnFailure } from './job.ts';
import { JoinInput, readJoin } from './join.ts';
import { submissionFields } from './submission-input.ts';
import { readUnitDefaults, unitDefaultsFields } from './unit-defaults.ts';

export const UnitInput = builder.inputType('UnitInput', {
  description: 'A Unit to submit.',
  fields: (t) => ({
    key: t.string({
      required: true,
      description: 'Its name within its Task: letters, digits, `.`, `_` and `-`.',
    }),
    kind: t.string({ required: true, description: 'What a worker must know how to do.' }),
    input: t.field({ type: 'JSON', description: 'What its worker is given. Null by default.' }),
    dependsOn: t.stringList({
      description: 'The keys of the Units of its Task that it waits for.',
    }),
    join: t.field({
      type: JoinInput,
      description: 'What it waits for; that all of them succeed by default.',
    }),
    priority: t.int({ description: 'Its own priority; that of the Job by default.' }),
    targets: t.stringList({
      description:
        'Names of workers, up to 1,000: instead of one Unit there is one for each, under the key `<key>.<target>`, that only this worker is given. Who depends on the key depends on all of them.',
    }),
    ...conditionFields(t),
    ...unitDefaultsFields(t),
  }),
});

const ToleranceInput = builder.inputType('ToleranceInput', {
  description: 'How many Units of a Task may fail without failing it; the greater one counts.',
  fields: (t) => ({
    count: t.int({ description: 'As a number.' }),
    share: t.float({ description: 'As a share of its Units, from 0 to 1.' }),
  }),
});

export const TaskInput = builder.inputType('TaskInput', {
  description: 'A Task to submit.',
  fields: (t) => ({
    key: t.string({
      required: true,
      description: 'Its name within its Job: letters, digits, `.`, `_` and `-`.',
    }),
    name: t.string({ description: 'Its name for people; the key by default.' }),
    dependsOn: t.stringList({
      description: 'The keys of the Tasks of the Job that it waits for.',
    }),
    join: t.field({
      type: JoinInput,
      description: 'What it waits for; that all of them succeed by default.',
    }),
    tolerate: t.field({
      type: ToleranceInput,
      description: 'How many of its Units may fail; none by default.',
    }),
    ...conditionFields(t),
    ...unitDefaultsFields(t),
    units: t.field({ type: [UnitInput], required: true, description: 'Its Units.' }),
  }),
});

export const JobSubmitInput = builder.inputType('JobSubmitInput', {
  description: 'A Job to submit: all of its Tasks and Units at once.',
  fields: (t) => ({
    topic: t.string({ required: true, description: 'The name of the Topic.' }),
    name: t.string({ required: true, description: 'Its name for people.' }),
    key: t.string({
      description:
        'Your own key for it, unique in the Topic. Submitting under the same key again answers the Job that is there, unless `onConflict` says otherwise.',
    }),
    ...submissionFields(t),
    payload: t.field({
      type: 'JSON',
      description: 'What every worker of its Units sees. Null by default.',
    }),
    context: t.field({
      type: 'JSON',
      description:
        'An object that its Units share: workers see it, and may change it. Empty by default.',
    }),
    labels: t.field({
      type: 'JSON',
      description: 'Labels by which Jobs are found: an object of up to 64 texts.',
    }),
    priority: t.int({
      required: true,
      defaultValue: 0,
      description:
        'A head start of its Units in the claim order: one minute for each level, from -1,000 to 1,000.',
    }),
    onFailure: t.field({
      type: OnFailure,
      required: true,
      defaultValue: 'CONTINUE',
      description: 'What becomes of the rest once a Task has failed.',
    }),
    ...unitDefaultsFields(t),
    tasks: t.field({ type: [TaskInput], required: true, description: 'Its Tasks.' }),
    idempotencyKey: t.string({
      description: 'Any text of your own. Repeating the request with it changes nothing more.',
    }),
  }),
});

export type JobSubmission = typeof JobSubmitInput.$inferInput;

/** The definition that was submitted, with the hash that tells it from others; it may be long. */
export function* readDefinition(input: JobSubmission): Generator<undefined, JobDefinition, void> {
  const tasks: TaskDefinition[] = [];
  for (const task of input.tasks) tasks.push(yield* readLongTask(task));
  const definition = {
    name: input.name,
    key: input.key ?? null,
    priority: input.priority,
    onFailure: input.onFailure,
    ...readUnitDefaults(input),
    payload: canonicalJson(input.payload ?? 'null'),
    labels: canonicalJson(input.labels ?? '{}'),
    context: canonicalJson(input.context ?? '{}'),
  };
  const hash = yield* hashParts(partsOf([input.topic, definition], tasks));
  return { ...definition, tasks, hash };
}

/** A definition piece by piece, each saying how much follows that belongs to it. */
function* partsOf(head: unknown, tasks: readonly TaskDefinition[]): Generator<unknown> {
  yield [head, tasks.length];
  for (const { units, ...task } of tasks) {
    yield [task, units.length];
    yield* units;
  }
}

export function readTask(task: typeof TaskInput.$inferInput): TaskDefinition {
  return atOnce(readLongTask(task));
}

function* readLongTask(
  task: typeof TaskInput.$inferInput,
): Generator<undefined, TaskDefinition, void> {
  const units: UnitDefinition[] = [];
  yield* inPortions(task.units, (unit) => units.push(readUnit(unit)));
  yield undefined;
  return {
    key: task.key,
    name: task.name ?? null,
    dependsOn: task.dependsOn ?? [],
    ...readJoin(task.join),
    tolerateCount: task.tolerate?.count ?? null,
    tolerateShare: task.tolerate?.share ?? null,
    ...readCondition(task),
    ...readUnitDefaults(task),
    units,
  };
}

export function readUnit(unit: typeof UnitInput.$inferInput): UnitDefinition {
  return {
    key: unit.key,
    kind: unit.kind,
    input: canonicalJson(unit.input ?? 'null'),
    dependsOn: unit.dependsOn ?? [],
    ...readJoin(unit.join),
    priority: unit.priority ?? null,
    ...readCondition(unit),
    ...readUnitDefaults(unit),
    ...(unit.targets == null ? {} : { targets: unit.targets }),
  };
}
