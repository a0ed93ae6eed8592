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

/** What a node is called in messages, where its list stands in the input, and what is there already. */
export interface GraphNaming {
  readonly noun: 'Task' | 'Unit';
  readonly path: readonly string[];
  /** Keys that cannot be given again. */
  readonly taken?: ReadonlySet<string>;
  /** Keys of nodes that are there, and that the new ones may depend on. */
  readonly known?: ReadonlySet<string>;
  /** Among which nodes a dependency may look for its key, if not all of the Job or Task. */
  readonly scope?: string;
}

/**
 * Reads the dependencies: every fault is named by node and path; a cycle by its keys. What is there
 * already depends on nothing that is new, so it can close no cycle, and is left out of the answer.
 */
export function resolveGraph(nodes: readonly GraphNode[], naming: GraphNaming): ResolvedGraph {
  const rejections: Rejection[] = [];
  const positions = new Map<string, number>();
  nodes.forEach((node, position) => {
    if (naming.taken?.has(node.key)) rejections.push(takenKey(node.key, position, naming));
    else if (positions.has(node.key)) rejections.push(duplicateKey(node.key, position, naming));
    else positions.set(node.key, position);
  });
  const predecessors = nodes.map((node, position) =>
    resolveNode(node, { position, positions, naming, rejections }),
  );
  if (rejections.length > 0) return { isValid: false, rejections };
  const cycle = findCycle(predecessors);
  if (cycle === undefined) return { isValid: true, predecessors };
  const keys = cycle.map((position) => nodes[position]?.key ?? '');
  return { isValid: false, rejections: [cycleFound(keys, naming)] };
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
  const { naming, positions } = context;
  const named = new Set<string>();
  const found: number[] = [];
  node.dependsOn.forEach((key, index) => {
    const predecessor = positions.get(key);
    const isKnown = predecessor !== undefined || naming.known?.has(key) === true;
    if (isKnown && node.key !== key && !named.has(key)) {
      named.add(key);
      if (predecessor !== undefined) found.push(predecessor);
      return;
    }
    const where = { path: [...naming.path, `${context.position}`, 'dependsOn', `${index}`] };
    context.rejections.push(dependencyFault({ naming, node, key, isKnown }, where));
  });
  return found;
}

interface DependencyFault {
  readonly naming: GraphNaming;
  readonly node: GraphNode;
  readonly key: string;
  readonly isKnown: boolean;
}

function dependencyFault(
  { naming: { noun, scope }, node, key, isKnown }: DependencyFault,
  where: { readonly path: readonly string[] },
): Rejection {
  if (node.key === key) {
    return rejection(
      'SELF_DEPENDENCY',
      `${noun} "${node.key}" depends on itself. Remove that dependency.`,
      where,
    );
  }
  if (!isKnown) {
    const inTask = 'in this Task (a Unit depends on Units of its own Task only)';
    const among = scope ?? (noun === 'Unit' ? inTask : 'in this Job');
    return rejection(
      'UNKNOWN_DEPENDENCY',
      `${noun} "${node.key}" depends on "${key}", but there is no ${noun} with that key ${among}. Add it, or correct the key.`,
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

function takenKey(key: string, position: number, { noun, path }: GraphNaming): Rejection {
  return rejection(
    'DUPLICATE_KEY',
    `There is a ${noun} "${key}" already in this ${noun === 'Unit' ? 'Task' : 'Job'}. Give the new one a key of its own.`,
    { path: [...path, `${position}`, 'key'] },
  );
}

/** @param cycle the keys along it, each depending on the next and the last on the first */
export function cycleFound(
  cycle: readonly string[],
  { noun, path }: Pick<GraphNaming, 'noun' | 'path'>,
): Rejection {
  const keys = [...cycle, ...cycle.slice(0, 1)];
  // A cycle through thousands of nodes is named in the details; the message stays readable.
  const shown = keys.length > 12 ? [...keys.slice(0, 6), '…', ...keys.slice(-5)] : keys;
  return rejection(
    'DEPENDENCY_CYCLE',
    `The ${noun}s depend on each other in a circle: ${shown.join(' → ')}. None of them could ever start; remove one of these dependencies.`,
    { path, details: { cycle: keys } },
  );
}
