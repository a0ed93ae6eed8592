/**
 * The types of a graph in the schema, be it of the Tasks of a Job or of the Units of a Task. Both
 * have the same fields; they differ in their nouns, in what is known of how long a node takes, and
 * in the field that leads from a node to what it stands for, which its own file adds.
 */
import type { ObjectRef } from '@pothos/core';
import { ancestorsOf, descendantsOf } from '../domain/graph-paths.ts';
import { builder, type SchemaTypes } from './builder.ts';
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
  type GraphNode,
  type GraphView,
  layersOfIds,
  listRelatives,
  type NodeView,
  nodeViews,
  readyPage,
} from './graph-view.ts';
import { pageCost } from './pagination.ts';
import { Unit } from './unit.ts';

/** What the graphs of Jobs and of Tasks are, and say differently. */
export interface GraphWords {
  /** What its nodes are. */
  readonly noun: 'Task' | 'Unit';
  /** What it is the graph of. */
  readonly whole: 'Job' | 'Task';
  readonly descriptions: {
    readonly durationMs: string;
    readonly durationSource: string;
    readonly criticalPath: string;
  };
}

/** Makes all types of one kind of graph; those are answered that have fields of their own to come. */
export function createGraphTypes<Node extends GraphNode>(words: GraphWords) {
  const nodeType = createNodeType<Node>(words);
  const graphType = createGraphType(words, nodeType);
  addCriticalPath(words, { graphType, nodeType });
  addRelatives(words, { graphType, nodeType });
  return { graphType, nodeType };
}

interface GraphTypes<Node> {
  readonly graphType: TypeRef<GraphView<Node>>;
  readonly nodeType: TypeRef<NodeView<Node>>;
}

type TypeRef<Shape> = ObjectRef<PothosSchemaTypes.ExtendDefaultTypes<SchemaTypes>, Shape>;

function createNodeType<Node extends GraphNode>({ noun, whole, descriptions }: GraphWords) {
  return builder.objectRef<NodeView<Node>>(`${noun}GraphNode`).implement({
    description: `A ${noun} in the graph of its ${whole}.`,
    fields: (t) => ({
      layer: t.int({
        description: '0 without predecessors, else one more than the deepest of them.',
        resolve: ({ layer }) => layer,
      }),
      durationMs: t.float({
        nullable: true,
        description: descriptions.durationMs,
        resolve: knownDurationMs,
      }),
      durationSource: t.field({
        type: DurationSource,
        description: descriptions.durationSource,
        resolve: ({ duration }) => duration.source,
      }),
      isOnCriticalPath: t.boolean({
        description: 'Whether it is on the critical path of the graph.',
        resolve: isOnCriticalPath,
      }),
    }),
  });
}

function createGraphType<Node extends GraphNode>(
  { noun, whole }: GraphWords,
  nodeType: TypeRef<NodeView<Node>>,
) {
  return builder.objectRef<GraphView<Node>>(`${whole}Graph`).implement({
    description: `The ${noun}s of a ${whole} and their dependencies.`,
    fields: (t) => ({
      nodes: t.field({
        type: [nodeType],
        description: `The ${noun}s, in the order in which they were submitted.`,
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
        description: `The ids of the ${noun}s, layer by layer: each waits for the layers before only.`,
        complexity: graphCost,
        resolve: layersOfIds,
      }),
      readyUnits: t.field({
        type: [Unit],
        description: `Units of the ${whole} that are ready for a worker, the oldest first.`,
        args: {
          first: t.arg.int({
            required: true,
            defaultValue: 20,
            description: 'How many at most: up to 100.',
          }),
        },
        complexity: pageCost,
        resolve: ({ id }, { first }, { loaders }) => {
          const page = readyPage(first);
          return (whole === 'Job' ? loaders.unitsOfJob(page) : loaders.unitsOfTask(page)).load(id);
        },
      }),
      text: t.string({
        description: 'The graph as text for another tool.',
        args: {
          format: t.arg({
            type: GraphFormat,
            required: true,
            description: 'How to write it down.',
          }),
        },
        complexity: graphCost,
        resolve: (graph, { format }) => drawView(graph, format),
      }),
    }),
  });
}

function addCriticalPath<Node extends GraphNode>(
  { noun, whole, descriptions }: GraphWords,
  { graphType, nodeType }: GraphTypes<Node>,
): void {
  const pathType = builder.objectRef<CriticalPathView<Node>>(`${whole}CriticalPath`).implement({
    description: descriptions.criticalPath,
    fields: (t) => ({
      nodes: t.field({
        type: [nodeType],
        description: `The ${noun}s, from the first to the last; none if the ${whole} has none.`,
        complexity: graphCost,
        resolve: ({ nodes }) => nodes,
      }),
      nodeCount: t.int({
        description: `How many ${noun}s are on it.`,
        resolve: ({ nodes }) => nodes.length,
      }),
      durationMs: t.float({
        description: `What its ${noun}s take together, in milliseconds; those of which nothing is known count for nothing.`,
        resolve: ({ durationMs }) => durationMs,
      }),
      unknownCount: t.int({
        description: `Of how many of its ${noun}s nothing is known. With all of them, this is the longest chain by number.`,
        resolve: ({ nodes }) => unknownCount(nodes),
      }),
    }),
  });
  builder.objectField(graphType, 'criticalPath', (t) =>
    t.field({
      type: pathType,
      description: `The chain of ${noun}s that decides how long the ${whole} takes.`,
      complexity: 10,
      resolve: (graph) => graph.criticalPath(),
    }),
  );
}

function addRelatives<Node extends GraphNode>(
  { noun }: GraphWords,
  { graphType, nodeType }: GraphTypes<Node>,
): void {
  const kind = noun === 'Task' ? 'task' : 'unit';
  const connectionType = builder.connectionObject(
    {
      type: nodeType,
      name: `${noun}GraphNodeConnection`,
      description: `A page of ${noun}s of a graph.`,
    },
    { name: `${noun}GraphNodeEdge`, description: `A ${noun} of a graph in a list.` },
  );
  const relativeArguments = builder.args((t) => ({
    of: t.field({ type: GraphNodeBy, required: true, description: `Which ${noun} of the graph.` }),
  }));
  const order = `directly or through others, layer by layer: each after all that it depends on itself. ${noun.toUpperCase()}_NOT_FOUND if the graph has no such ${noun}.`;
  builder.objectFields(graphType, (t) => ({
    ancestors: t.field({
      type: connectionType,
      description: `All ${noun}s that a ${noun} depends on, ${order}`,
      args: { ...t.arg.connectionArgs(), ...relativeArguments },
      complexity: pageCost,
      resolve: (graph, args) => listRelatives(graph, args, { find: ancestorsOf, kind }),
    }),
    descendants: t.field({
      type: connectionType,
      description: `All ${noun}s that depend on a ${noun}, ${order}`,
      args: { ...t.arg.connectionArgs(), ...relativeArguments },
      complexity: pageCost,
      resolve: (graph, args) => listRelatives(graph, args, { find: descendantsOf, kind }),
    }),
  }));
}
