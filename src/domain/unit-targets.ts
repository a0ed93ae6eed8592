/**
 * Units that name targets: one Unit for each of certain workers. What is submitted as one is taken in
 * as many, and whoever depends on the one depends on all of them.
 */
import { bounds } from './bounds.ts';
import { type GraphNaming, type ResolvedGraph, resolveGraph } from './graph.ts';
import type { TaskDefinition, UnitDefinition } from './job-definition.ts';
import { readLabels } from './labels.ts';
import { workerLabel } from './lane.ts';
import { type Rejection, rejection } from './rejection.ts';
import { checkKey, checkName } from './value-checks.ts';

export interface ExpandedUnits {
  readonly units: readonly UnitDefinition[];
  /** For each of them its place in what was given. */
  originOf(place: number): number;
}

/** The Units for which definitions stand; the same list where none of them names targets. */
export function expandTargets(given: readonly UnitDefinition[]): ExpandedUnits {
  if (given.every(({ targets }) => targets == null)) {
    return { units: given, originOf: (place) => place };
  }
  const keysOf = new Map(given.map((unit) => [unit.key, keysOfTargets(unit)]));
  const units: UnitDefinition[] = [];
  const origins: number[] = [];
  given.forEach(({ targets, ...unit }, origin) => {
    const dependsOn = unit.dependsOn.flatMap((key) => keysOf.get(key) ?? [key]);
    for (const target of targets ?? [undefined]) {
      const key = keyOfTarget(unit.key, target);
      units.push({ ...unit, key, dependsOn, ...(target === undefined ? {} : { target }) });
      origins.push(origin);
    }
  });
  return { units, originOf: (place) => origins[place] ?? place };
}

export function expandTasks(tasks: readonly TaskDefinition[]): readonly TaskDefinition[] {
  return tasks.map((task) => ({ ...task, units: expandTargets(task.units).units }));
}

/** Reads the dependencies of what the definitions stand for; faults are named by what was given. */
export function resolveUnits(
  given: readonly UnitDefinition[],
  naming: Omit<GraphNaming, 'noun'>,
): ResolvedGraph {
  const { units, originOf } = expandTargets(given);
  const resolved = resolveGraph(units, { ...naming, noun: 'Unit' });
  if (resolved.isValid || units === given) return resolved;
  const depth = naming.path.length;
  const rejections = resolved.rejections.map((fault) => {
    const place = fault.path[depth];
    return place === undefined
      ? fault
      : { ...fault, path: fault.path.with(depth, `${originOf(Number(place))}`) };
  });
  return { isValid: false, rejections };
}

/** What is wrong with the targets of a Unit, if it names any. */
export function checkTargets(
  { key, targets, requires }: UnitDefinition,
  path: readonly string[],
): readonly Rejection[] {
  if (targets == null) return [];
  const where = [...path, 'targets'];
  if (targets.length === 0 || targets.length > bounds.targetCount) {
    const message = `"${key}" names ${targets.length} targets; name from 1 to ${bounds.targetCount}, or leave them out.`;
    return [rejection('TOO_MANY', message, { path: where })];
  }
  if (requires != null && isRequiringWorker(requires)) {
    const message = `"${key}" requires a worker and names targets, which are workers. Leave out one of the two.`;
    return [rejection('LABEL_RESERVED', message, { path: [...path, 'requires'] })];
  }
  const seen = new Set<string>();
  return targets.flatMap((target, index) => {
    const place = [...where, `${index}`];
    const faults = checkName(target, place);
    if (faults.length > 0) return faults;
    if (seen.has(target)) {
      const message = `"${key}" names the target "${target}" twice. Name it once.`;
      return [rejection('DUPLICATE_KEY', message, { path: place })];
    }
    seen.add(target);
    return checkKey(keyOfTarget(key, target), place);
  });
}

/** How many Units the definitions stand for, and how many dependencies they have. */
export function countExpanded(given: readonly UnitDefinition[]): {
  readonly unitCount: number;
  readonly dependencyCount: number;
} {
  const countOf = new Map<string, number>();
  for (const { key, targets } of given) if (targets != null) countOf.set(key, targets.length);
  let unitCount = 0;
  let dependencyCount = 0;
  for (const { targets, dependsOn } of given) {
    const count = targets?.length ?? 1;
    unitCount += count;
    dependencyCount +=
      countOf.size === 0
        ? dependsOn.length
        : count * dependsOn.reduce((sum, key) => sum + (countOf.get(key) ?? 1), 0);
  }
  return { unitCount, dependencyCount };
}

function keysOfTargets({ key, targets }: UnitDefinition): readonly string[] {
  return (targets ?? [undefined]).map((target) => keyOfTarget(key, target));
}

function keyOfTarget(key: string, target: string | undefined): string {
  return target === undefined ? key : `${key}.${target}`;
}

/** Of labels that may be wrong: that is found elsewhere. */
function isRequiringWorker(requires: string): boolean {
  const value: unknown = JSON.parse(requires);
  return typeof value === 'object' && value !== null && readLabels(requires).has(workerLabel);
}
