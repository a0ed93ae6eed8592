/**
 * The graphs of Jobs and Tasks as a whole, for pictures and analysis. A whole graph is read at once,
 * so its size is bounded: one that is too large is refused, and its nodes can still be listed.
 */
import type { Dependency } from '../domain/dependency.ts';
import { layersOf } from '../domain/graph.ts';
import { drawGraph, type GraphFormat as Format } from '../domain/graph-text.ts';
import {
  type JobModel,
  type TaskModel,
  taskModel,
  type UnitModel,
  unitModel,
} from '../store/prisma/models.ts';
import { builder } from './builder.ts';
import type { Context } from './context.ts';
import { Job } from './job.ts';
import { pageCost, readSize } from './pagination.ts';
import { Task } from './task.ts';
import { Unit } from './unit.ts';

interface GraphView<Node> {
  /** Of the Job or Task that the graph is of. */
  readonly id: string;
  readonly nodes: readonly Node[];
  readonly edges: readonly EdgeView[];
  readonly layers: ReadonlyMap<string, number>;
}

interface EdgeView {
  readonly from: string;
  readonly to: string;
  readonly fromKey: string;
  readonly toKey: string;
}

const GraphFormat = builder.enumType('GraphFormat', {
  description: 'How a graph is written down.',
  values: {
    DOT: { description: 'The language of Graphviz.' },
    MERMAID: { description: 'A Mermaid flowchart.' },
  } satisfies Record<Format, { description: string }>,
});

const GraphEdge = builder.objectRef<EdgeView>('GraphEdge').implement({
  description: 'A dependency: `to` waits for `from`.',
  fields: (t) => ({
    from: t.exposeID('from', { description: 'The id of the predecessor.' }),
    to: t.exposeID('to', { description: 'The id of the dependant.' }),
    fromKey: t.exposeString('fromKey', { description: 'The key of the predecessor.' }),
    toKey: t.exposeString('toKey', { description: 'The key of the dependant.' }),
  }),
});

interface NodeView<Node> {
  readonly node: Node;
  readonly layer: number;
}

const TaskGraphNode = builder.objectRef<NodeView<TaskModel>>('TaskGraphNode').implement({
  description: 'A Task in the graph of its Job.',
  fields: (t) => ({
    task: t.field({ type: Task, description: 'The Task.', resolve: ({ node }) => node }),
    layer: t.exposeInt('layer', {
      description: '0 without predecessors, else one more than the deepest of them.',
    }),
  }),
});

const UnitGraphNode = builder.objectRef<NodeView<UnitModel>>('UnitGraphNode').implement({
  description: 'A Unit in the graph of its Task.',
  fields: (t) => ({
    unit: t.field({ type: Unit, description: 'The Unit.', resolve: ({ node }) => node }),
    layer: t.exposeInt('layer', {
      description: '0 without predecessors, else one more than the deepest of them.',
    }),
  }),
});

/** What a node of a graph costs: graphs are larger than pages. */
const graphCost = { field: 10, multiplier: 100 };

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

builder.objectField(Job, 'graph', (t) =>
  t.field({
    type: JobGraph,
    description: 'Its Tasks as a graph. Refused with GRAPH_TOO_LARGE beyond the limits.',
    complexity: 10,
    resolve: (job, _, context) => readJobGraph(job, context),
  }),
);

builder.objectField(Task, 'graph', (t) =>
  t.field({
    type: TaskGraph,
    description: 'Its Units as a graph. Refused with GRAPH_TOO_LARGE beyond the limits.',
    complexity: 10,
    resolve: (task, _, context) => readTaskGraph(task, context),
  }),
);

async function readJobGraph({ id }: JobModel, { loaders }: Context) {
  const { nodes, edges } = await loaders.jobGraphs.load(id);
  return viewGraph(id, nodes.map(taskModel), edges);
}

async function readTaskGraph({ id }: TaskModel, { loaders }: Context) {
  const { nodes, edges } = await loaders.taskGraphs.load(id);
  return viewGraph(id, nodes.map(unitModel), edges);
}

function viewGraph<Node extends { readonly id: string; readonly key: string }>(
  id: string,
  nodes: readonly Node[],
  dependencies: readonly Dependency[],
): GraphView<Node> {
  const positions = new Map(nodes.map((node, index) => [node.id, index]));
  const predecessors: number[][] = nodes.map(() => []);
  const edges: EdgeView[] = [];
  for (const { predecessorId, dependantId } of dependencies) {
    const from = positions.get(predecessorId);
    const to = positions.get(dependantId);
    if (from === undefined || to === undefined) continue;
    predecessors[to]?.push(from);
    const fromKey = nodes[from]?.key ?? '';
    edges.push({ from: predecessorId, to: dependantId, fromKey, toKey: nodes[to]?.key ?? '' });
  }
  const layers = layersOf(predecessors);
  return { id, nodes, edges, layers: new Map(nodes.map((node, at) => [node.id, layers[at] ?? 0])) };
}

function nodeViews<Node extends { readonly id: string }>({ nodes, layers }: GraphView<Node>) {
  return nodes.map((node) => ({ node, layer: layers.get(node.id) ?? 0 }));
}

function layersOfIds({ layers }: GraphView<unknown>): readonly (readonly string[])[] {
  const ids: string[][] = [];
  for (const [id, layer] of layers) {
    while (ids.length <= layer) ids.push([]);
    ids[layer]?.push(id);
  }
  return ids;
}

function drawView(
  { nodes, edges }: GraphView<{ id: string; key: string; state: string }>,
  format: Format,
): string {
  const drawn = nodes.map(({ id, key, state }) => ({ id, label: key, note: state }));
  return drawGraph({ nodes: drawn, edges }, format);
}

function readyPage(first: number) {
  const limit = readSize(first, 'first');
  return {
    above: undefined,
    below: undefined,
    scan: 'ASC',
    limit,
    states: ['READY'],
  } as const;
}
