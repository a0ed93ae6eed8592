/** Lists over the API, page by page. */
import { beforeAll, describe, expect, test } from 'vitest';
import { openStockedWorkshop, type StockedWorkshop } from './stocked-workshop.ts';

let workshop: StockedWorkshop;

beforeAll(async () => {
  workshop = await openStockedWorkshop();
  return workshop.close;
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
    { id: workshop.jobs[1]?.id, ...args },
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
