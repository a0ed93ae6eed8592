import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { seriesSegments } from '../../../src/cli/job-file/series-segments.ts';
import { graphs } from './graphs.ts';
import { closureOf } from './order.ts';

type Predecessors = readonly (readonly number[])[];

describe('a graph split in series', () => {
  test('holds every node once', () => {
    fc.assert(
      fc.property(graphs, (predecessors) => {
        const nodes = seriesSegments(predecessors).flat(2);
        expect(nodes.toSorted((a, b) => a - b)).toEqual(predecessors.map((_, node) => node));
      }),
    );
  });

  test('is split at every place where all that follows depends on all before, and only there', () => {
    fc.assert(
      fc.property(graphs, (predecessors) => {
        const order = orderOf(predecessors);
        const segments = seriesSegments(predecessors).map((components) => components.flat());
        const nodes = segments.flat();
        const possibleCuts = nodes.flatMap((_, place) => {
          const [before, after] = [nodes.slice(0, place), nodes.slice(place)];
          const isCut = before.every((a) => after.every((b) => order.has(`${a}>${b}`)));
          return place > 0 && isCut ? [place] : [];
        });
        const cuts = segments.slice(1).map((segment) => nodes.indexOf(segment[0] ?? -1));
        expect(cuts).toEqual(possibleCuts);
      }),
      { numRuns: 300 },
    );
  });

  test('has components that hang together and no edge between those of a segment', () => {
    fc.assert(
      fc.property(graphs, (predecessors) => {
        for (const components of seriesSegments(predecessors)) {
          const segment = components.flat();
          for (const component of components) {
            const reached = reachableFrom(component[0] ?? -1, segment, predecessors);
            expect([...reached].toSorted()).toEqual(component.toSorted());
          }
        }
      }),
    );
  });

  test('may be a chain or a fan of 20,000 nodes', () => {
    const length = 20_000;
    const chain = Array.from({ length }, (_, node) => (node === 0 ? [] : [node - 1]));
    expect(seriesSegments(chain)).toHaveLength(length);
    const fan = Array.from({ length }, (_, node) => (node === 0 ? [] : [0]));
    expect(seriesSegments(fan).map((components) => components.length)).toEqual([1, length - 1]);
  });
});

function orderOf(predecessors: Predecessors): ReadonlySet<string> {
  const nodes = predecessors.map((_, node) => String(node));
  const edges = predecessors.flatMap((list, node) =>
    list.map((predecessor) => [String(predecessor), String(node)] as const),
  );
  return closureOf(nodes, edges);
}

/** What edges connect with a node, in either direction, without leaving the segment. */
function reachableFrom(
  start: number,
  segment: readonly number[],
  predecessors: Predecessors,
): ReadonlySet<number> {
  const reached = new Set([start]);
  for (const node of reached) {
    for (const other of segment) {
      const isNeighbour =
        predecessors[node]?.includes(other) === true ||
        predecessors[other]?.includes(node) === true;
      if (isNeighbour) reached.add(other);
    }
  }
  return reached;
}
