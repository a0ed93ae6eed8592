/**
 * Loads what commands need into their working set: one statement per kind of row, and with a Unit
 * always its Task, its Job and its Lane. What is in the set already is newer than the database and stays.
 */

import { scopeOf } from '../commands/batch/idempotency.ts';
import { clockUnitCount, type Needs } from '../commands/batch/needs.ts';
import { attemptKey, type WorkingSet } from '../commands/batch/working-set.ts';
import type { Dependants } from '../commands/rules/dependants.ts';
import { deadlineColumns, type Unit } from '../domain/unit.ts';
import {
  findAttempts,
  findIdempotencyRecords,
  findStartingUnits,
  findTopicsByName,
  listDependantTasks,
  listDependantUnits,
  listStartingUnits,
  listTasksPast,
  listUnitsPast,
} from '../store/command-rows.ts';
import {
  listStartingTaskIds,
  listTaskIdsOfJobs,
  listUnfinishedTaskIds,
  listUnfinishedUnitIds,
  listUnitIdsInState,
  listUnitIdsOfJobs,
  listUnitIdsOfTasks,
} from '../store/id-lists.ts';
import { partsOf } from '../store/row-statements.ts';
import { listHeldUnitIds } from '../store/worker-rows.ts';
import { findJobs, findTasks, findUnits, type WarmSource } from './find-rows.ts';
import { loadExpired } from './load-expired.ts';
import { loadGraph } from './load-graph.ts';
import { loadJobs } from './load-jobs.ts';
import { loadLanes, loadLanesOf } from './load-lanes.ts';
import { loadLimitUses } from './load-limits.ts';
import { loadPredecessors } from './load-predecessors.ts';
import { loadSchedules } from './load-schedules.ts';
import { loadTemplates } from './load-templates.ts';
import { loadWorkers } from './load-workers.ts';

export async function loadNeeds(source: WarmSource, set: WorkingSet, needs: Needs): Promise<void> {
  await loadKeys(source, set, needs);
  if (needs.templateNames.size + needs.startedTemplates.length > 0) {
    await loadTemplates(source, set, needs);
  }
  await loadSchedules(source, set, needs);
  await loadJobs(source, set, needs);
  await loadGraph(source, set, needs.graph);
  await loadDependants(source, set, needs);
  load(set, await loadPredecessors(source, set, needs));
  await loadUnits(source, set, needs);
  await loadTasks(source, set, needs);
  await loadLanes(source, set, needs);
  await loadParents(source, set, needs);
  await loadLimitUses(source, set, needs);
  await loadAttempts(source, set, needs);
  for (const need of needs.expired) await loadExpired(source, set, need);
  await loadWorkers(source, set, needs);
}

async function loadKeys(source: WarmSource, set: WorkingSet, needs: Needs): Promise<void> {
  if (needs.recordKeys.size > 0) {
    const records = await findIdempotencyRecords(source, scopeOf(set), needs.recordKeys);
    for (const record of records) set.idempotencyRecords.set(record.key, record);
  }
  if (needs.topicNames.size > 0) {
    for (const { id, name } of await findTopicsByName(source, needs.topicNames)) {
      set.topicIdByName.set(name, id);
    }
  }
}

/** Who depends on whom; the dependants themselves are loaded with the other Units and Tasks. */
async function loadDependants(source: WarmSource, set: WorkingSet, needs: Needs): Promise<void> {
  const units = missingFrom(set.dependantUnits, needs.dependantsOfUnits);
  for (const part of partsOf(enterWarm(set.dependantUnits, units, source.warm?.units))) {
    set.dependantUnits.load(part, await listDependantUnits(source, part));
  }
  const tasks = missingFrom(set.dependantTasks, needs.dependantsOfTasks);
  for (const part of partsOf(enterWarm(set.dependantTasks, tasks, source.warm?.tasks))) {
    set.dependantTasks.load(part, await listDependantTasks(source, part));
  }
}

/** Answers those of which it is not known in memory who depends on them. */
function enterWarm(
  dependants: Dependants,
  ids: readonly string[],
  warm: { dependantIdsOf(id: string): readonly string[] | undefined } | undefined,
): readonly string[] {
  return ids.filter((id) => {
    const dependantIds = warm?.dependantIdsOf(id);
    if (dependantIds !== undefined) dependants.enter(id, dependantIds);
    return dependantIds === undefined;
  });
}

async function loadUnits(source: WarmSource, set: WorkingSet, needs: Needs): Promise<void> {
  const ids = await listUnitIds(source, set, needs);
  const missing = [...ids].filter((id) => !set.units.has(id));
  load(set, await findUnits(source, missing));
  if (needs.startingUnitsOfTasks.size > 0) await loadStartingUnits(source, set, needs);
  for (const column of deadlineColumns) {
    if (!needs.deadlines.has(column)) continue;
    const query = { topicId: set.topic.id, now: set.now, max: clockUnitCount };
    load(set, await listUnitsPast(source, column, query));
  }
}

/** Which Units are needed, as far as that can be said by their ids. */
async function listUnitIds(
  source: WarmSource,
  set: WorkingSet,
  needs: Needs,
): Promise<ReadonlySet<string>> {
  const ids = new Set(needs.unitIds);
  const add = (found: Iterable<string>) => {
    for (const id of found) ids.add(id);
  };
  for (const id of needs.dependantsOfUnits) add(set.dependantUnits.get(id) ?? []);
  if (needs.unfinishedOfJobs.size > 0) {
    add(await listUnfinishedUnitIds(source, needs.unfinishedOfJobs));
  }
  for (const wanted of needs.unitsInState) add(await listUnitIdsInState(source, wanted));
  if (needs.unitsOfTasks.size > 0) add(await listUnitIdsOfTasks(source, needs.unitsOfTasks));
  if (needs.unitsOfJobs.size > 0) add(await listUnitIdsOfJobs(source, needs.unitsOfJobs));
  if (needs.workers.unitsHeldBy.size > 0) {
    const held = await listHeldUnitIds(source, set.topic.id, needs.workers.unitsHeldBy);
    add(held.map(({ id }) => id));
  }
  return ids;
}

async function loadStartingUnits(source: WarmSource, set: WorkingSet, needs: Needs): Promise<void> {
  const tasks = missingFrom(set.startingUnits, needs.startingUnitsOfTasks);
  let waitingCount = 0;
  for (const id of tasks) waitingCount += set.tasks.get(id).unitsPending;
  if (waitingCount <= listedUnitCountMax) load(set, await listStartingUnits(source, tasks));
  else {
    const ids = await listUnitIdsOfTasks(source, tasks);
    for (const part of partsOf(ids)) load(set, await findStartingUnits(source, part));
  }
  // Those that wait only since a command of this batch do so in the set and not in the database.
  enterStartingUnits(set, tasks);
}

/** Up to so many Units are read as one list; of more, first the ids and then portions. */
const listedUnitCountMax = 2_000;

async function loadTasks(source: WarmSource, set: WorkingSet, needs: Needs): Promise<void> {
  if (needs.unfinishedOfJobs.size > 0) {
    const ids = await listUnfinishedTaskIds(source, needs.unfinishedOfJobs);
    await loadTasksById(source, set, ids);
  }
  if (needs.tasksOfJobs.size > 0) {
    await loadTasksById(source, set, await listTaskIdsOfJobs(source, needs.tasksOfJobs));
  }
  if (needs.startingTasksOfJobs.size > 0) {
    await loadTasksById(source, set, await listStartingTaskIds(source, needs.startingTasksOfJobs));
  }
  if (needs.deadlines.has('resumeAt')) {
    const query = { topicId: set.topic.id, now: set.now, max: clockUnitCount };
    for (const task of await listTasksPast(source, query)) set.tasks.load(task);
  }
}

async function loadParents(source: WarmSource, set: WorkingSet, needs: Needs): Promise<void> {
  const taskIds = new Set(needs.taskIds);
  for (const unit of set.units.values()) taskIds.add(unit.taskId);
  for (const id of needs.dependantsOfTasks) {
    for (const dependantId of set.dependantTasks.get(id) ?? []) taskIds.add(dependantId);
  }
  await loadTasksById(source, set, [...taskIds]);
  const jobIds = new Set(needs.jobIds);
  for (const task of set.tasks.values()) jobIds.add(task.jobId);
  await loadLanesOf(source, set, set.units.values());
  const missingJobs = [...jobIds].filter((id) => !set.jobs.has(id));
  for (const job of await findJobs(source, missingJobs)) set.jobs.load(job);
}

async function loadTasksById(
  source: WarmSource,
  set: WorkingSet,
  ids: readonly string[],
): Promise<void> {
  const missing = ids.filter((id) => !set.tasks.has(id));
  for (const task of await findTasks(source, missing)) set.tasks.load(task);
}

/** Attempts are looked at only when a report does not come from the holder. */
async function loadAttempts(source: WarmSource, set: WorkingSet, needs: Needs): Promise<void> {
  const finished = needs.attempts.filter(([unitId, number]) => {
    const unit = set.units.find(unitId);
    return unit !== undefined && (unit.state !== 'RUNNING' || unit.attempt !== number);
  });
  if (finished.length === 0) return;
  for (const attempt of await findAttempts(source, finished)) {
    set.attempts.set(attemptKey(attempt.unitId, attempt.number), attempt);
  }
}

function load(set: WorkingSet, units: readonly Unit[]): void {
  for (const unit of units) set.loadUnit(unit);
}

function missingFrom(known: { has(id: string): boolean }, ids: Iterable<string>): string[] {
  return [...ids].filter((id) => !known.has(id));
}

function enterStartingUnits(set: WorkingSet, taskIds: readonly string[]): void {
  const found = new Map<string, string[]>(taskIds.map((id) => [id, []]));
  for (const unit of set.units.values()) found.get(unit.taskId)?.push(unit.id);
  for (const [taskId, unitIds] of found) set.startingUnits.set(taskId, unitIds);
}
