import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findCycle, layersOf, resolveGraph, topologicalOrder } from '../../src/domain/graph.ts';

const naming = { noun: 'Unit', path: ['input', 'tasks', '0', 'units'] } as const;

function codesOf(nodes: readonly { key: string; dependsOn: readonly string[] }[]) {
  const resolved = resolveGraph(nodes, naming);
  return resolved.isValid
    ? []
    : resolved.rejections.map(({ code, path }) => [code, path.join('/')]);
}

describe('reading dependencies', () => {
  test('turns keys into positions', () => {
    const nodes = [
      { key: 'c', dependsOn: ['a', 'b'] },
      { key: 'a', dependsOn: [] },
      { key: 'b', dependsOn: ['a'] },
    ];
    expect(resolveGraph(nodes, naming)).toEqual({
      isValid: true,
      predecessors: [[1, 2], [], [1]],
    });
  });

  test('names an unknown, a repeated and an own key, each where it stands', () => {
    const nodes = [
      { key: 'a', dependsOn: ['a', 'nowhere'] },
      { key: 'b', dependsOn: ['a', 'a'] },
    ];
    expect(codesOf(nodes)).toEqual([
      ['SELF_DEPENDENCY', 'input/tasks/0/units/0/dependsOn/0'],
      ['UNKNOWN_DEPENDENCY', 'input/tasks/0/units/0/dependsOn/1'],
      ['DUPLICATE_DEPENDENCY', 'input/tasks/0/units/1/dependsOn/1'],
    ]);
  });

  test('refuses a key that two nodes have', () => {
    const nodes = [
      { key: 'a', dependsOn: [] },
      { key: 'a', dependsOn: [] },
    ];
    expect(codesOf(nodes)).toEqual([['DUPLICATE_KEY', 'input/tasks/0/units/1/key']]);
  });

  test('names a cycle by its keys, from one of them back to it', () => {
    const nodes = [
      { key: 'start', dependsOn: [] },
      { key: 'a', dependsOn: ['start', 'c'] },
      { key: 'b', dependsOn: ['a'] },
      { key: 'c', dependsOn: ['b'] },
      { key: 'end', dependsOn: ['c'] },
    ];
    const resolved = resolveGraph(nodes, naming);
    expect(resolved).toMatchObject({
      isValid: false,
      rejections: [{ code: 'DEPENDENCY_CYCLE', details: { cycle: ['a', 'c', 'b', 'a'] } }],
    });
    expect(resolved.isValid ? '' : resolved.rejections[0]?.message).toContain('a → c → b → a');
  });

  test('takes a chain of 100,000 without running out of stack', () => {
    const nodes = Array.from({ length: 100_000 }, (_, index) => ({
      key: `n${index}`,
      dependsOn: index === 0 ? [] : [`n${index - 1}`],
    }));
    expect(resolveGraph(nodes, naming).isValid).toBe(true);
  });

  test('names a circle of 100,000 in the details and keeps the message readable', () => {
    const nodes = Array.from({ length: 100_000 }, (_, index) => ({
      key: `n${index}`,
      dependsOn: [`n${(index + 1) % 100_000}`],
    }));
    const resolved = resolveGraph(nodes, naming);
    const found = resolved.isValid ? undefined : resolved.rejections[0];
    expect(found?.details?.['cycle']).toHaveLength(100_001);
    expect(found?.message.length).toBeLessThan(300);
  });
});

/** Any graph at all: node i may depend on any nodes, itself included. */
const anyGraph = fc.integer({ min: 1, max: 12 }).chain((size) =>
  fc.array(fc.uniqueArray(fc.nat(size - 1), { maxLength: 4 }), {
    minLength: size,
    maxLength: size,
  }),
);

describe('any graph', () => {
  test('either has an order that honours every edge, or a cycle whose every step is an edge', () => {
    fc.assert(
      fc.property(anyGraph, (predecessors) => {
        const cycle = findCycle(predecessors);
        if (cycle === undefined) {
          const place = new Map(topologicalOrder(predecessors).map((node, index) => [node, index]));
          expect(place.size).toBe(predecessors.length);
          predecessors.forEach((list, node) => {
            for (const one of list) expect(place.get(one)).toBeLessThan(place.get(node) ?? -1);
          });
        } else {
          expect(cycle.length).toBeGreaterThan(0);
          cycle.forEach((node, index) => {
            expect(predecessors[node]).toContain(cycle[(index + 1) % cycle.length]);
          });
        }
      }),
    );
  });

  test('without a cycle lies in layers: each node one behind its deepest predecessor', () => {
    fc.assert(
      fc.property(anyGraph, (predecessors) => {
        fc.pre(findCycle(predecessors) === undefined);
        const layers = layersOf(predecessors);
        predecessors.forEach((list, node) => {
          const deepest = Math.max(-1, ...list.map((one) => layers[one] ?? Number.NaN));
          expect(layers[node]).toBe(deepest + 1);
        });
      }),
    );
  });
});
