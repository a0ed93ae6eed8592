/**
 * A Job as it is submitted: Tasks and Units under keys of the submitter's own, with dependencies by
 * key. JSON values are JSON text. `readJobDefinition` finds everything that is wrong with one
 * before anything is written.
 */
import { bounds } from './bounds.ts';
import { readCondition } from './condition.ts';
import { type Predecessors, resolveGraph } from './graph.ts';
import type { OnFailure } from './job.ts';
import { checkLabels } from './labels.ts';
import type { Join, OnFalse } from './readiness.ts';
import { type Rejection, rejection } from './rejection.ts';
import { checkUnitDefaults, type UnitDefaults } from './unit-defaults.ts';
import { checkJson, checkKey, checkName, checkNumber } from './value-checks.ts';

export interface JobDefinition extends UnitDefaults {
  readonly name: string;
  readonly key: string | null;
  readonly priority: number;
  readonly payload: string;
  /** JSON text of an object from label name to text. */
  readonly labels: string;
  readonly onFailure?: OnFailure;
  readonly tasks: readonly TaskDefinition[];
  /** SHA-256 of the definition: tells a repeated submission from another one under the same key. */
  readonly hash: string;
}

/** What Units and Tasks have in common: their place in the graph. */
export interface NodeDefinition extends Partial<Join>, UnitDefaults {
  readonly key: string;
  readonly dependsOn: readonly string[];
  /** A condition in CEL, looked at once the join is satisfied. */
  readonly when?: string | null;
  /** What follows when the condition does not hold; SKIP by default, null without a condition. */
  readonly onFalse?: OnFalse | null;
  /** Whether its success makes up for the failure of those that it depends on. */
  readonly handles?: boolean;
}

export interface TaskDefinition extends NodeDefinition {
  readonly name: string | null;
  readonly tolerateCount?: number | null;
  readonly tolerateShare?: number | null;
  readonly units: readonly UnitDefinition[];
}

export interface UnitDefinition extends NodeDefinition {
  readonly kind: string;
  readonly input: string;
  readonly priority: number | null;
}

/** The dependencies of a definition, read: by position, for the Tasks and for the Units of each. */
export interface JobGraph {
  readonly tasks: Predecessors;
  readonly units: readonly Predecessors[];
}

export type ReadJobDefinition =
  | { readonly isValid: true; readonly graph: JobGraph }
  | { readonly isValid: false; readonly rejections: readonly Rejection[] };

/** Reads the graph of a definition, or says all that is wrong with it (the first 20 faults). */
export function readJobDefinition(job: JobDefinition): ReadJobDefinition {
  const faults: Rejection[] = [...checkSize(job), ...checkJob(job)];
  if (faults.length > 0) return { isValid: false, rejections: faults.slice(0, faultCountShown) };
  const tasks = resolveGraph(job.tasks, { noun: 'Task', path: ['input', 'tasks'] });
  if (!tasks.isValid) faults.push(...tasks.rejections);
  const units: Predecessors[] = [];
  job.tasks.forEach((task, index) => {
    const path = ['input', 'tasks', `${index}`, 'units'];
    const resolved = resolveGraph(task.units, { noun: 'Unit', path });
    if (resolved.isValid) units.push(resolved.predecessors);
    else faults.push(...resolved.rejections);
  });
  if (!tasks.isValid || faults.length > 0) {
    return { isValid: false, rejections: faults.slice(0, faultCountShown) };
  }
  return { isValid: true, graph: { tasks: tasks.predecessors, units } };
}

const faultCountShown = 20;

function checkSize(job: JobDefinition): readonly Rejection[] {
  let unitCount = 0;
  let dependencyCount = 0;
  for (const task of job.tasks) {
    unitCount += task.units.length;
    dependencyCount += task.dependsOn.length;
    for (const unit of task.units) dependencyCount += unit.dependsOn.length;
  }
  return [
    ...tooMany('Tasks', job.tasks.length, bounds.taskCountPerJob),
    ...tooMany('Units', unitCount, bounds.unitCountPerJob),
    ...tooMany('dependencies', dependencyCount, bounds.dependencyCountPerJob),
    ...checkConditionCount(job),
  ];
}

/** Compiling takes its time, and most conditions of a Job are the same few. */
function checkConditionCount(job: JobDefinition): readonly Rejection[] {
  const texts = new Set<string>();
  for (const task of job.tasks) {
    for (const { when } of [task, ...task.units]) if (when != null) texts.add(when);
  }
  const length = [...texts].reduce((sum, text) => sum + text.length, 0);
  if (length <= bounds.conditionLengthPerJob) return [];
  const message = `The different conditions of the Job have ${length} characters together; at most ${bounds.conditionLengthPerJob} are accepted. Let them say the same more often, or let Units compute the answers and put them out.`;
  return [rejection('TOO_MANY', message, { path: ['input', 'tasks'] })];
}

function tooMany(noun: string, count: number, most: number): readonly Rejection[] {
  if (count <= most) return [];
  const message = `The Job has ${count} ${noun}; at most ${most} are accepted. Split it into several Jobs.`;
  return [rejection('TOO_MANY', message, { path: ['input', 'tasks'], details: { count, most } })];
}

function checkJob(job: JobDefinition): readonly Rejection[] {
  const faults = [
    ...checkName(job.name, ['input', 'name']),
    ...(job.key === null ? [] : checkName(job.key, ['input', 'key'])),
    ...checkPriority(job.priority, ['input', 'priority']),
    ...checkJson(job.payload, ['input', 'payload']),
    ...checkJson(job.labels, ['input', 'labels']),
    ...checkLabels(job.labels, ['input', 'labels']),
    ...checkUnitDefaults(job, ['input']),
  ];
  job.tasks.forEach((task, index) => {
    if (faults.length < faultCountShown) faults.push(...checkTask(task, `${index}`));
  });
  return faults;
}

function checkTask(task: TaskDefinition, index: string): readonly Rejection[] {
  const path = ['input', 'tasks', index];
  const faults = [
    ...checkKey(task.key, [...path, 'key']),
    ...(task.name === null ? [] : checkName(task.name, [...path, 'name'])),
    ...checkJoin(task, path),
    ...checkTolerance(task, path),
    ...checkCondition(task, path),
    ...checkUnitDefaults(task, path),
  ];
  task.units.forEach((unit, position) => {
    if (faults.length < faultCountShown) faults.push(...checkUnit(unit, index, `${position}`));
  });
  return faults;
}

function checkUnit(unit: UnitDefinition, task: string, index: string): readonly Rejection[] {
  const path = ['input', 'tasks', task, 'units', index];
  return [
    ...checkKey(unit.key, [...path, 'key']),
    ...checkName(unit.kind, [...path, 'kind']),
    ...checkJoin(unit, path),
    ...checkJson(unit.input, [...path, 'input']),
    ...(unit.priority === null ? [] : checkPriority(unit.priority, [...path, 'priority'])),
    ...checkCondition(unit, path),
    ...checkUnitDefaults(unit, path),
  ];
}

/** A join over no predecessors, or over more than there are, could never be satisfied. */
function checkJoin(
  node: Partial<Join> & { readonly key: string; readonly dependsOn: readonly string[] },
  path: readonly string[],
): readonly Rejection[] {
  const { key, join, joinCount, dependsOn } = node;
  const where = { path: [...path, 'join'] };
  if (join === 'AT_LEAST' && (joinCount == null || joinCount < 1 || joinCount > dependsOn.length)) {
    const message = `"${key}" waits for ${joinCount ?? 'no number'} of its ${dependsOn.length} predecessors to succeed. Give a count from 1 to the number of its predecessors.`;
    return [rejection('JOIN_UNSATISFIABLE', message, where)];
  }
  if (join !== 'AT_LEAST' && joinCount != null) {
    const message = `"${key}" gives a count to the join ${join ?? 'ALL_SUCCEEDED'}, which has none. Leave it out, or choose AT_LEAST.`;
    return [rejection('INVALID_VALUE', message, { path: [...path, 'join', 'count'] })];
  }
  if (join === 'ANY_FAILED' && dependsOn.length === 0) {
    const message = `"${key}" waits for a predecessor to fail and has none. Name what it depends on, or choose another join.`;
    return [rejection('JOIN_UNSATISFIABLE', message, where)];
  }
  return [];
}

/** A condition has to be one; and only what has one, or has predecessors, can say what follows. */
function checkCondition(
  { key, when, onFalse, handles, dependsOn }: NodeDefinition,
  path: readonly string[],
): readonly Rejection[] {
  if (handles === true && dependsOn.length === 0) {
    const message = `"${key}" handles failures and depends on nothing that could fail. Name what it depends on, or leave handles out.`;
    return [rejection('INVALID_VALUE', message, { path: [...path, 'handles'] })];
  }
  if (when == null) {
    if (onFalse == null) return [];
    const message = `"${key}" says what follows when its condition does not hold, and has no condition. Give one in when, or leave onFalse out.`;
    return [rejection('INVALID_VALUE', message, { path: [...path, 'onFalse'] })];
  }
  const read = readCondition(when);
  if (read.isValid) return [];
  return [rejection('CONDITION_INVALID', read.message, { path: [...path, 'when'] })];
}

function checkTolerance(
  { tolerateCount, tolerateShare }: TaskDefinition,
  path: readonly string[],
): readonly Rejection[] {
  const count = { least: 0, most: bounds.unitCountPerJob, path: [...path, 'tolerate', 'count'] };
  const share = { least: 0, most: 1, path: [...path, 'tolerate', 'share'] };
  return [
    ...(tolerateCount == null ? [] : checkNumber(tolerateCount, count)),
    ...(tolerateShare == null ? [] : checkNumber(tolerateShare, share)),
  ];
}

function checkPriority(priority: number, path: readonly string[]): readonly Rejection[] {
  return checkNumber(priority, { least: -bounds.priority, most: bounds.priority, path });
}
