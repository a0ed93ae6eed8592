/**
 * A Job as it is submitted: Tasks and Units under keys of the submitter's own, with dependencies by
 * key. JSON values are JSON text. `readJobDefinition` finds everything that is wrong with one
 * before anything is written.
 */
import { bounds } from './bounds.ts';
import { readCondition } from './condition.ts';
import { type Predecessors, resolveGraph } from './graph.ts';
import { checkConditionLength, checkGraphSize, sizeOfTasks, sizeOfUnits } from './graph-size.ts';
import type { OnFailure } from './job.ts';
import { checkLabels } from './labels.ts';
import { atOnce, inPortions } from './portions.ts';
import type { Join, OnFalse } from './readiness.ts';
import { type Rejection, rejection } from './rejection.ts';
import { checkUnitDefaults, type UnitDefaults } from './unit-defaults.ts';
import { checkTargets, expandTargets, resolveUnits } from './unit-targets.ts';
import {
  checkJson,
  checkKey,
  checkName,
  checkNumber,
  checkObject,
  checkPriority,
  isStorable,
  unstorable,
} from './value-checks.ts';

export interface JobDefinition extends UnitDefaults {
  readonly name: string;
  readonly key: string | null;
  readonly priority: number;
  readonly payload: string;
  /** JSON text of an object from label name to text. */
  readonly labels: string;
  /** JSON text of an object that its Units share, and may change. */
  readonly context?: string;
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
  /** Names of workers: it stands for one Unit for each, which only that one is given. */
  readonly targets?: readonly string[] | null;
  /** Of one of those Units: its worker. */
  readonly target?: string;
}

/** The dependencies of a definition, read: by position, for the Tasks and for the Units of each. */
export interface JobGraph {
  readonly tasks: Predecessors;
  readonly units: readonly Predecessors[];
}

export type ReadJobDefinition =
  | { readonly isValid: true; readonly graph: JobGraph }
  | { readonly isValid: false; readonly rejections: readonly Rejection[] };

/**
 * Reads the graph of a definition, or says all that is wrong with it (the first 20 faults); with
 * stops, because it may be long.
 */
export function* readJobDefinition(
  job: JobDefinition,
): Generator<undefined, ReadJobDefinition, void> {
  const faults: Rejection[] = [
    ...checkGraphSize(sizeOfTasks(job.tasks), ['input', 'tasks']),
    ...checkConditionLength(nodesOf(job.tasks), ['input', 'tasks']),
  ];
  if (faults.length === 0) faults.push(...(yield* checkJob(job)));
  if (faults.length > 0) return { isValid: false, rejections: faults.slice(0, faultCountShown) };
  const tasks = resolveGraph(job.tasks, { noun: 'Task', path: ['input', 'tasks'] });
  if (!tasks.isValid) faults.push(...tasks.rejections);
  const units: Predecessors[] = [];
  for (const [index, task] of job.tasks.entries()) {
    yield undefined;
    const path = ['input', 'tasks', `${index}`, 'units'];
    const resolved = resolveUnits(task.units, { path });
    if (resolved.isValid) units.push(resolved.predecessors);
    else faults.push(...resolved.rejections);
  }
  if (!tasks.isValid || faults.length > 0) {
    return { isValid: false, rejections: faults.slice(0, faultCountShown) };
  }
  return { isValid: true, graph: { tasks: tasks.predecessors, units } };
}

/** What is wrong with Tasks that are to be added, apart from the Tasks that they depend on. */
export function checkNewTasks(
  tasks: readonly TaskDefinition[],
  path: readonly string[],
): readonly Rejection[] {
  const faults: Rejection[] = [
    ...checkGraphSize(sizeOfTasks(tasks), path),
    ...checkConditionLength(nodesOf(tasks), path),
  ];
  tasks.forEach((task, index) => {
    if (faults.length >= faultCountShown) return;
    const place = [...path, `${index}`];
    faults.push(...atOnce(checkTask(task, place)));
    if (faults.length > 0) return;
    const units = resolveUnits(task.units, { path: [...place, 'units'] });
    if (!units.isValid) faults.push(...units.rejections);
  });
  return faults.slice(0, faultCountShown);
}

/** What is wrong with Units that are to be added, apart from what they depend on. */
export function checkNewUnits(
  units: readonly UnitDefinition[],
  path: readonly string[],
): readonly Rejection[] {
  const faults: Rejection[] = [
    ...checkGraphSize(sizeOfUnits(units), path),
    ...checkConditionLength(units, path),
  ];
  if (faults.length === 0) faults.push(...atOnce(checkUnits(units, path)));
  return faults.slice(0, faultCountShown);
}

function nodesOf(tasks: readonly TaskDefinition[]): readonly NodeDefinition[] {
  return tasks.flatMap((task) => [task, ...task.units]);
}

/** How many faults one answer names at most. */
export const faultCountShown = 20;

function* checkJob(job: JobDefinition): Generator<undefined, readonly Rejection[], void> {
  const faults = [
    ...checkName(job.name, ['input', 'name']),
    ...(job.key === null ? [] : checkName(job.key, ['input', 'key'])),
    ...checkPriority(job.priority, ['input', 'priority']),
    ...checkJson(job.payload, ['input', 'payload']),
    ...checkJson(job.labels, ['input', 'labels']),
    ...checkLabels(job.labels, ['input', 'labels']),
    ...(job.context === undefined ? [] : checkObject(job.context, ['input', 'context'])),
    ...checkUnitDefaults(job, ['input']),
  ];
  for (const [index, task] of job.tasks.entries()) {
    if (faults.length >= faultCountShown) break;
    faults.push(...(yield* checkTask(task, ['input', 'tasks', `${index}`])));
    yield undefined;
  }
  return faults;
}

/** What is wrong with the values of a Task and its Units, apart from what they depend on. */
function* checkTask(
  task: TaskDefinition,
  path: readonly string[],
): Generator<undefined, readonly Rejection[], void> {
  const faults = [
    ...checkKey(task.key, [...path, 'key']),
    ...(task.name === null ? [] : checkName(task.name, [...path, 'name'])),
    ...checkJoin(task, path),
    ...checkTolerance(task, path),
    ...checkCondition(task, path),
    ...checkUnitDefaults(task, path),
  ];
  faults.push(...(yield* checkUnits(task.units, [...path, 'units'])));
  return faults;
}

/** What is wrong with the values of Units, as far as an answer names it. */
function* checkUnits(
  units: readonly UnitDefinition[],
  path: readonly string[],
): Generator<undefined, readonly Rejection[], void> {
  const faults = units.flatMap((unit, index) => checkTargets(unit, [...path, `${index}`]));
  if (faults.length > 0) return faults.slice(0, faultCountShown);
  const expanded = expandTargets(units);
  yield* inPortions(expanded.units.entries(), ([place, unit]) => {
    if (faults.length < faultCountShown) {
      faults.push(...checkUnit(unit, [...path, `${expanded.originOf(place)}`]));
    }
  });
  return faults;
}

export function checkUnit(unit: UnitDefinition, path: readonly string[]): readonly Rejection[] {
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
  if (!isStorable(when)) return [unstorable([...path, 'when'])];
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
