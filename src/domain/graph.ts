/**
 * Directed graphs of keyed nodes, as Tasks in a Job and Units in a Task: reading dependencies
 * given by key, finding what is wrong with them, and laying the nodes out in layers. All of it is
 * linear in nodes and edges and free of recursion, so a chain of 100,000 is as safe as a pair.
 */
import { type Rejection, rejection } from './rejection.ts';

export interface GraphNode {
  readonly key: string;
  readonly dependsOn: readonly string[];
}

/** For every node, by position, the positions of those it depends on. */
export type Predecessors = readonly (readonly number[])[];

export type ResolvedGraph =
  | { readonly isValid: true; readonly predecessors: Predecessors }
  | { readonly isValid: false; readonly rejections: readonly Rejection[] };

/** What a node is called in messages, and where its list stands in the input. */
export interface GraphNaming {
  readonly noun: 'Task' | 'Unit';
  readonly path: readonly string[];
}

/** Reads the dependencies: every fault is named by node and path; a cycle by its keys. */
export function resolveGraph(nodes: readonly GraphNode[], naming: GraphNaming): ResolvedGraph {
  const rejections: Rejection[] = [];
  const positions = new Map<string, number>();
  nodes.forEach((node, position) => {
    if (positions.has(node.key)) rejections.push(duplicateKey(node.key, position, naming));
    else positions.set(node.key, position);
  });
  const predecessors = nodes.map((node, position) =>
    resolveNode(node, { position, positions, naming, rejections }),
  );
  if (rejections.length > 0) return { isValid: false, rejections };
  const cycle = findCycle(predecessors);
  if (cycle === undefined) return { isValid: true, predecessors };
  return { isValid: false, rejections: [cycleFound(cycle, nodes, naming)] };
}

/** The positions along a cycle, each depending on the next and the last on the first, if there is one. */
export function findCycle(predecessors: Predecessors): readonly number[] | undefined {
  const remaining = topologicalRemainder(predecessors);
  const start = remaining.values().next().value;
  if (start === undefined) return undefined;
  // Every node that is left depends on another that is left, so following those must come around.
  const placeOnTrail = new Map<number, number>();
  const trail: number[] = [];
  let node = start;
  while (!placeOnTrail.has(node)) {
    placeOnTrail.set(node, trail.length);
    trail.push(node);
    const next = (predecessors[node] ?? []).find((predecessor) => remaining.has(predecessor));
    if (next === undefined) throw new Error(`Node ${node} lies on no cycle although it is left.`);
    node = next;
  }
  return trail.slice(placeOnTrail.get(node));
}

/** For every node its layer: 0 without predecessors, else one more than the deepest of them. */
export function layersOf(predecessors: Predecessors): readonly number[] {
  const layers = predecessors.map(() => 0);
  for (const node of topologicalOrder(predecessors)) {
    for (const predecessor of predecessors[node] ?? []) {
      layers[node] = Math.max(layers[node] ?? 0, (layers[predecessor] ?? 0) + 1);
    }
  }
  return layers;
}

/** The nodes layer by layer, those of a layer in the order of their positions. */
export function groupByLayer(layers: readonly number[]): readonly (readonly number[])[] {
  const groups: number[][] = [];
  layers.forEach((layer, node) => {
    while (groups.length <= layer) groups.push([]);
    groups[layer]?.push(node);
  });
  return groups;
}

/** The nodes so that each comes after all that it depends on; nodes on or behind a cycle are left out. */
export function topologicalOrder(predecessors: Predecessors): readonly number[] {
  const dependants = dependantsOf(predecessors);
  const waitingFor = predecessors.map((list) => list.length);
  const order = predecessors.flatMap((list, node) => (list.length === 0 ? [node] : []));
  // The list grows while it is walked: nodes are added behind the last that they depend on.
  for (const node of order) {
    for (const dependant of dependants[node] ?? []) {
      const left = (waitingFor[dependant] ?? 0) - 1;
      waitingFor[dependant] = left;
      if (left === 0) order.push(dependant);
    }
  }
  return order;
}

/** For every node, by position, the positions of those that depend on it. */
export function dependantsOf(predecessors: Predecessors): readonly (readonly number[])[] {
  const dependants: number[][] = predecessors.map(() => []);
  predecessors.forEach((list, node) => {
    for (const predecessor of list) dependants[predecessor]?.push(node);
  });
  return dependants;
}

function topologicalRemainder(predecessors: Predecessors): ReadonlySet<number> {
  const remaining = new Set(predecessors.keys());
  for (const node of topologicalOrder(predecessors)) remaining.delete(node);
  return remaining;
}

interface NodeContext {
  readonly position: number;
  readonly positions: ReadonlyMap<string, number>;
  readonly naming: GraphNaming;
  readonly rejections: Rejection[];
}

function resolveNode(node: GraphNode, context: NodeContext): readonly number[] {
  const found = new Set<number>();
  node.dependsOn.forEach((key, index) => {
    const predecessor = context.positions.get(key);
    if (predecessor !== undefined && node.key !== key && !found.has(predecessor)) {
      found.add(predecessor);
      return;
    }
    const { noun, path } = context.naming;
    const where = { path: [...path, `${context.position}`, 'dependsOn', `${index}`] };
    context.rejections.push(dependencyFault({ noun, node, key, predecessor }, where));
  });
  return [...found];
}

interface DependencyFault {
  readonly noun: GraphNaming['noun'];
  readonly node: GraphNode;
  readonly key: string;
  readonly predecessor: number | undefined;
}

function dependencyFault(
  { noun, node, key, predecessor }: DependencyFault,
  where: { readonly path: readonly string[] },
): Rejection {
  if (node.key === key) {
    return rejection(
      'SELF_DEPENDENCY',
      `${noun} "${node.key}" depends on itself. Remove that dependency.`,
      where,
    );
  }
  if (predecessor === undefined) {
    const scope = noun === 'Unit' ? 'Task (a Unit depends on Units of its own Task only)' : 'Job';
    return rejection(
      'UNKNOWN_DEPENDENCY',
      `${noun} "${node.key}" depends on "${key}", but there is no ${noun} with that key in this ${scope}. Add it, or correct the key.`,
      where,
    );
  }
  return rejection(
    'DUPLICATE_DEPENDENCY',
    `${noun} "${node.key}" names its dependency on "${key}" twice. Name it once.`,
    where,
  );
}

function duplicateKey(key: string, position: number, { noun, path }: GraphNaming): Rejection {
  return rejection(
    'DUPLICATE_KEY',
    `The key "${key}" is used by more than one ${noun}. Keys are unique among the ${noun}s of one ${noun === 'Unit' ? 'Task' : 'Job'}.`,
    { path: [...path, `${position}`, 'key'] },
  );
}

function cycleFound(
  cycle: readonly number[],
  nodes: readonly GraphNode[],
  { noun, path }: GraphNaming,
): Rejection {
  const keys = [...cycle, ...cycle.slice(0, 1)].map((position) => nodes[position]?.key ?? '');
  // A cycle through thousands of nodes is named in the details; the message stays readable.
  const shown = keys.length > 12 ? [...keys.slice(0, 6), '…', ...keys.slice(-5)] : keys;
  return rejection(
    'DEPENDENCY_CYCLE',
    `The ${noun}s depend on each other in a circle: ${shown.join(' → ')}. None of them could ever start; remove one of these dependencies.`,
    { path, details: { cycle: keys } },
  );
}
