/**
 * Answers what commands need from a picture, as src/engine/load-needs.ts does from a database: the
 * same rows in the same order of loading, each a copy, because commands change rows in place. What a
 * command did not ask for is not in its working set, so a need that is forgotten breaks down here as
 * it would there.
 */

import { clockUnitCount, type Needs } from '../../src/commands/batch/needs.ts';
import { attemptKey, type WorkingSet } from '../../src/commands/batch/working-set.ts';
import type { Dependants } from '../../src/commands/rules/dependants.ts';
import type { Dependency } from '../../src/domain/dependency.ts';
import type { Pause } from '../../src/domain/pause.ts';
import { deadlineColumns, type Unit } from '../../src/domain/unit.ts';
import { loadGraph } from './load-graph.ts';
import { loadLanes } from './load-lanes.ts';
import { loadLimitUses } from './load-limits.ts';
import type { Picture, Rows } from './picture.ts';

export function loadPicture(picture: Picture, set: WorkingSet, needs: Needs): void {
  loadKeys(picture, set, needs);
  loadGraph(picture, set, needs.graph);
  enterDependants(set.dependantUnits, needs.dependantsOfUnits, picture.unitDependencies);
  enterDependants(set.dependantTasks, needs.dependantsOfTasks, picture.taskDependencies);
  loadBefore(picture, set, needs);
  loadUnits(picture, set, needs);
  for (const task of picture.tasks.values()) {
    const isUnfinished = task.state === 'PENDING' || task.state === 'RUNNING';
    const isWanted = isUnfinished && needs.unfinishedOfJobs.has(task.jobId);
    const isStarting = task.state === 'PENDING' && needs.startingTasksOfJobs.has(task.jobId);
    if (isWanted || isStarting || needs.tasksOfJobs.has(task.jobId)) {
      load(set.tasks, picture.tasks, task.id);
    }
  }
  if (needs.deadlines.has('resumeAt')) {
    loadPast(set.tasks, picture.tasks, set.now);
    loadPast(set.jobs, picture.jobs, set.now);
  }
  loadLanes(picture, set, needs);
  loadParents(picture, set, needs);
  loadLimitUses(picture, set, needs);
  for (const [unitId, number] of needs.attempts) {
    const attempt = picture.attempts.get(attemptKey(unitId, number));
    if (attempt !== undefined) set.attempts.set(attemptKey(unitId, number), attempt);
  }
  loadWorkers(picture, set, needs);
}

/** The Workers that are named, and those that report; and what those hold of which it matters. */
function loadWorkers(picture: Picture, set: WorkingSet, needs: Needs): void {
  const names = new Set(needs.workers.names);
  for (const [unitId, number] of needs.attempts) {
    const attempt = set.attempts.get(attemptKey(unitId, number));
    names.add(attempt?.worker ?? set.units.find(unitId)?.worker ?? '');
  }
  for (const worker of picture.workers.values()) {
    if (!names.has(worker.name) && !needs.workers.ids.has(worker.id)) continue;
    set.workers.load({ ...worker });
  }
  for (const name of needs.workers.heldBy) {
    if (set.workers.held.has(name)) continue;
    const held = [...picture.units.values()].filter(({ worker }) => worker === name);
    set.workers.held.load(
      name,
      held.map(({ id }) => id),
    );
  }
}

function loadKeys(picture: Picture, set: WorkingSet, needs: Needs): void {
  for (const key of needs.recordKeys) {
    const record = picture.idempotencyRecords.get(key);
    if (record !== undefined) set.idempotencyRecords.set(key, record);
  }
  for (const topic of picture.topics.values()) {
    if (needs.topicNames.has(topic.name)) set.topicIdByName.set(topic.name, topic.id);
  }
  for (const job of picture.jobs.values()) {
    if (job.key === null || !needs.jobKeys.has(job.key)) continue;
    load(set.jobs, picture.jobs, job.id);
    set.jobIdByKey.set(job.key, job.id);
  }
  for (const { id, collapseKey, behindJobId, beginsAt, cancelsAt } of picture.jobs.values()) {
    const isDue = (column: 'beginsAt' | 'cancelsAt', at: number | null) =>
      needs.deadlines.has(column) && at !== null && at <= set.now;
    const isNamed =
      (collapseKey !== null && needs.collapseKeys.has(collapseKey)) ||
      (behindJobId !== null && needs.behindJobs.has(behindJobId));
    if (isNamed || isDue('beginsAt', beginsAt) || isDue('cancelsAt', cancelsAt)) {
      load(set.jobs, picture.jobs, id);
    }
  }
}

function enterDependants(
  known: Dependants,
  ids: ReadonlySet<string>,
  dependencies: readonly Dependency[],
): void {
  for (const id of ids) {
    if (known.has(id)) continue;
    const found = dependencies.filter(({ predecessorId }) => predecessorId === id);
    known.load(
      [id],
      found.map(({ dependantId }) => ({ place: 0, dependantId })),
    );
  }
}

/** Who is before a node, and the Units that a Task ends with; what this batch added comes with it. */
function loadBefore(picture: Picture, set: WorkingSet, needs: Needs): void {
  const { unitDependencies, taskDependencies } = set.appended;
  const unitEdges = [...leftOf(picture.unitDependencies, set.dependantUnits), ...unitDependencies];
  enterPredecessors(set.predecessorUnits, needs.predecessorsOfUnits, unitEdges);
  const taskEdges = [...leftOf(picture.taskDependencies, set.dependantTasks), ...taskDependencies];
  enterPredecessors(set.predecessorTasks, needs.predecessorsOfTasks, taskEdges);
  for (const id of needs.predecessorsOfUnits) {
    for (const predecessorId of set.predecessorUnits.get(id) ?? []) {
      loadUnit(picture, set, predecessorId);
    }
  }
  for (const id of needs.predecessorsOfTasks) {
    for (const predecessorId of set.predecessorTasks.get(id) ?? []) {
      load(set.tasks, picture.tasks, predecessorId);
    }
  }
  const removed = new Set(set.units.removedRows().map(({ id }) => id));
  for (const taskId of needs.lastUnitsOfTasks) {
    const units = [...picture.units.values(), ...set.units.insertedRows()];
    const last = units.filter(
      (unit) =>
        unit.taskId === taskId &&
        !removed.has(unit.id) &&
        !unitEdges.some(({ predecessorId }) => predecessorId === unit.id),
    );
    for (const { id } of last) loadUnit(picture, set, id);
    set.lastUnits.set(
      taskId,
      last.map(({ id }) => id),
    );
  }
}

/** Those that no command of this batch has taken away. */
function leftOf(dependencies: readonly Dependency[], known: Dependants): readonly Dependency[] {
  return dependencies.filter((dependency) => !known.isRemoved(dependency));
}

function enterPredecessors(
  known: Map<string, string[]>,
  ids: ReadonlySet<string>,
  dependencies: readonly Dependency[],
): void {
  for (const id of ids) {
    if (known.has(id)) continue;
    const found = dependencies.filter(({ dependantId }) => dependantId === id);
    known.set(
      id,
      found.map(({ predecessorId }) => predecessorId),
    );
  }
}

function loadUnits(picture: Picture, set: WorkingSet, needs: Needs): void {
  const ids = new Set(needs.unitIds);
  for (const id of needs.dependantsOfUnits) {
    for (const dependantId of set.dependantUnits.get(id) ?? []) ids.add(dependantId);
  }
  for (const id of ids) loadUnit(picture, set, id);
  loadStartingUnits(picture, set, needs);
  for (const column of deadlineColumns) {
    if (!needs.deadlines.has(column)) continue;
    const due = [...picture.units.values()]
      .filter((unit) => (unit[column] ?? Number.POSITIVE_INFINITY) <= set.now)
      .sort((a, b) => (a[column] ?? 0) - (b[column] ?? 0));
    for (const { id } of due.slice(0, clockUnitCount)) loadUnit(picture, set, id);
  }
  for (const { id, jobId, taskId, state } of picture.units.values()) {
    const isUnfinished = ['PENDING', 'READY', 'RUNNING', 'PAUSED'].includes(state);
    if (isUnfinished && needs.unfinishedOfJobs.has(jobId)) loadUnit(picture, set, id);
    if (needs.unitsOfJobs.has(jobId)) loadUnit(picture, set, id);
    if (needs.unitsOfTasks.has(taskId)) loadUnit(picture, set, id);
  }
  for (const { id, worker } of picture.units.values()) {
    if (worker !== null && needs.workers.unitsHeldBy.has(worker)) loadUnit(picture, set, id);
  }
  for (const wanted of needs.unitsInState) {
    for (const unit of picture.units.values()) {
      const { topicId, jobId, taskId } = unit;
      const isIn = wanted.id === { TOPIC: topicId, JOB: jobId, TASK: taskId }[wanted.of];
      if (isIn && unit.state === wanted.state) loadUnit(picture, set, unit.id);
    }
  }
}

/** Those that the database says may start, and those that the set knows of. */
function loadStartingUnits(picture: Picture, set: WorkingSet, needs: Needs): void {
  const tasks = [...needs.startingUnitsOfTasks].filter((id) => !set.startingUnits.has(id));
  if (tasks.length === 0) return;
  for (const unit of picture.units.values()) {
    const canStart = unit.predecessorCount === 0 || hasEndedPredecessor(unit);
    if (unit.state === 'PENDING' && canStart && tasks.includes(unit.taskId)) {
      loadUnit(picture, set, unit.id);
    }
  }
  for (const taskId of tasks) {
    const known = [...set.units.values()].filter((unit) => unit.taskId === taskId);
    set.startingUnits.set(
      taskId,
      known.map(({ id }) => id),
    );
  }
}

function hasEndedPredecessor(unit: Unit): boolean {
  const { succeededPredecessorCount, failedPredecessorCount } = unit;
  const { cancelledPredecessorCount, skippedPredecessorCount } = unit;
  const good = succeededPredecessorCount + skippedPredecessorCount;
  return good + failedPredecessorCount + cancelledPredecessorCount > 0;
}

/** With a Unit always its Lane and its Task, and with a Task its Job. */
function loadParents(picture: Picture, set: WorkingSet, needs: Needs): void {
  for (const { laneId } of set.units.values()) load(set.lanes, picture.lanes, laneId);
  for (const id of needs.taskIds) load(set.tasks, picture.tasks, id);
  for (const { taskId } of set.units.values()) load(set.tasks, picture.tasks, taskId);
  for (const id of needs.dependantsOfTasks) {
    for (const dependantId of set.dependantTasks.get(id) ?? []) {
      load(set.tasks, picture.tasks, dependantId);
    }
  }
  for (const id of needs.jobIds) load(set.jobs, picture.jobs, id);
  for (const { jobId } of set.tasks.values()) load(set.jobs, picture.jobs, jobId);
}

function loadPast<Row extends Pause & { readonly id: string }>(
  into: Loadable<Row>,
  rows: Rows<Row>,
  now: number,
): void {
  for (const { id, resumeAt } of rows.values()) {
    if (resumeAt !== null && resumeAt <= now) load(into, rows, id);
  }
}

function loadUnit(picture: Picture, set: WorkingSet, id: string): void {
  const unit = picture.units.get(id);
  if (unit !== undefined) set.loadUnit({ ...unit });
}

interface Loadable<Row> {
  isKnown(id: string): boolean;
  load(row: Row): void;
}

function load<Row extends { readonly id: string }>(
  into: Loadable<Row>,
  rows: Rows<Row>,
  id: string,
): void {
  const row = rows.get(id);
  if (row !== undefined && !into.isKnown(id)) into.load({ ...row });
}
