/** Critical paths, ancestors and descendants over the API, with a clock that the test sets. */
import { beforeEach, describe, expect, test } from 'vitest';
import { leaseOf, openWorkshop, type Workshop } from '../server/workshop.ts';

const minuteMs = 60_000;
let now = Date.UTC(2026, 0, 1);
let workshop: Workshop;

beforeEach(async () => {
  workshop = await openWorkshop({ now: () => now });
  return workshop.close;
});

const claim = (more: object = {}) => workshop.claim({ leaseMs: 86_400_000, ...more });

/** Claims, lets time pass and has what was claimed succeed; answers the keys. */
async function work(durationMs: number, more: object = {}): Promise<readonly string[]> {
  const leases = await claim(more);
  now += durationMs;
  await workshop.report(leases.map((lease) => ({ succeed: { lease: leaseOf(lease) } })));
  return leases.map(({ unit }) => unit.key);
}

async function taskGraph<Graph = unknown>(jobId: string, fields: string) {
  const { job } = await workshop.data<{ job: { task: { graph: Graph } } }>(
    `query($id: ID!) { job(by: { id: $id }) { task(key: "task") { graph { ${fields} } } } }`,
    { id: jobId },
  );
  return job.task.graph;
}

const path = `criticalPath { durationMs nodeCount unknownCount
  nodes { unit { key } durationMs durationSource isOnCriticalPath } }`;

async function submitUnits(units: readonly object[]): Promise<string> {
  return (await workshop.submit([{ key: 'task', units }])).id;
}

/** Left: one long Unit. Right: two. Both end in the last. */
const fork = [
  { key: 'left', kind: 'carve' },
  { key: 'right1', kind: 'sand' },
  { key: 'right2', kind: 'sand', dependsOn: ['right1'] },
  { key: 'last', kind: 'glue', dependsOn: ['left', 'right2'] },
];

const node = (key: string, durationMs: number | null, durationSource: string) => ({
  ...{ unit: { key }, durationMs, durationSource },
  isOnCriticalPath: true,
});

describe('the critical path of a Task', () => {
  test('is the longest chain by number while nothing is known', async () => {
    const id = await submitUnits(fork);
    expect(await taskGraph(id, path)).toEqual({
      criticalPath: {
        ...{ durationMs: 0, nodeCount: 3, unknownCount: 3 },
        nodes: ['right1', 'right2', 'last'].map((key) => node(key, null, 'UNKNOWN')),
      },
    });
  });

  test('takes what is under way by its time so far, and what is to come by its kind', async () => {
    const id = await submitUnits(fork);
    expect(await work(2 * minuteMs, { kinds: ['sand'] })).toEqual(['right1']);
    const [left] = await claim({ kinds: ['carve'] });
    now += minuteMs;
    expect(await taskGraph(id, path)).toEqual({
      criticalPath: {
        ...{ durationMs: 4 * minuteMs, nodeCount: 3, unknownCount: 1 },
        nodes: [
          node('right1', 2 * minuteMs, 'MEASURED'),
          node('right2', 2 * minuteMs, 'ESTIMATED'),
          node('last', null, 'UNKNOWN'),
        ],
      },
    });
    now += 4 * minuteMs;
    expect(await taskGraph(id, path)).toMatchObject({
      criticalPath: {
        durationMs: 5 * minuteMs,
        nodes: [node('left', 5 * minuteMs, 'ELAPSED'), node('last', null, 'UNKNOWN')],
      },
    });
    await workshop.report([{ succeed: { lease: leaseOf(left) } }]);
    expect(await taskGraph(id, 'nodes { unit { key } isOnCriticalPath }')).toEqual({
      nodes: [
        { unit: { key: 'left' }, isOnCriticalPath: true },
        { unit: { key: 'right1' }, isOnCriticalPath: false },
        { unit: { key: 'right2' }, isOnCriticalPath: false },
        { unit: { key: 'last' }, isOnCriticalPath: true },
      ],
    });
  });

  test.each([
    ['unitRerun', 'succeed', {}],
    ['unitRetry', 'fail', { code: 'X', message: 'x', retryable: false }],
  ])('counts from %s on, and not what lay before it', async (mutation, ending, more) => {
    const id = await submitUnits([{ key: 'left', kind: 'carve' }]);
    const [lease] = await claim();
    now += minuteMs;
    await workshop.report([{ [ending]: { lease: leaseOf(lease), ...more } }]);
    expect(await taskGraph(id, 'criticalPath { durationMs }')).toEqual({
      criticalPath: { durationMs: minuteMs },
    });
    now += 60 * minuteMs;
    await workshop.data(
      `mutation($unitId: ID!) { ${mutation}(input: { unitId: $unitId, reason: "again" }) {
        userErrors { code } } }`,
      { unitId: lease?.unitId },
    );
    expect(await taskGraph(id, 'nodes { unit { startedAt } durationSource }')).toEqual({
      nodes: [{ unit: { startedAt: null }, durationSource: 'UNKNOWN' }],
    });
    expect(await work(3 * minuteMs)).toEqual(['left']);
    expect(await taskGraph(id, 'criticalPath { durationMs }')).toEqual({
      criticalPath: { durationMs: 3 * minuteMs },
    });
  });

  test('of a chain as long as graphs may be is the whole chain', async () => {
    const id = await submitUnits(
      Array.from({ length: 10_000 }, (_, at) => ({
        ...{ key: `u${at}`, kind: 'many' },
        dependsOn: at === 0 ? [] : [`u${at - 1}`],
      })),
    );
    const graph = await taskGraph<{ criticalPath: { nodes: readonly unknown[] } }>(
      id,
      `criticalPath { nodeCount nodes { layer } }
       descendants(of: { key: "u0" }, last: 1) { nodes { unit { key } layer } }`,
    );
    expect(graph).toMatchObject({
      criticalPath: { nodeCount: 10_000 },
      descendants: { nodes: [{ unit: { key: 'u9999' }, layer: 9_999 }] },
    });
    expect(graph.criticalPath.nodes).toEqual(
      Array.from({ length: 10_000 }, (_, layer) => ({ layer })),
    );
  });
});

test('the critical path of a Job is made of Tasks, by the time that they are open', async () => {
  const unit = (key: string) => ({ key, units: [{ key: 'u', kind: key }] });
  const { id } = await workshop.submit([
    unit('first'),
    { ...unit('short'), dependsOn: ['first'] },
    { ...unit('long'), dependsOn: ['first'] },
    { ...unit('last'), dependsOn: ['short', 'long'] },
    unit('aside'),
  ]);
  await work(minuteMs, { kinds: ['first', 'aside'] });
  await work(minuteMs, { kinds: ['short'] });
  now += 48 * 24 * 60 * minuteMs;
  const { job } = await workshop.data<{ job: { graph: unknown } }>(
    `query($id: ID!) { job(by: { id: $id }) { graph {
      criticalPath { durationMs nodeCount unknownCount nodes { task { key } durationSource } } } } }`,
    { id },
  );
  expect(job.graph).toEqual({
    criticalPath: {
      ...{ durationMs: (2 + 48 * 24 * 60) * minuteMs, nodeCount: 3, unknownCount: 1 },
      nodes: [
        { task: { key: 'first' }, durationSource: 'MEASURED' },
        { task: { key: 'long' }, durationSource: 'ELAPSED' },
        { task: { key: 'last' }, durationSource: 'UNKNOWN' },
      ],
    },
  });
});

describe('ancestors and descendants', () => {
  const keys = 'nodes { unit { key } }';
  const keysIn = (...all: readonly string[]) => ({ nodes: all.map((key) => ({ unit: { key } })) });

  test('are listed layer by layer, each after all that it depends on', async () => {
    const id = await submitUnits([
      { key: 'end', kind: 'k', dependsOn: ['mid', 'side'] },
      { key: 'mid', kind: 'k', dependsOn: ['start'] },
      { key: 'side', kind: 'k' },
      { key: 'start', kind: 'k' },
      { key: 'alone', kind: 'k' },
    ]);
    const found = await taskGraph(
      id,
      `all: ancestors(of: { key: "end" }) { ${keys} } none: ancestors(of: { key: "start" }) { ${keys} }
       behind: descendants(of: { key: "start" }) { ${keys} }
       alone: descendants(of: { key: "alone" }) { ${keys} }`,
    );
    expect(found).toEqual({
      all: keysIn('side', 'start', 'mid'),
      none: keysIn(),
      behind: keysIn('mid', 'end'),
      alone: keysIn(),
    });
  });

  test('come in pages, from either end', async () => {
    const id = await submitUnits(fork);
    interface Found {
      readonly ancestors: { readonly pageInfo: { readonly endCursor: string } };
    }
    const page = (args: string) =>
      taskGraph<Found>(
        id,
        `ancestors(of: { key: "last" }, ${args}) { ${keys} pageInfo { hasNextPage endCursor } }`,
      );
    const front = await page('first: 2');
    expect(front).toMatchObject({
      ancestors: { ...keysIn('left', 'right1'), pageInfo: { hasNextPage: true } },
    });
    const cursor = front.ancestors.pageInfo.endCursor;
    expect(await page(`after: "${cursor}"`)).toMatchObject({
      ancestors: { ...keysIn('right2'), pageInfo: { hasNextPage: false } },
    });
    expect(await page(`last: 1, before: "${cursor}"`)).toMatchObject({
      ancestors: keysIn('left'),
    });
    expect(await page('last: 2')).toMatchObject({ ancestors: keysIn('right1', 'right2') });
  });

  test('of Tasks are Tasks, named by id as well', async () => {
    const { id } = await workshop.submit([
      { key: 'first', units: [] },
      { key: 'second', units: [], dependsOn: ['first'] },
    ]);
    const graphOf = (fields: string, of: object) =>
      workshop.call<{ job: { graph: { nodes: readonly { task: { id: string } }[] } } }>(
        `query($id: ID!, $of: GraphNodeBy!) { job(by: { id: $id }) { graph { ${fields} } } }`,
        { id, of },
      );
    const list = 'nodes { task { id } } descendants(of: $of) { nodes { task { key } } }';
    const { data } = await graphOf(list, { key: 'first' });
    expect(data.job.graph).toMatchObject({ descendants: { nodes: [{ task: { key: 'second' } }] } });
    const byId = await graphOf(list, { id: data.job.graph.nodes[1]?.task.id });
    expect(byId.data.job.graph).toMatchObject({ descendants: { nodes: [] } });
  });

  test.each([
    [
      'a Unit that is not there',
      'task(key: "task") { graph { ancestors(of: { key: "x" }) { nodes { layer } } } }',
      'UNIT_NOT_FOUND',
    ],
    [
      'a Task that is not there',
      'graph { descendants(of: { id: "task_x" }) { nodes { layer } } }',
      'TASK_NOT_FOUND',
    ],
    [
      'a page that is too large',
      'task(key: "task") { graph { ancestors(of: { key: "left" }, first: 101) { nodes { layer } } } }',
      'PAGE_SIZE_TOO_LARGE',
    ],
    [
      "another list's cursor",
      'task(key: "task") { graph { ancestors(of: { key: "left" }, after: "MQ") { nodes { layer } } } }',
      'CURSOR_INVALID',
    ],
  ])('refuse %s', async (_, fields, code) => {
    const id = await submitUnits(fork);
    const { errors } = await workshop.call(
      `query($id: ID!) { job(by: { id: $id }) { ${fields} } }`,
      { id },
    );
    expect(errors).toMatchObject([{ extensions: { code } }]);
  });
});
