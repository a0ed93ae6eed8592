/** Answers what commands that change a graph ask about it, as src/engine/load-graph.ts does. */

import type { WorkingSet } from '../../src/commands/batch/working-set.ts';
import { type Behind, type GraphNeeds, nodeKey } from '../../src/commands/graph/found-graph.ts';
import { dependencyKey } from '../../src/commands/rules/dependants.ts';
import type { Dependency } from '../../src/domain/dependency.ts';
import type { Picture } from './picture.ts';

export function loadGraph(picture: Picture, set: WorkingSet, needs: GraphNeeds): void {
  for (const [jobId, key] of needs.keys.tasks) {
    const task = [...picture.tasks.values()].find(
      (each) => each.jobId === jobId && each.key === key,
    );
    if (task === undefined) continue;
    set.tasks.load({ ...task });
    set.graph.idByKey.set(nodeKey(jobId, key), task.id);
  }
  for (const [taskId, key] of needs.keys.units) {
    const unit = [...picture.units.values()].find(
      (each) => each.taskId === taskId && each.key === key,
    );
    if (unit === undefined) continue;
    set.units.load({ ...unit });
    set.graph.idByKey.set(nodeKey(taskId, key), unit.id);
  }
  const { predecessorsOfUnits } = needs;
  set.graph.predecessorsOfUnits.push(
    ...picture.unitDependencies.filter(({ dependantId }) => predecessorsOfUnits.has(dependantId)),
  );
  const edges = { units: picture.unitDependencies, tasks: picture.taskDependencies };
  for (const level of ['units', 'tasks'] as const) {
    const stored = new Set(edges[level].map(dependencyKey));
    for (const each of needs.dependencies[level].map(dependencyKey)) {
      if (stored.has(each)) set.graph.dependencies.add(each);
    }
    for (const behind of needs.behind[level]) {
      set.graph.behind.push(...dependenciesBehind(edges[level], behind));
    }
  }
}

function dependenciesBehind(
  edges: readonly Dependency[],
  { fromIds, toIds }: Behind,
): readonly Dependency[] {
  const behind = new Set(fromIds);
  // A Set goes on with what is added while it is gone through.
  for (const id of behind) {
    for (const edge of edges) if (edge.predecessorId === id) behind.add(edge.dependantId);
  }
  if (!toIds.some((id) => behind.has(id))) return [];
  return edges.filter(({ predecessorId }) => behind.has(predecessorId));
}
