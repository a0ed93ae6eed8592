/** Graphs over the API. */
import { beforeAll, describe, expect, test } from 'vitest';
import { openStockedWorkshop, type StockedWorkshop } from './stocked-workshop.ts';

let workshop: StockedWorkshop;

beforeAll(async () => {
  workshop = await openStockedWorkshop();
  return workshop.close;
});

describe('a graph', () => {
  test('has nodes, edges, layers and text', async () => {
    const { job } = await workshop.data<{
      job: {
        graph: {
          layers: readonly (readonly string[])[];
          nodes: readonly { task: { id: string } }[];
        };
      };
    }>(
      `query($id: ID!) { job(by: { id: $id }) { graph {
        nodes { task { id key state predecessors { key } dependants { key } } layer }
        edges { fromKey toKey } layers readyUnits(first: 3) { path }
        dot: text(format: DOT) mermaid: text(format: MERMAID)
      } } }`,
      { id: workshop.jobs[2]?.id },
    );
    expect(job.graph).toMatchObject({
      nodes: [
        {
          task: {
            key: 'first',
            state: 'RUNNING',
            predecessors: [],
            dependants: [{ key: 'second' }, { key: 'third' }],
          },
          layer: 0,
        },
        { task: { key: 'second', predecessors: [{ key: 'first' }] }, layer: 1 },
        {
          task: {
            key: 'third',
            predecessors: [{ key: 'first' }, { key: 'second' }],
            dependants: [],
          },
          layer: 2,
        },
      ],
      edges: [
        { fromKey: 'first', toKey: 'second' },
        { fromKey: 'first', toKey: 'third' },
        { fromKey: 'second', toKey: 'third' },
      ],
      readyUnits: [{ path: 'first/u0' }, { path: 'first/u1' }, { path: 'first/u2' }],
      dot: expect.stringContaining('n0 [label="first\\nRUNNING"];'),
      mermaid: expect.stringContaining('n1 --> n2'),
    });
    expect(job.graph.layers).toEqual(job.graph.nodes.map(({ task }) => [task.id]));
  });

  test('of a Task is made of its Units', async () => {
    const job = await workshop.submit([
      {
        key: 'knit',
        units: [
          { key: 'a', kind: 'knit' },
          { key: 'b', kind: 'knit', dependsOn: ['a'] },
          { key: 'c', kind: 'knit', dependsOn: ['a', 'b'] },
        ],
      },
    ]);
    const found = await workshop.data(
      `query($id: ID!) { job(by: { id: $id }) { task(key: "knit") { graph {
        nodes { unit { key predecessors { key } dependants(first: 1) { key } } layer }
        edges { fromKey toKey } readyUnits { key }
      } } } }`,
      { id: job.id },
    );
    expect(found).toEqual({
      job: {
        task: {
          graph: {
            nodes: [
              { unit: { key: 'a', predecessors: [], dependants: [{ key: 'b' }] }, layer: 0 },
              {
                unit: { key: 'b', predecessors: [{ key: 'a' }], dependants: [{ key: 'c' }] },
                layer: 1,
              },
              {
                unit: { key: 'c', predecessors: [{ key: 'a' }, { key: 'b' }], dependants: [] },
                layer: 2,
              },
            ],
            edges: [
              { fromKey: 'a', toKey: 'b' },
              { fromKey: 'a', toKey: 'c' },
              { fromKey: 'b', toKey: 'c' },
            ],
            readyUnits: [{ key: 'a' }],
          },
        },
      },
    });
  });

  test('that is too large is refused, and its nodes can be listed', async () => {
    const units = Array.from({ length: 10_001 }, (_, at) => ({ key: `u${at}`, kind: 'many' }));
    const job = await workshop.submit([{ key: 'many', units }]);
    const query = (fields: string) =>
      workshop.call(
        `query($id: ID!) { job(by: { id: $id }) { task(key: "many") { ${fields} } } }`,
        {
          id: job.id,
        },
      );
    expect((await query('graph { edges { from } }')).errors).toMatchObject([
      { extensions: { code: 'GRAPH_TOO_LARGE' } },
    ]);
    expect(await query('units(first: 1) { nodes { key } }')).toMatchObject({
      errors: undefined,
      data: { job: { task: { units: { nodes: [{ key: 'u0' }] } } } },
    });
  });
});
