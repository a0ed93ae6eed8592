/**
 * Splits a graph in series: at every point where all that comes later depends, through whatever
 * steps, on all that came earlier. Between two such points lies a segment; the parts of a segment
 * that are not connected with each other are its components.
 *
 * The order among the nodes is kept exactly: across segments it is "all of the one before all of
 * the next", within a component it is the edges given, and between components of one segment
 * there is none.
 */
import { type Predecessors, topologicalOrder } from '../../domain/graph.ts';
import { groupBy } from '../../domain/group-by.ts';

/** A connected part of a segment: the positions of its nodes, in a topological order. */
export type Component = readonly number[];

/** Answers the segments in order, each as its components. The graph must have no cycle. */
export function seriesSegments(predecessors: Predecessors): readonly (readonly Component[])[] {
  const order = topologicalOrder(predecessors);
  const segmentOf = predecessors.map(() => 0);
  const cuts = findCuts(order, predecessors);
  let segment = 0;
  order.forEach((node, place) => {
    if (cuts.has(place)) segment += 1;
    segmentOf[node] = segment;
  });
  return componentsBySegment(order, predecessors, segmentOf);
}

/**
 * The places in a topological order before which the graph can be cut.
 *
 * A cut is possible exactly when every last node before it (one without successors there) has an
 * edge to every first node after it (one without predecessors there): a path between two such
 * nodes can have nothing in between. So it is enough to compare, at each place, the number of such
 * edges with the product of the two counts. A node is a last one from its own place to its first
 * successor, and a first one from its last predecessor to its own place; the spans are added up
 * as differences, which makes all of it linear in nodes and edges.
 */
function findCuts(order: readonly number[], predecessors: Predecessors): ReadonlySet<number> {
  const { firstSuccessor, lastPredecessor, placeOf } = findNeighbourPlaces(order, predecessors);
  const length = order.length;
  const lastCount = new SpanCount(length);
  const firstCount = new SpanCount(length);
  const edgeCount = new SpanCount(length);
  order.forEach((node, place) => {
    lastCount.add(place + 1, at(firstSuccessor, node));
    firstCount.add(at(lastPredecessor, node) + 1, at(placeOf, node));
    for (const predecessor of predecessors[node] ?? []) {
      edgeCount.add(at(lastPredecessor, node) + 1, at(firstSuccessor, predecessor));
    }
  });
  const cuts = new Set<number>();
  const [last, first, edges] = [lastCount.totals(), firstCount.totals(), edgeCount.totals()];
  for (let place = 1; place < length; place += 1) {
    if (at(edges, place) === at(last, place) * at(first, place)) cuts.add(place);
  }
  return cuts;
}

/** For every node the places of its nearest neighbours: the length and -1 stand for none. */
function findNeighbourPlaces(order: readonly number[], predecessors: Predecessors) {
  const placeOf = predecessors.map(() => 0);
  order.forEach((node, place) => {
    placeOf[node] = place;
  });
  const firstSuccessor = predecessors.map(() => order.length);
  const lastPredecessor = predecessors.map(() => -1);
  predecessors.forEach((list, node) => {
    for (const predecessor of list) {
      firstSuccessor[predecessor] = Math.min(at(firstSuccessor, predecessor), at(placeOf, node));
      lastPredecessor[node] = Math.max(at(lastPredecessor, node), at(placeOf, predecessor));
    }
  });
  return { placeOf, firstSuccessor, lastPredecessor };
}

/** How many of the spans added, first and last place included, lie over each place. */
class SpanCount {
  readonly #differences: number[];

  constructor(length: number) {
    this.#differences = Array.from({ length: length + 2 }, () => 0);
  }

  add(first: number, last: number): void {
    if (last < first) return;
    this.#differences[first] = at(this.#differences, first) + 1;
    this.#differences[last + 1] = at(this.#differences, last + 1) - 1;
  }

  totals(): readonly number[] {
    let total = 0;
    return this.#differences.map((difference) => {
      total += difference;
      return total;
    });
  }
}

function componentsBySegment(
  order: readonly number[],
  predecessors: Predecessors,
  segmentOf: readonly number[],
): readonly (readonly Component[])[] {
  const leaders = predecessors.map((_, node) => node);
  const leaderOf = (node: number): number => {
    let leader = node;
    while (at(leaders, leader) !== leader) {
      // Halving the path on the way keeps every later walk short.
      leaders[leader] = at(leaders, at(leaders, leader));
      leader = at(leaders, leader);
    }
    return leader;
  };
  predecessors.forEach((list, node) => {
    for (const predecessor of list) {
      if (segmentOf[predecessor] === segmentOf[node]) {
        leaders[leaderOf(node)] = leaderOf(predecessor);
      }
    }
  });
  const components = groupBy(order, leaderOf);
  // Components come in the order of their first nodes, so segments come in order too.
  const segments = groupBy([...components.values()], (component) =>
    at(segmentOf, at(component, 0)),
  );
  return [...segments.values()];
}

function at(list: readonly number[], index: number): number {
  const value = list[index];
  if (value === undefined) throw new RangeError(`There is no place ${index} of ${list.length}.`);
  return value;
}
