/**
 * The graph of a Task: its Units as a whole, for pictures and analysis. It is read at once, so its
 * size is bounded: one that is too large is refused, and its nodes can still be listed.
 */
import { meanDurationsMs, nodeDuration } from '../domain/node-duration.ts';
import { type TaskModel, type UnitModel, unitModel } from '../store/prisma/models.ts';
import { builder } from './builder.ts';
import type { Context } from './context.ts';
import { createGraphTypes } from './graph-types.ts';
import { viewGraph } from './graph-view.ts';
import { Task } from './task.ts';
import { Unit } from './unit.ts';

const { graphType: TaskGraph, nodeType: UnitGraphNode } = createGraphTypes<UnitModel>({
  noun: 'Unit',
  whole: 'Task',
  descriptions: {
    durationMs:
      'In milliseconds, how long it took from its first claim until it finished, all attempts and what lay between them included; retry and rerun begin anew. What finished without a claim took 0. If it has not finished: how long it takes so far, or an estimate that is longer; null if there is neither.',
    durationSource: 'How `durationMs` is known.',
    criticalPath:
      'The chain of Units, each depending on the one before, that takes longest: what has finished by how long it took, the rest by how long it takes so far or an estimate, see `durationSource`, or not at all if nothing is known. Of equals it is the one with the most Units.',
  },
});

builder.objectField(UnitGraphNode, 'unit', (t) =>
  t.field({ type: Unit, description: 'The Unit.', resolve: ({ node }) => node }),
);

builder.objectField(Task, 'graph', (t) =>
  t.field({
    type: TaskGraph,
    description: 'Its Units as a graph. Refused with GRAPH_TOO_LARGE beyond the limits.',
    complexity: 10,
    resolve: (task, _, context) => readTaskGraph(task, context),
  }),
);

async function readTaskGraph({ id }: TaskModel, { loaders, store }: Context) {
  const { nodes, edges: dependencies } = await loaders.taskGraphs.load(id);
  const now = store.now();
  const estimates = meanDurationsMs(nodes);
  const durations = nodes.map((unit) => nodeDuration(unit, now, estimates.get(unit.kind)));
  return viewGraph({ id, nodes: nodes.map(unitModel), dependencies, durations });
}
