/**
 * Ways through a graph without cycles: its critical path, and all that lies before or behind a
 * node. Nodes are positions, as in graph.ts; everything is linear in nodes and edges and free of
 * recursion.
 */
import { dependantsOf, type Predecessors, topologicalOrder } from './graph.ts';

export interface CriticalPath {
  /** From a node without predecessors to one without dependants; empty for an empty graph. */
  readonly nodes: readonly number[];
  /** What the nodes weigh together. */
  readonly weight: number;
}

/**
 * The chain of nodes, each depending on the one before, that weighs most. Of equals it is the one
 * with the most nodes, so where nothing is known to weigh anything it is the longest chain; then
 * the one whose nodes come first, looking from its end. Weights are whole numbers from 0 on: sums of
 * fractions depend on their order, and equals would not be seen as such.
 */
export function criticalPath(
  predecessors: Predecessors,
  weightOf: (node: number) => number,
): CriticalPath {
  const chains: (Chain | undefined)[] = predecessors.map(() => undefined);
  let longest: Chain | undefined;
  for (const node of topologicalOrder(predecessors)) {
    let before: Chain | undefined;
    for (const predecessor of predecessors[node] ?? []) {
      before = longerOf(before, chains[predecessor]);
    }
    const chain = {
      node,
      before,
      weight: (before?.weight ?? 0) + weightOf(node),
      nodeCount: (before?.nodeCount ?? 0) + 1,
    };
    chains[node] = chain;
    longest = longerOf(longest, chain);
  }
  return { nodes: nodesAlong(longest), weight: longest?.weight ?? 0 };
}

/** All that a node depends on, directly or through others; without the node. */
export function ancestorsOf(predecessors: Predecessors, node: number): ReadonlySet<number> {
  return reachableFrom(node, predecessors);
}

/** All that depends on a node, directly or through others; without the node. */
export function descendantsOf(predecessors: Predecessors, node: number): ReadonlySet<number> {
  return reachableFrom(node, dependantsOf(predecessors));
}

/** The best chain that ends with a node. */
interface Chain {
  readonly node: number;
  readonly before: Chain | undefined;
  readonly weight: number;
  readonly nodeCount: number;
}

function longerOf(one: Chain | undefined, other: Chain | undefined): Chain | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  const difference =
    one.weight - other.weight || one.nodeCount - other.nodeCount || other.node - one.node;
  return difference < 0 ? other : one;
}

function nodesAlong(last: Chain | undefined): readonly number[] {
  const nodes: number[] = [];
  for (let chain = last; chain !== undefined; chain = chain.before) nodes.push(chain.node);
  return nodes.reverse();
}

function reachableFrom(start: number, nextOf: Predecessors): ReadonlySet<number> {
  const found = new Set(nextOf[start]);
  // The set grows while it is walked: what is added is visited too.
  for (const node of found) {
    for (const next of nextOf[node] ?? []) found.add(next);
  }
  return found;
}
