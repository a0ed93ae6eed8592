/** Loads what commands that change a graph ask about it. */

import type { WorkingSet } from '../commands/batch/working-set.ts';
import { type GraphNeeds, type Level, nodeKey } from '../commands/graph/found-graph.ts';
import { dependencyKey } from '../commands/rules/dependants.ts';
import type { RowSource } from '../store/command-rows.ts';
import {
  type DependencyTable,
  findDependencies,
  findTasksByKey,
  findUnitsByKey,
  listDependenciesBehind,
  listPredecessorsOfUnits,
} from '../store/graph-rows.ts';

/** @param needs asked by a command that is alone in its batch */
export async function loadGraph(
  source: RowSource,
  set: WorkingSet,
  needs: GraphNeeds,
): Promise<void> {
  if (needs.keys.tasks.length > 0) {
    for (const task of await findTasksByKey(source, needs.keys.tasks)) {
      set.tasks.load(task);
      set.graph.idByKey.set(nodeKey(task.jobId, task.key), task.id);
    }
  }
  if (needs.keys.units.length > 0) {
    for (const unit of await findUnitsByKey(source, needs.keys.units)) {
      set.units.load(unit);
      set.graph.idByKey.set(nodeKey(unit.taskId, unit.key), unit.id);
    }
  }
  if (needs.predecessorsOfUnits.size > 0) {
    const found = await listPredecessorsOfUnits(source, needs.predecessorsOfUnits);
    set.graph.predecessorsOfUnits.push(...found);
  }
  for (const level of ['units', 'tasks'] as const) await loadLevel(source, set, { needs, level });
}

async function loadLevel(
  source: RowSource,
  set: WorkingSet,
  { needs, level }: { readonly needs: GraphNeeds; readonly level: Level },
): Promise<void> {
  const table = tables[level];
  if (needs.dependencies[level].length > 0) {
    for (const found of await findDependencies(source, table, needs.dependencies[level])) {
      set.graph.dependencies.add(dependencyKey(found));
    }
  }
  for (const behind of needs.behind[level]) {
    for (const found of await listDependenciesBehind(source, table, behind)) {
      set.graph.behind.push(found);
    }
  }
}

const tables = {
  units: 'UnitDependency',
  tasks: 'TaskDependency',
} as const satisfies Record<Level, DependencyTable>;
