/** Searching over the API: what is found, how a search is paged, and what is wrong with one. */
import { beforeAll, describe, expect, test } from 'vitest';
import { leaseOf, openWorkshop, submitJob, type Workshop } from '../server/workshop.ts';
import { failureOf } from './made-unit.ts';

let workshop: Workshop;
let jobIds: readonly string[];

beforeAll(async () => {
  workshop = await openWorkshop();
  await workshop.data(
    'mutation { topicCreate(input: { name: "attic" }) { topic { id } userErrors { code } } }',
  );
  jobIds = await fill();
  return workshop.close;
});

/** Three Jobs of three Units: of the second one Unit has failed, of the third one is tried again. */
async function fill(): Promise<readonly string[]> {
  const ids: string[] = [];
  for (const [index, customer] of ['ann', 'ben', 'ben'].entries()) {
    const units = ['a', 'b', 'c'].map((key) => ({ key, kind: `${key}${index}` }));
    const labels = { customer, ...(index === 2 ? { rush: '' } : {}) };
    const more = { name: `Chair ${index}`, key: `k${index}`, labels };
    ids.push((await workshop.submit([{ key: 't', units }], more)).id);
  }
  const [done] = await workshop.claim({ kinds: ['a0'] });
  const [failed] = await workshop.claim({ kinds: ['a1'] });
  const [tried] = await workshop.claim({ kinds: ['b2'] });
  await workshop.claim({ kinds: ['c2'], worker: 'bob' });
  const retry = { code: 'SPLIT', message: 'The WOOD is split.', retryAfterMs: 600_000 };
  await workshop.report([
    { succeed: { lease: leaseOf(done) } },
    failureOf(leaseOf(failed)),
    { fail: { lease: leaseOf(tried), ...retry } },
  ]);
  return ids;
}

interface Page {
  readonly nodes: readonly { readonly kind?: string; readonly key?: string }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}

async function listUnits(filter: object, more: object = {}): Promise<Page> {
  const { units } = await workshop.data<{ units: Page }>(
    `query($filter: UnitFilter!, $first: Int, $last: Int, $after: String, $before: String, $orderBy: UnitOrder) {
      units(filter: $filter, first: $first, last: $last, after: $after, before: $before, orderBy: $orderBy) {
        nodes { kind } pageInfo { hasNextPage endCursor }
      }
    }`,
    { filter, ...more },
  );
  return units;
}

async function listJobs(filter: object): Promise<string> {
  const { jobs, topic } = await workshop.data<{ jobs: Page; topic: { jobs: Page } }>(
    `query($filter: JobFilter) { jobs(filter: $filter) { nodes { key } }
      topic(by: { name: "workshop" }) { jobs(filter: $filter) { nodes { key } } } }`,
    { filter },
  );
  expect(topic.jobs).toEqual(jobs);
  return jobs.nodes.map(({ key }) => key).join(' ');
}

const kindsOf = (page: Page) => page.nodes.map(({ kind }) => kind).join(' ');
const topic = 'workshop';

describe('Units', () => {
  test.each<[string, object, string]>([
    ['failed', { states: ['FAILED'] }, 'a1'],
    ['running but retrying', { isRetrying: true }, 'b2'],
    ['kind', { kinds: ['a2', 'c1'] }, 'a2 c1'],
    ['label', { labels: [{ name: 'customer', value: 'ann' }] }, 'c0 b0 a0'],
    [
      'labels',
      { labels: [{ name: 'customer', value: 'ben' }, { name: 'rush' }], states: ['READY'] },
      'b2 a2',
    ],
    ['failure code', { failureCode: 'SPLIT' }, 'b2'],
    ['failure text', { failureText: 'wood IS' }, 'b2'],
    ['worker', { worker: 'bob' }, 'c2'],
    ['time', { startedAt: { gte: '2020-01-01T00:00:00Z' }, states: ['SUCCEEDED'] }, 'a0'],
    ['time to come', { createdAt: { gte: '2100-01-01T00:00:00Z' } }, ''],
  ])('are found by %s in their Topic', async (_, filter, kinds) => {
    expect(kindsOf(await listUnits({ topic, ...filter }))).toBe(kinds);
    expect(kindsOf(await listUnits({ topic: 'attic', ...filter }))).toBe('');
  });

  test('are paged without a gap or a repetition, in either order', async () => {
    const forwards: string[] = [];
    let after: string | null = null;
    const orderBy = { field: 'CREATED_AT', direction: 'ASC' };
    do {
      const page: Page = await listUnits({ topic }, { first: 2, after, orderBy });
      forwards.push(...page.nodes.map(({ kind = '' }) => kind));
      after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
    } while (after !== null);
    expect(forwards.join(' ')).toBe('a0 b0 c0 a1 b1 c1 a2 b2 c2');
    expect(kindsOf(await listUnits({ topic }))).toBe(forwards.toReversed().join(' '));
    expect(kindsOf(await listUnits({ topic }, { last: 2, orderBy }))).toBe('b2 c2');
  });

  test('are found within a Job and within a Task, also by their own lists', async () => {
    const jobId = jobIds[2];
    expect(kindsOf(await listUnits({ jobId, isRetrying: true }))).toBe('b2');
    const { job } = await workshop.data<{
      job: { task: { id: string; units: Page }; units: Page };
    }>(
      `query($jobId: ID!) { job(by: { id: $jobId }) {
        units(filter: { kinds: ["a2", "c2"] }) { nodes { kind } pageInfo { hasNextPage endCursor } }
        task(key: "t") { id units(first: 1, filter: { failureCode: "SPLIT" }) {
          nodes { kind } pageInfo { hasNextPage endCursor } } }
      } }`,
      { jobId },
    );
    expect(kindsOf(job.units)).toBe('a2 c2');
    expect(kindsOf(job.task.units)).toBe('b2');
    const { id: taskId } = job.task;
    expect(kindsOf(await listUnits({ taskId, worker: 'bob' }))).toBe('c2');
    const other = await workshop.data<{ job: { units: Page } }>(
      `query($jobId: ID!, $taskId: ID!) { job(by: { id: $jobId }) {
        units(filter: { taskId: $taskId, jobId: "${jobId}" }) { nodes { kind } }
      } }`,
      { jobId: jobIds[0], taskId },
    );
    expect(other.job.units.nodes).toEqual([]);
  });
});

describe('Jobs', () => {
  test.each<[string, object, string]>([
    ['Topic', { topic }, 'k2 k1 k0'],
    ['label', { labels: [{ name: 'customer', value: 'ben' }] }, 'k2 k1'],
    ['label of any text', { labels: [{ name: 'rush' }] }, 'k2'],
    ['name', { name: 'Chair 1' }, 'k1'],
    ['text', { text: 'hair 2' }, 'k2'],
    ['failures', { hasFailures: true, states: ['RUNNING'] }, 'k1'],
    ['retries', { isRetrying: true }, 'k2'],
    ['no retries', { isRetrying: false, labels: [{ name: 'customer', value: 'ben' }] }, 'k1'],
    ['end', { finishedAt: { lt: '2100-01-01T00:00:00Z' } }, ''],
  ])('are found by %s', async (_, filter, keys) => {
    expect(await listJobs(filter)).toBe(keys);
  });

  test('of a Topic are none where the filter names another one', async () => {
    const { topic: found } = await workshop.data<{ topic: { jobs: Page } }>(
      '{ topic(by: { name: "workshop" }) { jobs(filter: { topic: "attic" }) { nodes { key } } } }',
    );
    expect(found.jobs.nodes).toEqual([]);
  });
});

describe('a search', () => {
  test.each<[string, string, object, string]>([
    ['of nothing in particular', 'units', {}, 'INVALID_VALUE'],
    ['in a Topic that is not there', 'units', { topic: 'cellar' }, 'TOPIC_NOT_FOUND'],
    ['in a Job that is not there', 'units', { jobId: 'job_none' }, 'JOB_NOT_FOUND'],
    ['in a Task that is not there', 'units', { taskId: 'task_none' }, 'TASK_NOT_FOUND'],
    ['of Jobs in a Topic that is not there', 'jobs', { topic: 'cellar' }, 'TOPIC_NOT_FOUND'],
    [
      'of a time that ends before it begins',
      'units',
      { topic, createdAt: { gte: '2026-01-02T00:00:00Z', lt: '2026-01-01T00:00:00Z' } },
      'INVALID_VALUE',
    ],
    ['for too long a text', 'jobs', { text: 'x'.repeat(257) }, 'INVALID_VALUE'],
    ['for too many kinds', 'units', { topic, kinds: Array(257).fill('k') }, 'INVALID_VALUE'],
    [
      'for too many labels',
      'jobs',
      { labels: Array.from({ length: 65 }, (_, at) => ({ name: `l${at}` })) },
      'INVALID_VALUE',
    ],
  ])('%s is refused with a code', async (_, list, filter, code) => {
    const type = list === 'units' ? 'UnitFilter!' : 'JobFilter';
    const { data, errors } = await workshop.call(
      `query($filter: ${type}) { ${list}(filter: $filter) { nodes { id } } }`,
      { filter },
    );
    expect(data ?? null).toBeNull();
    expect(errors?.map(({ extensions }) => extensions.code)).toEqual([code]);
  });

  test.each(['x', 'am9i', Buffer.from('1.units.job_x/unit_x').toString('base64url')])(
    'after %s, which is no cursor of it, is refused',
    async (after) => {
      const { errors } = await workshop.call(
        'query($after: String) { units(filter: { topic: "workshop" }, after: $after) { nodes { id } } }',
        { after },
      );
      expect(errors?.map(({ extensions }) => extensions.code)).toEqual(['CURSOR_INVALID']);
    },
  );

  test('below each of many Jobs costs too much', async () => {
    const { errors } = await workshop.call(
      `{ jobs(first: 100) { nodes { units(filter: { kinds: ["a"] }) { nodes { id } } } } }`,
    );
    expect(errors?.map(({ extensions }) => extensions.code)).toEqual(['COST_LIMIT_EXCEEDED']);
  });

  test('finds Jobs by the labels that they were submitted with, in a Topic of its own', async () => {
    const input = { topic: 'attic', name: 'Box', labels: { customer: 'ben' }, tasks: [] };
    await workshop.data(submitJob, { input });
    expect(await listJobs({ topic, labels: [{ name: 'customer', value: 'ben' }] })).toBe('k2 k1');
  });
});
