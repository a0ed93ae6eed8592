import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Predecessors } from '../../src/domain/graph.ts';
import { ancestorsOf, criticalPath, descendantsOf } from '../../src/domain/graph-paths.ts';

/** A graph without cycles of up to seven nodes with their weights, in any order of positions. */
const anyDag = fc.integer({ min: 1, max: 7 }).chain((size) =>
  fc
    .tuple(
      fc.array(fc.array(fc.boolean(), { minLength: size, maxLength: size }), {
        minLength: size,
        maxLength: size,
      }),
      fc.array(fc.nat(3), { minLength: size, maxLength: size }),
      fc.shuffledSubarray([...Array(size).keys()], { minLength: size, maxLength: size }),
    )
    .map(([matrix, weights, order]) => {
      const predecessors = matrix.map((row, node) =>
        order.slice(0, order.indexOf(node)).filter((before) => row[before]),
      );
      return { predecessors, weights };
    }),
);

/** Every chain that ends with the node, however short. */
function chainsTo(node: number, predecessors: Predecessors): readonly (readonly number[])[] {
  const longer = (predecessors[node] ?? []).flatMap((before) =>
    chainsTo(before, predecessors).map((chain) => [...chain, node]),
  );
  return [[node], ...longer];
}

function allChains(predecessors: Predecessors) {
  return predecessors.flatMap((_, node) => chainsTo(node, predecessors));
}

function weightOf(chain: readonly number[], weights: readonly number[]): number {
  return chain.reduce((sum, node) => sum + (weights[node] ?? Number.NaN), 0);
}

const longChain: Predecessors = Array.from({ length: 100_000 }, (_, at) =>
  at === 0 ? [] : [at - 1],
);

describe('the critical path', () => {
  test('weighs as much as the heaviest of all chains, and is the longest of those', () => {
    fc.assert(
      fc.property(anyDag, ({ predecessors, weights }) => {
        const found = criticalPath(predecessors, (node) => weights[node] ?? Number.NaN);
        const all = allChains(predecessors);
        const most = Math.max(...all.map((chain) => weightOf(chain, weights)));
        const heaviest = all.filter((chain) => weightOf(chain, weights) === most);
        expect(found.weight).toBe(most);
        expect(heaviest).toContainEqual(found.nodes);
        expect(found.nodes).toHaveLength(Math.max(...heaviest.map((chain) => chain.length)));
      }),
    );
  });

  test('is the longest chain where nothing weighs anything', () => {
    expect(criticalPath([[], [0], [], [1, 2], []], () => 0)).toEqual({
      nodes: [0, 1, 3],
      weight: 0,
    });
  });

  test('is the same for the same graph: of equals the one whose nodes come first', () => {
    const diamonds = [[], [0], [0], [2, 1], [0]];
    expect(criticalPath(diamonds, () => 1).nodes).toEqual([0, 1, 3]);
    expect(criticalPath([[], [], []], () => 1).nodes).toEqual([0]);
  });

  test('of an empty graph is empty', () => {
    expect(criticalPath([], () => 1)).toEqual({ nodes: [], weight: 0 });
  });

  test('of a chain of 100,000 is the chain', () => {
    const { nodes, weight } = criticalPath(longChain, (node) => node);
    expect(nodes).toEqual([...longChain.keys()]);
    expect(weight).toBe((99_999 * 100_000) / 2);
  });
});

describe('ancestors and descendants', () => {
  test('are the nodes on all chains to the node, and from it', () => {
    fc.assert(
      fc.property(anyDag, fc.nat(6), ({ predecessors }, some) => {
        const node = some % predecessors.length;
        const chains = allChains(predecessors);
        const before = chains.filter((chain) => chain.at(-1) === node).flat();
        const behind = chains.filter((chain) => chain[0] === node).flat();
        const others = (nodes: readonly number[]) =>
          new Set(nodes.filter((other) => other !== node));
        expect(ancestorsOf(predecessors, node)).toEqual(others(before));
        expect(descendantsOf(predecessors, node)).toEqual(others(behind));
      }),
    );
  });

  test('of a node in a chain of 100,000 are all before and all behind it', () => {
    expect(ancestorsOf(longChain, 99_999).size).toBe(99_999);
    expect(ancestorsOf(longChain, 0).size).toBe(0);
    expect(descendantsOf(longChain, 0).size).toBe(99_999);
    expect([...descendantsOf(longChain, 99_997)]).toEqual([99_998, 99_999]);
  });
});
