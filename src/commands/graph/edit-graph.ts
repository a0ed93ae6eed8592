/**
 * What the commands that change a graph which is alive have in common: where it may be changed, and
 * finding what they name by key. Each checks all of it before it changes anything.
 */
import { taskCount, unitCount } from '../../domain/counters.ts';
import { addSizes, checkGraphSize, type GraphSize } from '../../domain/graph-size.ts';
import type { Job } from '../../domain/job.ts';
import { type Rejection, rejection } from '../../domain/rejection.ts';
import { isTaskFinished, type Task } from '../../domain/task.ts';
import type { Unit } from '../../domain/unit.ts';
import { Needs } from '../batch/needs.ts';
import type { WorkingSet } from '../batch/working-set.ts';
import { type Found, findJob, findTask } from '../rules/find-node.ts';
import { nodeKey } from './found-graph.ts';

/** A Job that may be changed: one that runs. */
export function findEditableJob(set: WorkingSet, jobId: string): Found<Job> {
  const found = findJob(set, { jobId });
  if (found.kind === 'REFUSED' || found.node.state === 'RUNNING') return found;
  const { state } = found.node;
  const message = `Job ${jobId} is ${state}, so its graph stays as it is. Retry or rerun one of its Units if it should go on, or submit another Job.`;
  const details = { jobState: state };
  return { kind: 'REFUSED', rejection: rejection('JOB_FINISHED', message, { details }) };
}

/** A Task whose Units may be changed: one that waits or is open, of a Job that runs. */
export function findEditableTask(set: WorkingSet, taskId: string): Found<Task> {
  const found = findTask(set, { taskId });
  if (found.kind === 'REFUSED') return found;
  const task = found.node;
  const job = findEditableJob(set, task.jobId);
  if (job.kind === 'REFUSED') return job;
  if (isTaskFinished(task.state)) return { kind: 'REFUSED', rejection: taskFinished(task) };
  return found;
}

export function taskFinished(task: Task): Rejection {
  const message = `Task "${task.key}" is ${task.state}, so its Units stay as they are. Retry or rerun one of them if it should go on, or add another Task to the Job.`;
  return rejection('TASK_FINISHED', message, {
    details: { taskId: task.id, taskState: task.state },
  });
}

/** What the Job would have too much of with this added. */
export function checkRoom(
  job: Job,
  added: GraphSize,
  path: readonly string[],
): readonly Rejection[] {
  const size: GraphSize = {
    taskCount: taskCount(job),
    unitCount: unitCount(job),
    dependencyCount: job.dependencyCount,
  };
  return checkGraphSize(addSizes(size, added), path);
}

/** The keys that definitions name: their own, and those that they depend on. */
export function keysNamed(
  definitions: readonly { readonly key: string; readonly dependsOn: readonly string[] }[],
): ReadonlySet<string> {
  return new Set(definitions.flatMap(({ key, dependsOn }) => [key, ...dependsOn]));
}

/** Those of the keys that Tasks of the Job have. */
export function* findTasks(
  set: WorkingSet,
  jobId: string,
  keys: Iterable<string>,
): Generator<Needs, ReadonlyMap<string, Task>, void> {
  const needs = new Needs();
  for (const key of keys) needs.graph.keys.tasks.push([jobId, key]);
  if (needs.graph.keys.tasks.length > 0) yield needs;
  return foundBy(keys, (key) => {
    const id = set.graph.idByKey.get(nodeKey(jobId, key));
    return id === undefined ? undefined : set.tasks.get(id);
  });
}

/** Those of the keys that Units of the Task have. */
export function* findUnits(
  set: WorkingSet,
  taskId: string,
  keys: Iterable<string>,
): Generator<Needs, ReadonlyMap<string, Unit>, void> {
  const needs = new Needs();
  for (const key of keys) needs.graph.keys.units.push([taskId, key]);
  if (needs.graph.keys.units.length > 0) yield needs;
  return foundBy(keys, (key) => {
    const id = set.graph.idByKey.get(nodeKey(taskId, key));
    return id === undefined ? undefined : set.units.get(id);
  });
}

function foundBy<Node>(
  keys: Iterable<string>,
  find: (key: string) => Node | undefined,
): ReadonlyMap<string, Node> {
  const found = new Map<string, Node>();
  for (const key of keys) {
    const node = find(key);
    if (node !== undefined) found.set(key, node);
  }
  return found;
}

/** Tells of Units that came; those of a new Task come with it. */
export function emitAddedUnits(set: WorkingSet, units: readonly Unit[]): void {
  for (const { id, taskId, jobId, key, kind, parentUnitId } of units) {
    const data = { key, kind, ...parentFacts(parentUnitId) };
    set.emit('unit.added', { unitId: id, taskId, jobId, to: 'PENDING', data });
  }
}

export function emitAddedTasks(set: WorkingSet, tasks: readonly Task[]): void {
  for (const task of tasks) {
    const { id, jobId, key, name, parentUnitId } = task;
    const data = { key, name, unitCount: unitCount(task), ...parentFacts(parentUnitId) };
    set.emit('task.added', { taskId: id, jobId, to: 'PENDING', data });
  }
}

function parentFacts(parentUnitId: string | null): { readonly parentUnitId?: string } {
  return parentUnitId === null ? {} : { parentUnitId };
}
