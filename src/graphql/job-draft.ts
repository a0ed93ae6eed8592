/**
 * A Job that is not there yet: what a definition would make. It has no ids, so its Tasks and Units
 * are named by their keys.
 */
import { sizeOfTasks } from '../domain/graph-size.ts';
import type {
  JobDefinition,
  NodeDefinition,
  TaskDefinition,
  UnitDefinition,
} from '../domain/job-definition.ts';
import { expandTasks } from '../domain/unit-targets.ts';
import { builder, type SchemaTypes } from './builder.ts';
import { readJson } from './failure.ts';
import { GraphFormat, graphCost } from './graph-parts.ts';
import { drawView, type GraphView, layersOfIds, nodeViews, viewGraph } from './graph-view.ts';
import { OnFailure } from './job.ts';
import { Join } from './join.ts';
import { requestError } from './request-error.ts';
import { requestLimits } from './request-limits.ts';

/** A checked definition with the parameters that it was made of, as JSON text. */
export interface Draft {
  readonly definition: JobDefinition;
  readonly params: string;
}

const DraftEdge = builder.objectRef<{ readonly fromKey: string; readonly toKey: string }>(
  'DraftEdge',
);
DraftEdge.implement({
  description: 'A dependency that would be made: `toKey` waits for `fromKey`.',
  fields: (t) => ({
    fromKey: t.exposeString('fromKey', { description: 'The key of the predecessor.' }),
    toKey: t.exposeString('toKey', { description: 'The key of the dependant.' }),
  }),
});

const DraftGraphNode = builder
  .objectRef<{ readonly key: string; readonly layer: number; readonly isCritical: boolean }>(
    'DraftGraphNode',
  )
  .implement({
    description: 'A Task or Unit in the graph that would be made.',
    fields: (t) => ({
      key: t.exposeString('key', { description: 'Its key.' }),
      layer: t.exposeInt('layer', {
        description: '0 without predecessors, else one more than the deepest of them.',
      }),
      isOnCriticalPath: t.exposeBoolean('isCritical', {
        description: 'Whether it is on the longest chain of the graph.',
      }),
    }),
  });

const DraftGraph = builder.objectRef<DraftView>('DraftGraph').implement({
  description: 'The graph of the Tasks or of the Units that would be made.',
  fields: (t) => ({
    nodes: t.field({
      type: [DraftGraphNode],
      description: 'Its nodes, in the order of the definition.',
      complexity: graphCost,
      resolve: (graph) => {
        const { positions } = graph.criticalPath();
        return nodeViews(graph).map(({ node, layer, position }) => {
          return { key: node.key, layer, isCritical: positions.has(position) };
        });
      },
    }),
    edges: t.field({
      type: [DraftEdge],
      description: 'Its dependencies.',
      complexity: graphCost,
      resolve: ({ edges }) => edges,
    }),
    layers: t.field({
      type: t.listRef(['String']),
      description: 'The keys layer by layer: each waits for the layers before only.',
      complexity: graphCost,
      resolve: layersOfIds,
    }),
    criticalPath: t.stringList({
      description: 'The keys along the longest chain, each depending on the one before.',
      complexity: graphCost,
      resolve: (graph) => graph.criticalPath().nodes.map(({ node }) => node.key),
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

const UnitDraft = builder.objectRef<UnitDefinition>('UnitDraft').implement({
  description: 'A Unit that would be made.',
  fields: (t) => ({
    ...nodeFields<UnitDefinition>(t),
    kind: t.exposeString('kind', { description: 'What a worker must know how to do.' }),
    input: t.field({
      type: 'JSON',
      nullable: true,
      description: 'What its worker would be given.',
      resolve: ({ input }) => readJson(input),
    }),
    priority: t.exposeInt('priority', {
      nullable: true,
      description: 'Its own priority; null for that of the Job.',
    }),
  }),
});

const TaskDraft = builder.objectRef<TaskDefinition>('TaskDraft').implement({
  description: 'A Task that would be made.',
  fields: (t) => ({
    ...nodeFields<TaskDefinition>(t),
    name: t.string({
      description: 'Its name for people.',
      resolve: ({ key, name }) => name ?? key,
    }),
    units: t.field({
      type: [UnitDraft],
      description: 'Its Units.',
      complexity: graphCost,
      resolve: ({ units }) => units,
    }),
    graph: t.field({
      type: DraftGraph,
      description: 'Its Units as a graph.',
      complexity: 10,
      resolve: ({ key, units }) => viewDraft(key, units),
    }),
  }),
});

export const JobDraft = builder.objectRef<Draft>('JobDraft').implement({
  description: 'A Job that would be made.',
  fields: (t) => ({
    name: t.string({ description: 'Its name.', resolve: ({ definition }) => definition.name }),
    key: t.string({
      nullable: true,
      description: 'Its key; null when there is none.',
      resolve: ({ definition }) => definition.key,
    }),
    priority: t.int({
      description: 'Its priority.',
      resolve: ({ definition }) => definition.priority,
    }),
    onFailure: t.field({
      type: OnFailure,
      description: 'What becomes of the rest once a Task has failed.',
      resolve: ({ definition }) => definition.onFailure ?? 'CONTINUE',
    }),
    params: t.field({
      type: 'JSON',
      description: 'The parameters, with what the schema says of those that were left out.',
      resolve: ({ params }) => readJson(params),
    }),
    payload: t.field({
      type: 'JSON',
      nullable: true,
      description: 'What every worker of its Units would see.',
      resolve: ({ definition }) => readJson(definition.payload),
    }),
    context: t.field({
      type: 'JSON',
      description: 'The object that its Units would share.',
      resolve: ({ definition }) => readJson(definition.context ?? '{}'),
    }),
    labels: t.field({
      type: 'JSON',
      description: 'Its labels.',
      resolve: ({ definition }) => readJson(definition.labels),
    }),
    taskCount: t.int({
      description: 'How many Tasks it would have.',
      resolve: ({ definition }) => definition.tasks.length,
    }),
    unitCount: t.int({
      description: 'How many Units it would have.',
      resolve: ({ definition }) => countUnits(definition),
    }),
    tasks: t.field({
      type: [TaskDraft],
      description: 'Its Tasks. Refused with GRAPH_TOO_LARGE beyond the limits.',
      complexity: graphCost,
      resolve: ({ definition }) => expandTasks(withinLimits(definition).tasks),
    }),
    graph: t.field({
      type: DraftGraph,
      description: 'Its Tasks as a graph. Refused with GRAPH_TOO_LARGE beyond the limits.',
      complexity: 10,
      resolve: ({ definition }) => viewDraft(definition.name, withinLimits(definition).tasks),
    }),
  }),
});

interface DraftNode {
  readonly id: string;
  readonly key: string;
  readonly state: string;
}

type DraftView = GraphView<DraftNode>;

type Fields<Shape> = PothosSchemaTypes.ObjectFieldBuilder<
  PothosSchemaTypes.ExtendDefaultTypes<SchemaTypes>,
  Shape
>;

function nodeFields<Shape extends NodeDefinition>(t: Fields<Shape>) {
  return {
    key: t.string({ description: 'Its key.', resolve: ({ key }) => key }),
    dependsOn: t.stringList({
      description: 'The keys of those that it waits for.',
      resolve: ({ dependsOn }) => [...dependsOn],
    }),
    join: t.field({
      type: Join,
      description: 'What has to become of them.',
      resolve: ({ join = 'ALL_SUCCEEDED', joinCount = null }) => ({ join, joinCount }),
    }),
    when: t.string({
      nullable: true,
      description: 'The condition, with its parameters in place; null for none.',
      resolve: ({ when }) => when,
    }),
  };
}

function viewDraft(id: string, given: readonly NodeDefinition[]): DraftView {
  return viewGraph({
    id,
    nodes: given.map(({ key }) => ({ id: key, key, state: 'PENDING' })),
    dependencies: given.flatMap(({ key, dependsOn }) =>
      dependsOn.map((predecessorId) => ({ predecessorId, dependantId: key })),
    ),
    durations: given.map(() => ({ durationMs: 0, source: 'UNKNOWN' })),
  });
}

function countUnits({ tasks }: JobDefinition): number {
  return sizeOfTasks(tasks).unitCount;
}

/** Pictures of graphs are answered as a whole, so they have a size. */
function withinLimits(definition: JobDefinition): JobDefinition {
  const { nodeCountMax } = requestLimits.graph;
  if (definition.tasks.length + countUnits(definition) <= nodeCountMax) return definition;
  throw requestError(
    'GRAPH_TOO_LARGE',
    `The Job would have more than ${nodeCountMax} Tasks and Units. Ask for its counts only.`,
  );
}
