/**
 * Removes the rows of Jobs that are being deleted, up to a number: what belongs to Units, the Units,
 * then Tasks that have none left, and at last the Job. The counters of what is still there follow
 * row by row, so at every commit they say what is there, and a deletion that was cut off goes on from
 * the rows alone.
 *
 * The invariant: no list is longer than the room that is left, however large a Job is and whatever
 * hangs on one of its Units. What fills the room goes by itself, and its Units in a later portion.
 */
import { jobCounterOf, taskCount, taskCounterOf, unitCount } from '../../domain/counters.ts';
import type { Job } from '../../domain/job.ts';
import { labelsOf } from '../../domain/labels.ts';
import type { ExpiredUnit } from '../../domain/retention.ts';
import type { Task } from '../../domain/task.ts';
import { Needs } from '../batch/needs.ts';
import type { WorkingSet } from '../batch/working-set.ts';
import { uncountUnit } from '../rules/move-unit.ts';
import { beginDeletion } from './deletion.ts';
import { type ExpiredNeed, isFull, type Part, partsByOwner } from './expired-rows.ts';

/** Answers how many rows were written: none when there is nothing more to delete. */
export function* removeJobs(set: WorkingSet, room: number): Generator<Needs, number, void> {
  const portion = { set, room, recountedIds: new Set<string>() };
  const jobs = yield* chooseJobs(portion);
  const tasks = yield* findTasks(set, jobs);
  if (yield* removeUnits(portion, tasks)) yield* removeTasks(portion, tasks);
  for (const job of jobs) removeJob(portion, job);
  return room - portion.room;
}

interface Portion {
  readonly set: WorkingSet;
  /** How many rows may still be written. */
  room: number;
  /** The Tasks, Lanes, kinds and Jobs of which something has gone, so that they are written as well. */
  readonly recountedIds: Set<string>;
}

/** Jobs enough to fill a portion, those first that are being deleted already. */
function* chooseJobs(portion: Portion): Generator<Needs, readonly Job[], void> {
  const { set } = portion;
  const { retentionMs } = set.topic;
  const finishedBy = retentionMs === null ? null : set.now - retentionMs;
  yield* ask({ of: 'JOBS', finishedBy, max: jobCountMax });
  const chosen: Job[] = [];
  let nodeCount = 0;
  for (const id of set.expired.jobIds) {
    const job = set.jobs.get(id);
    nodeCount += taskCount(job) + unitCount(job);
    if (chosen.length > 0 && nodeCount > nodeCountMax) break;
    if (job.deletingAt === null) {
      beginDeletion(set, job, { reason: null });
      // The Job and the Event.
      portion.room -= 2;
    }
    chosen.push(job);
  }
  return chosen;
}

/** More Jobs, and more Tasks and Units, than fill a portion together. */
const jobCountMax = 64;
const nodeCountMax = 250;

function* findTasks(
  set: WorkingSet,
  jobs: readonly Job[],
): Generator<Needs, readonly Task[], void> {
  const jobIds = jobs.filter((job) => taskCount(job) > 0).map(({ id }) => id);
  if (jobIds.length === 0) return [];
  yield* ask({ of: 'TASKS', jobIds, max: nodeCountMax });
  return set.expired.taskIds.map((id) => set.tasks.get(id));
}

/** Removes Units of these Tasks; answers whether there was room for all that it came upon. */
function* removeUnits(portion: Portion, tasks: readonly Task[]): Generator<Needs, boolean, void> {
  const { set } = portion;
  const taskIds = tasks.filter((task) => unitCount(task) > 0).map(({ id }) => id);
  if (taskIds.length === 0) return true;
  yield* ask({ of: 'UNITS', taskIds, max: nodeCountMax });
  const { units } = set.expired;
  yield* ask({ of: 'PARTS_OF_UNITS', unitIds: units.map(({ id }) => id), max: portion.room });
  return removeNodes(portion, units, {
    parentIdsOf: ({ taskId, laneId }) => [taskId, laneId, set.lanes.get(laneId).kind],
    remove: (unit) => removeUnit(set, unit),
  });
}

/** Removes those of these Tasks that have no Units any more. */
function* removeTasks(portion: Portion, tasks: readonly Task[]): Generator<Needs, void, void> {
  const { set } = portion;
  const empty = tasks.filter((task) => unitCount(task) === 0);
  if (empty.length === 0 || portion.room <= 0) return;
  yield* ask({ of: 'PARTS_OF_TASKS', taskIds: empty.map(({ id }) => id), max: portion.room });
  removeNodes(portion, empty, {
    parentIdsOf: ({ jobId }) => [jobId],
    remove: (task) => removeTask(set, task),
  });
}

/**
 * Removes Units or Tasks, each after what belongs to it, as long as there is room; answers whether
 * there was for all. Where a list of what belongs to them may go on, its owners have to stay.
 */
function removeNodes<Node extends { readonly id: string; readonly jobId: string }>(
  portion: Portion,
  nodes: readonly Node[],
  { parentIdsOf, remove }: { parentIdsOf(node: Node): readonly string[]; remove(node: Node): void },
): boolean {
  const { set } = portion;
  const isCut = isFull(set.expired.parts, portion.room);
  const parts = partsByOwner(
    set.expired.parts,
    nodes.map(({ id }) => id),
  );
  for (const node of nodes) {
    const job = set.jobs.get(node.jobId);
    for (const part of parts.get(node.id) ?? []) {
      if (portion.room <= 0) return false;
      portion.room -= 1;
      removePart(set, job, part);
    }
    if (isCut) continue;
    const recountedIds = parentIdsOf(node).filter((id) => !portion.recountedIds.has(id));
    const rowCount = 1 + recountedIds.length;
    if (rowCount > portion.room) return false;
    portion.room -= rowCount;
    for (const id of recountedIds) portion.recountedIds.add(id);
    remove(node);
  }
  return !isCut;
}

function removePart(set: WorkingSet, job: Job, { isDependency, enter }: Part): void {
  enter(set.removed);
  if (isDependency) set.jobs.count(job, 'dependencyCount', -1);
}

function removeUnit(set: WorkingSet, unit: ExpiredUnit): void {
  if (unit.state === 'FAILED' && unit.succeededHandlerCount > 0) {
    set.tasks.count(set.tasks.get(unit.taskId), 'unitsHandled', -1);
  }
  uncountUnit(set, unit);
  set.removed.units.push({ id: unit.id });
}

function removeTask(set: WorkingSet, task: Task): void {
  const job = set.jobs.get(task.jobId);
  const counter = taskCounterOf[task.state];
  set.jobs.count(job, counter, -1);
  if (task.state === 'FAILED' && task.succeededHandlerCount > 0) {
    set.jobs.count(job, 'tasksHandled', -1);
  }
  set.tasks.remove(task);
}

/** Removes a Job that has no Tasks any more. */
function removeJob(portion: Portion, job: Job): void {
  const { set } = portion;
  const labels = labelsOf(job.labels, job.topicId, job.id);
  const rowCount = 1 + labels.length;
  if (taskCount(job) > 0 || rowCount > portion.room) return;
  portion.room -= rowCount;
  const counter = jobCounterOf[job.state];
  set.topics.count(set.topic, counter, -1);
  set.removed.jobLabels.push(...labels);
  set.jobs.remove(job);
}

function* ask(need: ExpiredNeed): Generator<Needs, void, void> {
  const needs = new Needs();
  needs.expired.push(need);
  yield needs;
}
