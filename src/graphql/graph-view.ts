/**
 * What the fields of a graph answer, worked out from its nodes and edges. A graph is read as a
 * whole, and every field of it is made from that one reading; the nodes are in the order of their
 * ids, and positions are places in that order.
 */
import type { Dependency } from '../domain/dependency.ts';
import { groupByLayer, layersOf, type Predecessors } from '../domain/graph.ts';
import { type ancestorsOf, criticalPath, type descendantsOf } from '../domain/graph-paths.ts';
import { drawGraph, type GraphFormat } from '../domain/graph-text.ts';
import { type IdKind, idKind } from '../domain/id.ts';
import type { NodeDuration } from '../domain/node-duration.ts';
import type { KeysetPage } from '../store/reads/keyset-page.ts';
import {
  connectionOf,
  type ListOrder,
  type PageArguments,
  readPage,
  readSize,
} from './pagination.ts';
import { requestError } from './request-error.ts';

export interface GraphNode {
  readonly id: string;
  readonly key: string;
  readonly state: string;
}

/** What a graph is made from. */
export interface GraphContent<Node> {
  /** Of the Job or Task that the graph is of. */
  readonly id: string;
  /** In the order of their ids. */
  readonly nodes: readonly Node[];
  readonly dependencies: readonly Dependency[];
  /** By position of the node. */
  readonly durations: readonly NodeDuration[];
}

export interface GraphView<Node> extends Omit<GraphContent<Node>, 'dependencies'> {
  readonly edges: readonly EdgeView[];
  readonly predecessors: Predecessors;
  /** By position of the node. */
  readonly layers: readonly number[];
  /** Worked out when it is first asked for: most pictures of a graph have no use for it. */
  readonly criticalPath: () => CriticalPathView<Node>;
}

export interface EdgeView {
  readonly from: string;
  readonly to: string;
  readonly fromKey: string;
  readonly toKey: string;
}

/** A node in its graph. */
export interface NodeView<Node> {
  readonly graph: GraphView<Node>;
  readonly position: number;
  readonly node: Node;
  readonly layer: number;
  readonly duration: NodeDuration;
}

export interface CriticalPathView<Node> {
  readonly nodes: readonly NodeView<Node>[];
  readonly positions: ReadonlySet<number>;
  readonly durationMs: number;
}

export function viewGraph<Node extends GraphNode>(content: GraphContent<Node>): GraphView<Node> {
  const { id, nodes, dependencies, durations } = content;
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
  let path: CriticalPathView<Node> | undefined;
  const graph: GraphView<Node> = {
    ...{ id, nodes, durations, predecessors, edges },
    layers: layersOf(predecessors),
    criticalPath: () => {
      path ??= viewCriticalPath(graph);
      return path;
    },
  };
  return graph;
}

/** The nodes in the order in which they were submitted. */
export function nodeViews<Node>(graph: GraphView<Node>): readonly NodeView<Node>[] {
  return viewNodes(graph, [...graph.nodes.keys()]);
}

export function layersOfIds({ nodes, layers }: GraphView<GraphNode>): readonly string[][] {
  return groupByLayer(layers).map((layer) =>
    layer.flatMap((position) => nodes[position]?.id ?? []),
  );
}

export function drawView({ nodes, edges }: GraphView<GraphNode>, format: GraphFormat): string {
  const drawn = nodes.map(({ id, key, state }) => ({ id, label: key, note: state }));
  return drawGraph({ nodes: drawn, edges }, format);
}

/** How a node of a graph is named: by one of these. */
export interface NodeName {
  readonly id?: string | null | undefined;
  readonly key?: string | null | undefined;
}

/** Which relatives, and what the nodes of the graph are. */
export interface RelativeRead {
  readonly find: typeof ancestorsOf | typeof descendantsOf;
  readonly kind: 'task' | 'unit';
}

/** A page of what lies before or behind a node, each after all that it depends on. */
export function listRelatives<Node extends GraphNode>(
  graph: GraphView<Node>,
  args: PageArguments & { readonly of: NodeName },
  { find, kind }: RelativeRead,
) {
  const order = placeOrder(kind);
  const page = readPage(args, order);
  const relatives = find(graph.predecessors, getPosition(graph, args.of, kind));
  const inOrder = groupByLayer(graph.layers)
    .flat()
    .filter((position) => relatives.has(position));
  const found = cutToPage(viewNodes(graph, inOrder).map(withPlace), page);
  return connectionOf(found, page, order);
}

/** The page of Units that can be claimed. */
export function readyPage(first: number) {
  return {
    above: undefined,
    below: undefined,
    scan: 'ASC',
    limit: readSize(first, 'first'),
    states: ['READY'],
  } as const;
}

function viewCriticalPath<Node>(graph: GraphView<Node>): CriticalPathView<Node> {
  const { nodes, weight } = criticalPath(
    graph.predecessors,
    (position) => graph.durations[position]?.durationMs ?? 0,
  );
  return { nodes: viewNodes(graph, nodes), positions: new Set(nodes), durationMs: weight };
}

function viewNodes<Node>(
  graph: GraphView<Node>,
  positions: readonly number[],
): readonly NodeView<Node>[] {
  return positions.flatMap((position) => {
    const node = graph.nodes[position];
    const layer = graph.layers[position];
    const duration = graph.durations[position];
    if (node === undefined || layer === undefined || duration === undefined) return [];
    return [{ graph, position, node, layer, duration }];
  });
}

const notFound = {
  task: { noun: 'Task', code: 'TASK_NOT_FOUND' },
  unit: { noun: 'Unit', code: 'UNIT_NOT_FOUND' },
} as const satisfies Partial<Record<IdKind, object>>;

function getPosition(
  { nodes }: GraphView<GraphNode>,
  { id, key }: NodeName,
  kind: keyof typeof notFound,
): number {
  const position = nodes.findIndex((node) => (id == null ? node.key === key : node.id === id));
  if (position >= 0) return position;
  const { noun, code } = notFound[kind];
  const name = id == null ? `key "${key}"` : `id "${id}"`;
  throw requestError(
    code,
    `\`of\` names no ${noun} of this graph: there is none with the ${name}. Name one of its \`nodes\`.`,
  );
}

/** The place of a node among others, so that each comes after all that it depends on. */
interface Place {
  readonly layer: number;
  readonly id: string;
}

function placeOrder(kind: IdKind) {
  return {
    list: `${kind}Graph`,
    toText: ({ layer, id }) => `${layer}.${id}`,
    toKey: (text) => {
      const [, layer, id] = /^(\d{1,9})\.(.*)$/.exec(text) ?? [];
      if (layer === undefined || id === undefined || idKind(id) !== kind) return undefined;
      return { layer: Number(layer), id };
    },
    keyOf: ({ place }) => place,
  } as const satisfies ListOrder<Place> & { keyOf: (row: { readonly place: Place }) => Place };
}

function withPlace<Node extends GraphNode>(view: NodeView<Node>) {
  return { ...view, place: { layer: view.layer, id: view.node.id } };
}

/** What a statement would read for the page, of rows that are in order already. */
function cutToPage<Row extends { readonly place: Place }>(
  rows: readonly Row[],
  { above, below, scan, limit }: KeysetPage<Place>,
): readonly Row[] {
  const within = rows.filter(
    ({ place }) =>
      (above === undefined || isBefore(above, place)) &&
      (below === undefined || isBefore(place, below)),
  );
  return (scan === 'ASC' ? within : within.toReversed()).slice(0, limit);
}

function isBefore(one: Place, other: Place): boolean {
  return one.layer === other.layer ? one.id < other.id : one.layer < other.layer;
}
