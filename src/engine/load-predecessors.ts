/**
 * Loads who is before Units and Tasks, and what the Tasks before end with. What this batch has added
 * to the graphs stands in the working set and not yet in the database, so the two are joined.
 */
import type { Needs } from '../commands/batch/needs.ts';
import type { WorkingSet } from '../commands/batch/working-set.ts';
import type { Dependency } from '../domain/dependency.ts';
import type { Unit } from '../domain/unit.ts';
import { listPredecessorTasks, listPredecessorUnits } from '../store/command-rows.ts';
import { listLastUnits } from '../store/graph-rows.ts';
import { findTasks, findUnits, type WarmSource } from './find-rows.ts';

/** Answers the Units that were not in the set before, for whoever takes them in. */
export async function loadPredecessors(
  source: WarmSource,
  set: WorkingSet,
  needs: Needs,
): Promise<readonly Unit[]> {
  const units = [...needs.predecessorsOfUnits].filter((id) => !set.predecessorUnits.has(id));
  if (units.length > 0) {
    const found = await listPredecessorUnits(source, units);
    enter(set.predecessorUnits, units, [
      ...found.filter((each) => !set.dependantUnits.isRemoved(each)),
      ...set.appended.unitDependencies,
    ]);
  }
  const tasks = [...needs.predecessorsOfTasks].filter((id) => !set.predecessorTasks.has(id));
  if (tasks.length > 0) {
    const found = await listPredecessorTasks(source, tasks);
    enter(set.predecessorTasks, tasks, [
      ...found.filter((each) => !set.dependantTasks.isRemoved(each)),
      ...set.appended.taskDependencies,
    ]);
    const missing = idsOf(set.predecessorTasks, tasks).filter((id) => !set.tasks.has(id));
    for (const task of await findTasks(source, missing)) set.tasks.load(task);
  }
  const missing = idsOf(set.predecessorUnits, units).filter((id) => !set.units.has(id));
  const before = missing.length > 0 ? await findUnits(source, missing) : [];
  return [...before, ...(await loadLastUnits(source, set, needs.lastUnitsOfTasks))];
}

async function loadLastUnits(
  source: WarmSource,
  set: WorkingSet,
  taskIds: ReadonlySet<string>,
): Promise<readonly Unit[]> {
  const missing = [...taskIds].filter((id) => !set.lastUnits.has(id));
  if (missing.length === 0) return [];
  const removedIds = set.units.removedRows().map(({ id }) => id);
  const stored = await listLastUnits(source, missing, removedIds);
  const found = new Map<string, string[]>(missing.map((id) => [id, []]));
  for (const unit of [...stored, ...set.units.insertedRows()]) {
    const isLast = (set.dependantUnits.get(unit.id)?.length ?? 0) === 0;
    if (isLast) found.get(unit.taskId)?.push(unit.id);
  }
  for (const [taskId, unitIds] of found) set.lastUnits.set(taskId, unitIds);
  return stored;
}

function enter(
  predecessors: Map<string, string[]>,
  ids: readonly string[],
  dependencies: readonly Dependency[],
): void {
  const found = new Map<string, string[]>(ids.map((id) => [id, []]));
  for (const { predecessorId, dependantId } of dependencies) {
    found.get(dependantId)?.push(predecessorId);
  }
  for (const [id, predecessorIds] of found) predecessors.set(id, predecessorIds);
}

function idsOf(
  predecessors: ReadonlyMap<string, readonly string[]>,
  ids: readonly string[],
): readonly string[] {
  return [...new Set(ids.flatMap((id) => predecessors.get(id) ?? []))];
}
