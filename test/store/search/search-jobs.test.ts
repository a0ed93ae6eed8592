/** Searching Jobs, held against looking at all of them: every condition, paged, both ways. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Job } from '../../../src/domain/job.ts';
import { anyJob, anyTime, type JobConditions } from '../../../src/store/search/job-walks.ts';
import { searchJobs } from '../../../src/store/search/search-jobs.ts';
import type { Kitchen } from '../../engine/kitchen.ts';
import { openFilledKitchen } from './filled-kitchen.ts';

let kitchen: Kitchen;
let jobs: readonly Job[];
let retrying: ReadonlySet<string>;

beforeAll(async () => {
  kitchen = await openFilledKitchen();
  jobs = await kitchen.store.query<Job>('SELECT * FROM "Job" ORDER BY "id"');
  const tried = await kitchen.store.query<{ jobId: string }>(
    `SELECT "jobId" FROM "Unit" WHERE "failureCode" IS NOT NULL AND "state" IN ('READY', 'RUNNING')`,
  );
  retrying = new Set(tried.map(({ jobId }) => jobId));
});

afterAll(() => kitchen.close());

async function listFound(
  conditions: JobConditions,
  topicId: string | null,
  scan: 'ASC' | 'DESC',
): Promise<readonly string[]> {
  const ids: string[] = [];
  let span = { above: '', below: '~', scan };
  for (;;) {
    const search = { topicId, conditions };
    const found = await searchJobs(kitchen.store, search, { span, limit: 5, lookMax: 12 });
    ids.push(...found.matches.map(({ id }) => id));
    const last = found.reached ?? (found.matches.length === 5 ? found.matches[4]?.key : undefined);
    if (last === undefined) return ids;
    span = scan === 'ASC' ? { ...span, above: last } : { ...span, below: last };
  }
}

function matches(job: Job, conditions: JobConditions): boolean {
  const { name, key, text, createdAt, finishedAt, hasFailures, isRetrying } = conditions;
  const own: Readonly<Record<string, string>> = JSON.parse(job.labels);
  const isWithin = (at: number | null, span: typeof anyTime) =>
    span === anyTime ||
    (at !== null && at >= (span.from ?? 0) && at < (span.before ?? Number.POSITIVE_INFINITY));
  const words = `${job.name} ${job.key}`.toLowerCase();
  return (
    (conditions.states?.includes(job.state) ?? true) &&
    conditions.labels.every((label) =>
      label.value === null ? label.name in own : own[label.name] === label.value,
    ) &&
    (name === null || name === job.name) &&
    (key === null || key === job.key) &&
    (text === null || words.includes(text.toLowerCase())) &&
    isWithin(job.createdAt, createdAt) &&
    isWithin(job.finishedAt, finishedAt) &&
    (hasFailures === null || hasFailures === job.unitsFailed > 0) &&
    (isRetrying === null || isRetrying === retrying.has(job.id))
  );
}

const noon = 1_700_000_000_000;

const searches: readonly (readonly [string, Partial<JobConditions>])[] = [
  ['nothing', {}],
  ['a state', { states: ['RUNNING'] }],
  ['several states', { states: ['FAILED', 'CANCELLED', 'SUCCEEDED'] }],
  ['no state', { states: [] }],
  ['a label', { labels: [{ name: 'guest', value: 'guest 1' }] }],
  ['the name of a label', { labels: [{ name: 'course', value: null }] }],
  [
    'two labels and a state',
    {
      labels: [
        { name: 'course', value: 'main' },
        { name: 'guest', value: null },
      ],
      states: ['RUNNING', 'FAILED'],
    },
  ],
  ['a name', { name: 'Dinner 2' }],
  ['a key', { key: 'd12' }],
  ['a text', { text: 'NNER 3' }],
  ['a text of the key', { text: 'D1' }],
  ['a text that is a pattern', { text: 'd%1' }],
  ['failures', { hasFailures: true }],
  ['no failures', { hasFailures: false, states: ['FAILED', 'SUCCEEDED', 'RUNNING'] }],
  ['what is tried again', { isRetrying: true }],
  ['what is not tried again', { isRetrying: false }],
  ['a time of submission', { createdAt: { from: noon + 5_000, before: noon + 9_000 } }],
  ['a time of end', { finishedAt: { from: null, before: noon + 20_000 } }],
];

describe('a search of Jobs', () => {
  test.each(searches)('by %s finds what there is, in order, both ways', async (_, some) => {
    const conditions = { ...anyJob, ...some };
    for (const topicId of [null, kitchen.topicId]) {
      const expected = jobs
        .filter((job) => topicId === null || job.topicId === topicId)
        .filter((job) => matches(job, conditions))
        .map(({ id }) => id);
      expect(await listFound(conditions, topicId, 'ASC')).toEqual(expected);
      expect(await listFound(conditions, topicId, 'DESC')).toEqual(expected.toReversed());
    }
  });

  test('is tried on Jobs that differ in all of it', () => {
    for (const [, some] of searches) {
      const found = jobs.filter((job) => matches(job, { ...anyJob, ...some }));
      if (Object.keys(some).length === 0) continue;
      expect(found.length).toBeLessThan(jobs.length);
    }
    expect(new Set(jobs.map(({ state }) => state)).size).toBeGreaterThan(1);
    expect(retrying.size).toBeGreaterThan(1);
  });
});
