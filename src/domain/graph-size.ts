/** How much a Job may hold, whether it is submitted with it or gets it later. */
import { bounds } from './bounds.ts';
import type { TaskDefinition, UnitDefinition } from './job-definition.ts';
import { type Rejection, rejection } from './rejection.ts';
import { countExpanded } from './unit-targets.ts';

export interface GraphSize {
  readonly taskCount: number;
  readonly unitCount: number;
  readonly dependencyCount: number;
}

export const noGraph: GraphSize = { taskCount: 0, unitCount: 0, dependencyCount: 0 };

export function sizeOfTasks(tasks: readonly TaskDefinition[]): GraphSize {
  let size: GraphSize = {
    taskCount: tasks.length,
    unitCount: 0,
    dependencyCount: dependencyCountOf(tasks),
  };
  for (const task of tasks) size = addSizes(size, sizeOfUnits(task.units));
  return size;
}

export function sizeOfUnits(units: readonly UnitDefinition[]): GraphSize {
  return { taskCount: 0, ...countExpanded(units) };
}

export function addSizes(one: GraphSize, other: GraphSize): GraphSize {
  return {
    taskCount: one.taskCount + other.taskCount,
    unitCount: one.unitCount + other.unitCount,
    dependencyCount: one.dependencyCount + other.dependencyCount,
  };
}

/** What a Job of this size has too much of. */
export function checkGraphSize(size: GraphSize, path: readonly string[]): readonly Rejection[] {
  return [
    ...tooMany('Tasks', { count: size.taskCount, most: bounds.taskCountPerJob, path }),
    ...tooMany('Units', { count: size.unitCount, most: bounds.unitCountPerJob, path }),
    ...tooMany('dependencies', {
      count: size.dependencyCount,
      most: bounds.dependencyCountPerJob,
      path,
    }),
  ];
}

/** Compiling takes its time, and most conditions of a Job are the same few. */
export function checkConditionLength(
  nodes: readonly { readonly when?: string | null }[],
  path: readonly string[],
): readonly Rejection[] {
  const texts = new Set<string>();
  for (const { when } of nodes) if (when != null) texts.add(when);
  const length = [...texts].reduce((sum, text) => sum + text.length, 0);
  if (length <= bounds.conditionLengthPerJob) return [];
  const message = `The different conditions of the Job have ${length} characters together; at most ${bounds.conditionLengthPerJob} are accepted. Let them say the same more often, or let Units compute the answers and put them out.`;
  return [rejection('TOO_MANY', message, { path })];
}

function dependencyCountOf(nodes: readonly { readonly dependsOn: readonly string[] }[]): number {
  return nodes.reduce((sum, { dependsOn }) => sum + dependsOn.length, 0);
}

function tooMany(
  noun: string,
  { count, most, path }: { count: number; most: number; path: readonly string[] },
): readonly Rejection[] {
  if (count <= most) return [];
  const message = `The Job has ${count} ${noun}; at most ${most} are accepted. Split it into several Jobs.`;
  return [rejection('TOO_MANY', message, { path, details: { count, most } })];
}
