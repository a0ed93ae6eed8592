/** Reading over the API: single things by id and by name, lists page by page, graphs. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  leaseOf,
  openWorkshop,
  type SubmittedJob,
  taskOf,
  type Workshop,
} from '../server/workshop.ts';

let now = 1_767_225_600_000; // 2026-01-01T00:00:00Z
let workshop: Workshop;
let jobs: readonly SubmittedJob[];

/** Five Jobs, a minute apart; the first is done, the second failed. */
beforeAll(async () => {
  workshop = await openWorkshop({ now: () => now });
  const submitted: SubmittedJob[] = [];
  for (const key of ['a', 'b', 'c', 'd', 'e']) {
    now += 60_000;
    const units = Array.from({ length: 7 }, (_, at) => ({ key: `u${at}`, kind: key }));
    submitted.push(
      await workshop.submit(
        [
          { key: 'first', units, retry: { maxAttempts: 1 } },
          taskOf('second', ['u'], { dependsOn: ['first'] }),
          taskOf('third', [], { dependsOn: ['first', 'second'] }),
        ],
        { name: `Job ${key}`, key },
      ),
    );
  }
  jobs = submitted;
  const done = [...(await workshop.claim({ kinds: ['a'] }))];
  await workshop.report(done.map((lease) => ({ succeed: { lease: leaseOf(lease) } })));
  await workshop.report(
    (await workshop.claim({ kinds: ['saw'] })).map((lease) => ({
      succeed: { lease: leaseOf(lease) },
    })),
  );
  const failed = await workshop.claim({ kinds: ['b'] });
  await workshop.report(
    failed.map((lease) => ({ fail: { lease: leaseOf(lease), code: 'X', message: 'x' } })),
  );
});

afterAll(async () => {
  await workshop.close();
});

interface Page {
  readonly nodes: readonly { readonly name: string; readonly key: string }[];
  readonly edges: readonly { readonly cursor: string }[];
  readonly pageInfo: {
    readonly hasNextPage: boolean;
    readonly hasPreviousPage: boolean;
    readonly startCursor: string | null;
    readonly endCursor: string | null;
  };
}

const pageParts = `nodes { key } edges { cursor node { key } }
  pageInfo { hasNextPage hasPreviousPage startCursor endCursor }`;

async function listJobs(args: object): Promise<Page> {
  const { jobs: page } = await workshop.data<{ jobs: Page }>(
    `query($first: Int, $last: Int, $after: String, $before: String, $filter: JobFilter, $orderBy: JobOrder) {
      jobs(first: $first, last: $last, after: $after, before: $before, filter: $filter, orderBy: $orderBy) { ${pageParts} }
    }`,
    args,
  );
  return page;
}

async function listJobsOfTopic(args: object): Promise<Page> {
  const { topic } = await workshop.data<{ topic: { jobs: Page } }>(
    `query($first: Int, $last: Int, $after: String, $before: String, $filter: JobFilter, $orderBy: JobOrder) {
      topic(by: { name: "workshop" }) {
        jobs(first: $first, last: $last, after: $after, before: $before, filter: $filter, orderBy: $orderBy) { ${pageParts} }
      }
    }`,
    args,
  );
  return topic.jobs;
}

async function listUnits(args: object): Promise<Page> {
  const { job } = await workshop.data<{ job: { units: Page } }>(
    `query($id: ID!, $first: Int, $last: Int, $after: String, $before: String, $filter: UnitFilter) {
      job(by: { id: $id }) {
        units(first: $first, last: $last, after: $after, before: $before, filter: $filter) { ${pageParts} }
      }
    }`,
    { id: jobs[1]?.id, ...args },
  );
  return job.units;
}

const keys = (page: Page) => page.nodes.map(({ key }) => key).join('');
const ascending = { field: 'CREATED_AT', direction: 'ASC' };

describe.each([
  ['all Jobs', listJobs],
  ['the Jobs of a Topic', listJobsOfTopic],
])('a list of %s', (_, list) => {
  test('begins with the newest, or with the oldest if asked', async () => {
    expect(keys(await list({}))).toBe('edcba');
    expect(keys(await list({ orderBy: ascending }))).toBe('abcde');
  });

  test('is read forwards and backwards without a gap or a repetition', async () => {
    for (const orderBy of [undefined, ascending]) {
      const whole = keys(await list({ orderBy }));
      const forwards: string[] = [];
      let after: string | null = null;
      do {
        const page: Page = await list({ orderBy, first: 2, after });
        expect(page.pageInfo.hasPreviousPage).toBe(after !== null);
        forwards.push(keys(page));
        after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
      } while (after !== null);
      expect(forwards.join('')).toBe(whole);

      const backwards: string[] = [];
      let before: string | null = null;
      do {
        const page: Page = await list({ orderBy, last: 2, before });
        expect(page.pageInfo.hasNextPage).toBe(before !== null);
        backwards.unshift(keys(page));
        before = page.pageInfo.hasPreviousPage ? page.pageInfo.startCursor : null;
      } while (before !== null);
      expect(backwards.join('')).toBe(whole);
    }
  });

  test('is narrowed between two cursors', async () => {
    const { edges } = await list({ orderBy: ascending });
    const between = { after: edges[0]?.cursor, before: edges[4]?.cursor, orderBy: ascending };
    expect(keys(await list(between))).toBe('bcd');
    expect(keys(await list({ ...between, last: 1 }))).toBe('d');
  });

  test('is narrowed by states, key and span of time', async () => {
    expect(keys(await list({ filter: { states: ['RUNNING'] } }))).toBe('edc');
    expect(keys(await list({ filter: { states: ['FAILED', 'SUCCEEDED'] } }))).toBe('ba');
    expect(keys(await list({ filter: { states: [] } }))).toBe('');
    expect(keys(await list({ filter: { key: 'c' } }))).toBe('c');
    expect(keys(await list({ filter: { key: 'c', states: ['FAILED'] } }))).toBe('');
    const createdAt = { gte: '2026-01-01T00:02:00Z', lt: '2026-01-01T01:04:00.000+01:00' };
    expect(keys(await list({ filter: { createdAt } }))).toBe('cb');
    expect(keys(await list({ filter: { createdAt: { gte: createdAt.gte } } }))).toBe('edcb');
    expect(keys(await list({ filter: { topicId: workshop.topicId } }))).toBe('edcba');
    expect(keys(await list({ filter: { topicId: 'topic_x' } }))).toBe('');
  });

  test('is cut to the size of the page also when several states are asked for', async () => {
    const filter = { states: ['FAILED', 'SUCCEEDED', 'RUNNING'] };
    const page = await list({ filter, first: 4 });
    expect(keys(page)).toBe('edcb');
    expect(page.pageInfo.hasNextPage).toBe(true);
    expect(keys(await list({ filter, first: 4, after: page.pageInfo.endCursor }))).toBe('a');
  });
});

describe('the Units of a Job', () => {
  test('come in the order of submission, whatever their states', async () => {
    const all = await listUnits({});
    expect(all.nodes.map(({ key }) => key)).toEqual([
      'u0',
      'u1',
      'u2',
      'u3',
      'u4',
      'u5',
      'u6',
      'u',
    ]);
    const failed = await listUnits({ filter: { states: ['FAILED'] }, first: 2 });
    expect(failed.nodes.map(({ key }) => key)).toEqual(['u0', 'u1']);
    const last = await listUnits({ last: 2 });
    expect(last.nodes.map(({ key }) => key)).toEqual(['u6', 'u']);
    const between = await listUnits({ after: all.edges[0]?.cursor, before: all.edges[3]?.cursor });
    expect(between.nodes.map(({ key }) => key)).toEqual(['u1', 'u2']);
  });

  test('of none are an empty page', async () => {
    expect(await listUnits({ first: 0 })).toEqual({
      nodes: [],
      edges: [],
      pageInfo: { hasNextPage: true, hasPreviousPage: false, startCursor: null, endCursor: null },
    });
  });
});

describe('a page is refused', () => {
  test.each([
    ['PAGE_SIZE_TOO_LARGE', 'first: 101'],
    ['PAGE_SIZE_TOO_LARGE', 'last: 101'],
    ['INVALID_VALUE', 'first: -1'],
    ['INVALID_VALUE', 'first: 1, last: 1'],
    ['CURSOR_INVALID', 'after: "garbage"'],
    ['CURSOR_INVALID', 'before: ""'],
    ['CURSOR_INVALID', `after: "${Buffer.from('1.job.job_x').toString('base64url')}"`],
    ['CURSOR_INVALID', `after: "${Buffer.from('2.topic.x').toString('base64url')}"`],
  ])('with %s for (%s)', async (code, args) => {
    const answer = await workshop.call(`{ topics(${args}) { nodes { id } } }`);
    expect(answer.errors).toMatchObject([{ extensions: { code } }]);
  });

  test('with a cursor of another list', async () => {
    const { edges } = await listJobs({});
    const answer = await workshop.call(`{ topics(after: "${edges[0]?.cursor}") { nodes { id } } }`);
    expect(answer.errors).toMatchObject([{ extensions: { code: 'CURSOR_INVALID' } }]);
  });

  test('for lists that are cut without pages, too', async () => {
    const answer = await workshop.call(
      '{ task(id: "task_x") { id } jobs { nodes { tasks { nodes { predecessors(first: 101) { id } } } } } }',
    );
    expect(answer.errors?.[0]).toMatchObject({ extensions: { code: 'PAGE_SIZE_TOO_LARGE' } });
  });

  test('for more ids than a page holds', async () => {
    const ids = Array.from({ length: 101 }, () => 'x');
    const answer = await workshop.call('query($ids: [ID!]!) { nodes(ids: $ids) { id } }', { ids });
    expect(answer.errors).toMatchObject([{ extensions: { code: 'PAGE_SIZE_TOO_LARGE' } }]);
  });
});

describe('a thing is found', () => {
  test('by its id, whatever it is', async () => {
    const { job } = await workshop.data<{ job: { task: { id: string }; unit: { id: string } } }>(
      `query($id: ID!) { job(by: { id: $id }) {
        task(key: "first") { id } unit(path: "first/u0") { id task { id } }
      } }`,
      { id: jobs[0]?.id },
    );
    const ids = [workshop.topicId, jobs[0]?.id, job.task.id, job.unit.id];
    const found = await workshop.data(
      'query($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }',
      {
        ids: [...ids, 'job_00000000000000000000000000', 'nonsense', '', job.unit.id],
      },
    );
    expect(found['nodes']).toEqual([
      { __typename: 'Topic', id: ids[0] },
      { __typename: 'Job', id: ids[1] },
      { __typename: 'Task', id: ids[2] },
      { __typename: 'Unit', id: ids[3] },
      null,
      null,
      null,
      { __typename: 'Unit', id: ids[3] },
    ]);
    const one = await workshop.data('query($id: ID!) { node(id: $id) { ... on Job { name } } }', {
      id: jobs[0]?.id,
    });
    expect(one).toEqual({ node: { name: 'Job a' } });
  });

  test('by the names that people give', async () => {
    const found = await workshop.data(
      `query($jobId: ID!) {
        topic(by: { name: "workshop" }) { name }
        job(by: { key: { topic: "workshop", key: "b" } }) { name topic { name } }
        unit(by: { path: { jobId: $jobId, path: "second/u" } }) { path job { key } task { key } }
      }`,
      { jobId: jobs[2]?.id },
    );
    expect(found).toEqual({
      topic: { name: 'workshop' },
      job: { name: 'Job b', topic: { name: 'workshop' } },
      unit: { path: 'second/u', job: { key: 'c' }, task: { key: 'second' } },
    });
  });

  test('or is null', async () => {
    const found = await workshop.data(
      `query($jobId: ID!) {
        node(id: "unit_00000000000000000000000000") { id }
        topic(by: { name: "nowhere" }) { id }
        other: topic(by: { id: "topic_x" }) { id }
        job(by: { id: "job_x" }) { id }
        keyless: job(by: { key: { topic: "nowhere", key: "b" } }) { id }
        task(id: "task_x") { id }
        unit(by: { path: { jobId: $jobId, path: "second/u/v" } }) { id }
        taskless: unit(by: { path: { jobId: $jobId, path: "nothing/u" } }) { id }
        within: job(by: { id: $jobId }) { task(key: "x") { id } unit(path: "first") { id } }
      }`,
      { jobId: jobs[2]?.id },
    );
    expect(found).toEqual({
      node: null,
      topic: null,
      other: null,
      job: null,
      keyless: null,
      task: null,
      unit: null,
      taskless: null,
      within: { task: null, unit: null },
    });
  });
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
      { id: jobs[2]?.id },
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
