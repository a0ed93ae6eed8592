/**
 * Reading the dependencies that an edit names by path: which nodes they are between, and whether
 * those may get other predecessors at all.
 */
import type { DependencyPaths } from '../../domain/command.ts';
import { checkPath, type NodePath, readPath } from '../../domain/node-path.ts';
import { type Rejection, rejection } from '../../domain/rejection.ts';
import { isTaskFinished, type Task } from '../../domain/task.ts';
import { hasStarted, type Unit } from '../../domain/unit.ts';
import { Needs } from '../batch/needs.ts';
import type { WorkingSet } from '../batch/working-set.ts';
import { dependencyKey } from '../rules/dependants.ts';
import { dependencyOf, type Link } from '../rules/dependencies.ts';
import { findTasks, findUnits, taskFinished } from './edit-graph.ts';

/** A dependency as it was given, and where. */
interface Given {
  readonly predecessor: NodePath;
  readonly dependant: NodePath;
  readonly path: readonly string[];
}

export interface FoundLink {
  readonly link: Link;
  /** Where in the input it stands. */
  readonly path: readonly string[];
  /** Whether there is such a dependency. */
  readonly isThere: boolean;
}

export interface FoundLinks {
  readonly links: readonly FoundLink[];
  readonly faults: readonly Rejection[];
}

/** What is wrong with the paths themselves. */
export function checkPaths(dependencies: readonly DependencyPaths[]): readonly Rejection[] {
  return dependencies.flatMap(({ predecessor, dependant }, index) => {
    const path = ['input', 'dependencies', `${index}`];
    const faults = [
      ...checkPath(predecessor, [...path, 'predecessor']),
      ...checkPath(dependant, [...path, 'dependant']),
    ];
    return faults.length > 0 ? faults : checkLevels({ predecessor, dependant }, path);
  });
}

function checkLevels(
  { predecessor, dependant }: DependencyPaths,
  path: readonly string[],
): readonly Rejection[] {
  const [before, after] = [readPath(predecessor), readPath(dependant)];
  if (predecessor === dependant) {
    const message = `"${dependant}" would depend on itself. Name another predecessor.`;
    return [rejection('SELF_DEPENDENCY', message, { path })];
  }
  if ((before.unit === undefined) !== (after.unit === undefined)) {
    const message = `"${dependant}" and "${predecessor}" are not of one level. A Task depends on Tasks ("task"), a Unit on Units of its Task ("task/unit").`;
    return [rejection('INVALID_VALUE', message, { path })];
  }
  if (before.unit === undefined || before.task === after.task) return [];
  const message = `Unit "${dependant}" cannot depend on "${predecessor}": a Unit depends on Units of its own Task only. Let Task "${after.task}" depend on Task "${before.task}" instead.`;
  return [rejection('UNKNOWN_DEPENDENCY', message, { path: [...path, 'predecessor'] })];
}

/** The nodes of these dependencies, or what stands against them. */
export function* findLinks(
  set: WorkingSet,
  jobId: string,
  dependencies: readonly DependencyPaths[],
): Generator<Needs, FoundLinks, void> {
  const given = dependencies.map(({ predecessor, dependant }, index) => ({
    predecessor: readPath(predecessor),
    dependant: readPath(dependant),
    path: ['input', 'dependencies', `${index}`],
  }));
  const nodes = yield* findNodes(set, jobId, given);
  const faults: Rejection[] = [];
  const links: { link: Link; path: readonly string[] }[] = [];
  for (const each of given) {
    const link = linkOf(each, nodes);
    if (!('level' in link)) faults.push(link);
    else {
      links.push({ link, path: each.path });
      faults.push(...startedFaults(set, link, each.path));
    }
  }
  yield needsOf(links.map(({ link }) => link));
  const seen = new Set<string>();
  const found = links.map(({ link, path }) => {
    const key = dependencyKey(dependencyOf(link));
    if (seen.has(key)) faults.push(namedTwice(link, path));
    seen.add(key);
    return { link, path, isThere: set.graph.dependencies.has(key) };
  });
  return { links: found, faults };
}

interface Nodes {
  readonly tasks: ReadonlyMap<string, Task>;
  /** By the key of their Task, then by their own. */
  readonly units: ReadonlyMap<string, ReadonlyMap<string, Unit>>;
}

function* findNodes(
  set: WorkingSet,
  jobId: string,
  given: readonly Given[],
): Generator<Needs, Nodes, void> {
  const paths = given.flatMap(({ predecessor, dependant }) => [predecessor, dependant]);
  const tasks = yield* findTasks(set, jobId, new Set(paths.map(({ task }) => task)));
  const unitKeys = new Map<string, Set<string>>();
  for (const { task, unit } of paths) {
    if (unit === undefined || !tasks.has(task)) continue;
    const keys = unitKeys.get(task);
    if (keys === undefined) unitKeys.set(task, new Set([unit]));
    else keys.add(unit);
  }
  const units = new Map<string, ReadonlyMap<string, Unit>>();
  for (const [taskKey, keys] of unitKeys) {
    const task = tasks.get(taskKey);
    if (task !== undefined) units.set(taskKey, yield* findUnits(set, task.id, keys));
  }
  return { tasks, units };
}

function linkOf({ predecessor, dependant, path }: Given, nodes: Nodes): Link | Rejection {
  if (predecessor.unit === undefined || dependant.unit === undefined) {
    const before = nodes.tasks.get(predecessor.task);
    const after = nodes.tasks.get(dependant.task);
    if (before === undefined) return unknownNode(predecessor, [...path, 'predecessor']);
    if (after === undefined) return unknownNode(dependant, [...path, 'dependant']);
    return { level: 'tasks', predecessor: before, dependant: after };
  }
  const before = nodes.units.get(predecessor.task)?.get(predecessor.unit);
  const after = nodes.units.get(dependant.task)?.get(dependant.unit);
  if (before === undefined) return unknownNode(predecessor, [...path, 'predecessor']);
  if (after === undefined) return unknownNode(dependant, [...path, 'dependant']);
  return { level: 'units', predecessor: before, dependant: after };
}

function unknownNode({ task, unit }: NodePath, path: readonly string[]): Rejection {
  const name = unit === undefined ? `Task "${task}"` : `Unit "${task}/${unit}"`;
  const message = `There is no ${name} in this Job. Add it, or correct the path.`;
  return rejection('UNKNOWN_DEPENDENCY', message, { path });
}

/** What has started cannot get other predecessors: it has seen the end of those it had. */
function startedFaults(set: WorkingSet, link: Link, path: readonly string[]): readonly Rejection[] {
  const where = [...path, 'dependant'];
  if (link.level === 'tasks') {
    const { key, state } = link.dependant;
    return state === 'PENDING' ? [] : [nodeStarted(`Task "${key}"`, state, where)];
  }
  const task = set.tasks.get(link.dependant.taskId);
  if (isTaskFinished(task.state)) return [{ ...taskFinished(task), path: where }];
  const { key, state } = link.dependant;
  if (!hasStarted(link.dependant)) return [];
  return [nodeStarted(`Unit "${task.key}/${key}"`, state, where)];
}

export function nodeStarted(name: string, state: string, path: readonly string[]): Rejection {
  const message = `${name} has started (it is ${state}), so what it depends on stays as it is. Change what has not started, or add something new behind it.`;
  return rejection('NODE_STARTED', message, { path, details: { state } });
}

function namedTwice({ predecessor, dependant }: Link, path: readonly string[]): Rejection {
  const message = `The dependency of "${dependant.key}" on "${predecessor.key}" is named twice. Name it once.`;
  return rejection('DUPLICATE_DEPENDENCY', message, { path });
}

function needsOf(links: readonly Link[]): Needs {
  const needs = new Needs();
  for (const link of links) needs.graph.dependencies[link.level].push(dependencyOf(link));
  return needs;
}
