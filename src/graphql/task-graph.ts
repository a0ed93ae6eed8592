/**
 * The graph of a Task: its Units as a whole, for pictures and analysis. It is read at once, so its
 * size is bounded: one that is too large is refused, and its nodes can still be listed.
 */
import { ancestorsOf, descendantsOf } from '../domain/graph-paths.ts';
import { meanDurationsMs, nodeDuration } from '../domain/node-duration.ts';
import { type TaskModel, type UnitModel, unitModel } from '../store/prisma/models.ts';
import { builder } from './builder.ts';
import type { Context } from './context.ts';
import {
  DurationSource,
  GraphEdge,
  GraphFormat,
  GraphNodeBy,
  graphCost,
  isOnCriticalPath,
  knownDurationMs,
  unknownCount,
} from './graph-parts.ts';
import {
  type CriticalPathView,
  drawView,
  type GraphView,
  layersOfIds,
  listRelatives,
  type NodeView,
  nodeViews,
  readyPage,
  viewGraph,
} from './graph-view.ts';
import { pageCost } from './pagination.ts';
import { Task } from './task.ts';
import { Unit } from './unit.ts';

const UnitGraphNode = builder.objectRef<NodeView<UnitModel>>('UnitGraphNode').implement({
  description: 'A Unit in the graph of its Task.',
  fields: (t) => ({
    unit: t.field({ type: Unit, description: 'The Unit.', resolve: ({ node }) => node }),
    layer: t.exposeInt('layer', {
      description: '0 without predecessors, else one more than the deepest of them.',
    }),
    durationMs: t.float({
      nullable: true,
      description:
        'In milliseconds, how long it took from its first claim until it finished, all attempts and what lay between them included; retry and rerun begin anew. What finished without a claim took 0. If it has not finished: how long it takes so far, or an estimate that is longer; null if there is neither.',
      resolve: knownDurationMs,
    }),
    durationSource: t.field({
      type: DurationSource,
      description: 'How `durationMs` is known.',
      resolve: ({ duration }) => duration.source,
    }),
    isOnCriticalPath: t.boolean({
      description: 'Whether it is on the critical path of the graph.',
      resolve: isOnCriticalPath,
    }),
  }),
});

const UnitGraphNodeConnection = builder.connectionObject(
  {
    type: UnitGraphNode,
    name: 'UnitGraphNodeConnection',
    description: 'A page of Units of a graph.',
  },
  { name: 'UnitGraphNodeEdge', description: 'A Unit of a graph in a list.' },
);

const TaskCriticalPath = builder
  .objectRef<CriticalPathView<UnitModel>>('TaskCriticalPath')
  .implement({
    description:
      'The chain of Units, each depending on the one before, that takes longest: what has finished by how long it took, the rest by how long it takes so far or an estimate, see `durationSource`, or not at all if nothing is known. Of equals it is the one with the most Units.',
    fields: (t) => ({
      nodes: t.field({
        type: [UnitGraphNode],
        description: 'The Units, from the first to the last; none if the Task has none.',
        complexity: graphCost,
        resolve: ({ nodes }) => nodes,
      }),
      nodeCount: t.int({
        description: 'How many Units are on it.',
        resolve: ({ nodes }) => nodes.length,
      }),
      durationMs: t.exposeFloat('durationMs', {
        description:
          'What its Units take together, in milliseconds; those of which nothing is known count for nothing.',
      }),
      unknownCount: t.int({
        description:
          'Of how many of its Units nothing is known. With all of them, this is the longest chain by number.',
        resolve: ({ nodes }) => unknownCount(nodes),
      }),
    }),
  });

const relativeArguments = builder.args((t) => ({
  of: t.field({ type: GraphNodeBy, required: true, description: 'Which Unit of the graph.' }),
}));

const TaskGraph = builder.objectRef<GraphView<UnitModel>>('TaskGraph').implement({
  description: 'The Units of a Task and their dependencies.',
  fields: (t) => ({
    nodes: t.field({
      type: [UnitGraphNode],
      description: 'The Units, in the order in which they were submitted.',
      complexity: graphCost,
      resolve: nodeViews,
    }),
    edges: t.field({
      type: [GraphEdge],
      description: 'The dependencies.',
      complexity: graphCost,
      resolve: ({ edges }) => edges,
    }),
    layers: t.field({
      type: t.listRef(['ID']),
      description: 'The ids of the Units, layer by layer: each waits for the layers before only.',
      complexity: graphCost,
      resolve: layersOfIds,
    }),
    readyUnits: t.field({
      type: [Unit],
      description: 'Units of the Task that are ready for a worker, the oldest first.',
      args: {
        first: t.arg.int({
          required: true,
          defaultValue: 20,
          description: 'How many at most: up to 100.',
        }),
      },
      complexity: pageCost,
      resolve: ({ id }, { first }, { loaders }) => loaders.unitsOfTask(readyPage(first)).load(id),
    }),
    text: t.string({
      description: 'The graph as text for another tool.',
      args: {
        format: t.arg({ type: GraphFormat, required: true, description: 'How to write it down.' }),
      },
      complexity: graphCost,
      resolve: (graph, { format }) => drawView(graph, format),
    }),
  }),
});

builder.objectFields(TaskGraph, (t) => ({
  criticalPath: t.field({
    type: TaskCriticalPath,
    description: 'The chain of Units that decides how long the Task takes.',
    complexity: 10,
    resolve: (graph) => graph.criticalPath(),
  }),
  ancestors: t.field({
    type: UnitGraphNodeConnection,
    description:
      'All Units that a Unit depends on, directly or through others, layer by layer: each after all that it depends on itself. UNIT_NOT_FOUND if the graph has no such Unit.',
    args: { ...t.arg.connectionArgs(), ...relativeArguments },
    complexity: pageCost,
    resolve: (graph, args) => listRelatives(graph, args, { find: ancestorsOf, kind: 'unit' }),
  }),
  descendants: t.field({
    type: UnitGraphNodeConnection,
    description:
      'All Units that depend on a Unit, directly or through others, layer by layer: each after all that it depends on itself. UNIT_NOT_FOUND if the graph has no such Unit.',
    args: { ...t.arg.connectionArgs(), ...relativeArguments },
    complexity: pageCost,
    resolve: (graph, args) => listRelatives(graph, args, { find: descendantsOf, kind: 'unit' }),
  }),
}));

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
