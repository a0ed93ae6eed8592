import fc from 'fast-check';

/** Graphs without cycles as predecessors by position: from sparse to dense, nodes in any order. */
export const graphs: fc.Arbitrary<readonly (readonly number[])[]> = fc
  .record({ size: fc.integer({ min: 1, max: 14 }), density: fc.integer({ min: 0, max: 100 }) })
  .chain(({ size, density }) => {
    const nodes = Array.from({ length: size }, (_, node) => node);
    const isEdge = fc.integer({ min: 0, max: 99 }).map((dice) => dice < density);
    return fc.record({
      order: fc.shuffledSubarray(nodes, { minLength: size }),
      edges: fc.array(fc.array(isEdge, { minLength: size, maxLength: size }), {
        minLength: size,
        maxLength: size,
      }),
    });
  })
  .map(({ order, edges }) => {
    const predecessors: number[][] = order.map(() => []);
    order.forEach((node, place) => {
      const earlier = order.slice(0, place);
      predecessors[node] = earlier.filter((other) => edges[node]?.[other] === true);
    });
    return predecessors;
  });
