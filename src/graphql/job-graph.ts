/**
 * The graph of a Job: its Tasks as a whole, for pictures and analysis. It is read at once, so its
 * size is bounded: one that is too large is refused, and its nodes can still be listed.
 */
import { ancestorsOf, descendantsOf } from '../domain/graph-paths.ts';
import { nodeDuration } from '../domain/node-duration.ts';
import { type JobModel, type TaskModel, taskModel } from '../store/prisma/models.ts';
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
import { Job } from './job.ts';
import { pageCost } from './pagination.ts';
import { Task } from './task.ts';
import { Unit } from './unit.ts';

const TaskGraphNode = builder.objectRef<NodeView<TaskModel>>('TaskGraphNode').implement({
  description: 'A Task in the graph of its Job.',
  fields: (t) => ({
    task: t.field({ type: Task, description: 'The Task.', resolve: ({ node }) => node }),
    layer: t.exposeInt('layer', {
      description: '0 without predecessors, else one more than the deepest of them.',
    }),
    durationMs: t.float({
      nullable: true,
      description:
        'In milliseconds, how long it took from when it opened until it finished, or, while it is open, takes so far; null if it never opened and has not finished. What finished without opening took 0; what was reopened counts from when it first opened.',
      resolve: knownDurationMs,
    }),
    durationSource: t.field({
      type: DurationSource,
      description: 'How `durationMs` is known; of a Task never ESTIMATED.',
      resolve: ({ duration }) => duration.source,
    }),
    isOnCriticalPath: t.boolean({
      description: 'Whether it is on the critical path of the graph.',
      resolve: isOnCriticalPath,
    }),
  }),
});

const TaskGraphNodeConnection = builder.connectionObject(
  {
    type: TaskGraphNode,
    name: 'TaskGraphNodeConnection',
    description: 'A page of Tasks of a graph.',
  },
  { name: 'TaskGraphNodeEdge', description: 'A Task of a graph in a list.' },
);

const JobCriticalPath = builder
  .objectRef<CriticalPathView<TaskModel>>('JobCriticalPath')
  .implement({
    description:
      'The chain of Tasks, each depending on the one before, that takes longest: what has finished by how long it took, what is open by how long it takes so far, the rest not at all. Of equals it is the one with the most Tasks.',
    fields: (t) => ({
      nodes: t.field({
        type: [TaskGraphNode],
        description: 'The Tasks, from the first to the last; none if the Job has none.',
        complexity: graphCost,
        resolve: ({ nodes }) => nodes,
      }),
      nodeCount: t.int({
        description: 'How many Tasks are on it.',
        resolve: ({ nodes }) => nodes.length,
      }),
      durationMs: t.exposeFloat('durationMs', {
        description:
          'What its Tasks take together, in milliseconds; those of which nothing is known count for nothing.',
      }),
      unknownCount: t.int({
        description:
          'Of how many of its Tasks nothing is known. With all of them, this is the longest chain by number.',
        resolve: ({ nodes }) => unknownCount(nodes),
      }),
    }),
  });

const relativeArguments = builder.args((t) => ({
  of: t.field({ type: GraphNodeBy, required: true, description: 'Which Task of the graph.' }),
}));

const JobGraph = builder.objectRef<GraphView<TaskModel>>('JobGraph').implement({
  description: 'The Tasks of a Job and their dependencies.',
  fields: (t) => ({
    nodes: t.field({
      type: [TaskGraphNode],
      description: 'The Tasks, in the order in which they were submitted.',
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
      description: 'The ids of the Tasks, layer by layer: each waits for the layers before only.',
      complexity: graphCost,
      resolve: layersOfIds,
    }),
    readyUnits: t.field({
      type: [Unit],
      description: 'Units of the Job that are ready for a worker, the oldest first.',
      args: {
        first: t.arg.int({
          required: true,
          defaultValue: 20,
          description: 'How many at most: up to 100.',
        }),
      },
      complexity: pageCost,
      resolve: ({ id }, { first }, { loaders }) => loaders.unitsOfJob(readyPage(first)).load(id),
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

builder.objectFields(JobGraph, (t) => ({
  criticalPath: t.field({
    type: JobCriticalPath,
    description: 'The chain of Tasks that decides how long the Job takes.',
    complexity: 10,
    resolve: (graph) => graph.criticalPath(),
  }),
  ancestors: t.field({
    type: TaskGraphNodeConnection,
    description:
      'All Tasks that a Task depends on, directly or through others, layer by layer: each after all that it depends on itself. TASK_NOT_FOUND if the graph has no such Task.',
    args: { ...t.arg.connectionArgs(), ...relativeArguments },
    complexity: pageCost,
    resolve: (graph, args) => listRelatives(graph, args, { find: ancestorsOf, kind: 'task' }),
  }),
  descendants: t.field({
    type: TaskGraphNodeConnection,
    description:
      'All Tasks that depend on a Task, directly or through others, layer by layer: each after all that it depends on itself. TASK_NOT_FOUND if the graph has no such Task.',
    args: { ...t.arg.connectionArgs(), ...relativeArguments },
    complexity: pageCost,
    resolve: (graph, args) => listRelatives(graph, args, { find: descendantsOf, kind: 'task' }),
  }),
}));

builder.objectField(Job, 'graph', (t) =>
  t.field({
    type: JobGraph,
    description: 'Its Tasks as a graph. Refused with GRAPH_TOO_LARGE beyond the limits.',
    complexity: 10,
    resolve: (job, _, context) => readJobGraph(job, context),
  }),
);

async function readJobGraph({ id }: JobModel, { loaders, store }: Context) {
  const { nodes, edges: dependencies } = await loaders.jobGraphs.load(id);
  const now = store.now();
  const durations = nodes.map((task) => nodeDuration(task, now));
  return viewGraph({ id, nodes: nodes.map(taskModel), dependencies, durations });
}
