/** What a submission may ask for beside its Job, over the API of a running server. */
import { beforeAll, describe, expect, test } from 'vitest';
import { until } from '../server/open-api.ts';
import { openWorkshop, taskOf, type Workshop } from '../server/workshop.ts';

let workshop: Workshop;

beforeAll(async () => {
  workshop = await openWorkshop();
  return workshop.close;
});

interface Submitted {
  readonly job: {
    readonly id: string;
    readonly key: string | null;
    readonly startAt: string | null;
    readonly beginsAt: string | null;
    readonly finishBy: string | null;
    readonly collapseKey: string | null;
    readonly behind: { readonly id: string } | null;
  } | null;
  readonly collapsed: boolean;
  readonly differs: boolean;
  readonly replayed: boolean;
  readonly replacedJobs: readonly { readonly id: string; readonly replacedBy: object | null }[];
  readonly userErrors: readonly { readonly code: string; readonly path: readonly string[] }[];
}

const query = `mutation ($input: JobSubmitInput!) { jobSubmit(input: $input) {
  job { id key startAt beginsAt finishBy collapseKey behind { id } }
  collapsed differs replayed replacedJobs { id state replacedBy { id } }
  userErrors { code path }
} }`;

async function submit(more: object): Promise<Submitted> {
  const input = { topic: 'workshop', name: 'order', tasks: [taskOf('t', ['u'])], ...more };
  return (await workshop.data<{ jobSubmit: Submitted }>(query, { input })).jobSubmit;
}

async function waitingFor(id: string | undefined): Promise<readonly object[]> {
  const read = `query ($id: ID!) { job(by: { id: $id }) {
    unit(path: "t/u") { waitingFor { kind message endsAt } } } }`;
  const { job } = await workshop.data<{ job: { unit: { waitingFor: readonly object[] } } }>(read, {
    id,
  });
  return job.unit.waitingFor;
}

const late = '2099-01-01T00:00:00.000Z';
const later = '2099-01-02T00:00:00.000Z';

describe('a Job that is to begin later', () => {
  test('says when, by when it has to have finished, and what its Units wait for', async () => {
    const { job } = await submit({ startAt: late, finishBy: later });
    expect(job).toMatchObject({ startAt: late, beginsAt: late, finishBy: later });
    const [scheduled] = await waitingFor(job?.id);
    expect(scheduled).toEqual({
      kind: 'SCHEDULED',
      message: `Its Job begins at ${late}.`,
      endsAt: late,
    });
  });

  test('can be put off, and let begin', async () => {
    const { job } = await submit({ startAt: late });
    const operate = (name: string, more: object) =>
      workshop.data(
        `mutation ($input: ${name.replace('j', 'J')}Input!) { ${name}(input: $input) {
          job { startAt beginsAt unitCounts { ready } } replayed userErrors { code path } } }`,
        { input: { jobId: job?.id, ...more } },
      );
    expect(await operate('jobReschedule', { startAt: later })).toMatchObject({
      jobReschedule: { job: { startAt: later, beginsAt: later }, userErrors: [] },
    });
    expect(await operate('jobBegin', {})).toMatchObject({
      jobBegin: { job: { beginsAt: null, unitCounts: { ready: 1 } }, replayed: false },
    });
    expect(await operate('jobBegin', {})).toMatchObject({ jobBegin: { replayed: true } });
    expect(await operate('jobReschedule', { startAt: later })).toMatchObject({
      jobReschedule: { job: null, userErrors: [{ code: 'JOB_BEGUN' }] },
    });
  });

  test('begins by itself', async () => {
    const startAt = new Date(Date.now() + 200).toISOString();
    const { job } = await submit({ startAt });
    expect(job?.startAt).toBe(startAt);
    const read = 'query ($id: ID!) { job(by: { id: $id }) { beginsAt unitCounts { ready } } }';
    await until(async () => {
      const found = await workshop.data<{ job: { unitCounts: { ready: number } } }>(read, {
        id: job?.id,
      });
      return found.job.unitCounts.ready === 1;
    });
  });
});

describe('a key that is there', () => {
  test('is answered, refused or replaced, as is asked for', async () => {
    const first = await submit({ key: 'k' });
    expect(await submit({ key: 'k' })).toMatchObject({ replayed: true, differs: false });
    const other = { key: 'k', name: 'another' };
    expect(await submit(other)).toMatchObject({
      job: { id: first.job?.id },
      replayed: true,
      differs: true,
    });
    expect(await submit({ ...other, onConflict: 'REJECT' })).toMatchObject({
      job: null,
      userErrors: [{ code: 'JOB_KEY_TAKEN', path: ['input', 'key'] }],
    });
    const replacing = await submit({ ...other, onConflict: 'REPLACE' });
    expect(replacing).toMatchObject({
      job: { key: 'k' },
      replacedJobs: [
        { id: first.job?.id, state: 'CANCELLED', replacedBy: { id: replacing.job?.id } },
      ],
    });
  });

  test('is one Job, however many submissions come at once', async () => {
    const all = await Promise.all(Array.from({ length: 50 }, () => submit({ key: 'many' })));
    expect(new Set(all.map(({ job }) => job?.id)).size).toBe(1);
    expect(all.filter(({ replayed }) => !replayed)).toHaveLength(1);
  });

  test('is no reason to take the same options for other ones under an idempotency key', async () => {
    const once = { key: 'once', idempotencyKey: 'once' };
    await submit({ ...once, startAt: late });
    expect(await submit({ ...once, startAt: later })).toMatchObject({
      userErrors: [{ code: 'IDEMPOTENCY_KEY_REUSED' }],
    });
  });
});

describe('submissions that are about the same', () => {
  test('are throttled, and are told with which Job', async () => {
    const collapse = { key: 'throttled', mode: 'THROTTLE', windowMs: 3_600_000 };
    const all = await Promise.all(Array.from({ length: 50 }, () => submit({ collapse })));
    expect(new Set(all.map(({ job }) => job?.id)).size).toBe(1);
    expect(all.filter(({ collapsed }) => collapsed)).toHaveLength(49);
    expect(all[0]?.job?.collapseKey).toBe('throttled');
  });

  test('are debounced, and the last that came waits', async () => {
    const collapse = { key: 'debounced', mode: 'DEBOUNCE', windowMs: 3_600_000 };
    const all = await Promise.all(Array.from({ length: 50 }, () => submit({ collapse })));
    expect(new Set(all.map(({ job }) => job?.id)).size).toBe(50);
    const replaced = all.flatMap(({ replacedJobs }) => replacedJobs.map(({ id }) => id));
    expect(new Set(replaced).size).toBe(49);
    const [last] = all.filter(({ job }) => !replaced.includes(job?.id ?? ''));
    expect(await waitingFor(last?.job?.id)).toMatchObject([
      { kind: 'SCHEDULED', endsAt: last?.job?.beginsAt },
      { kind: 'TASK' },
    ]);
  });

  test('wait for the one that runs, and say for which', async () => {
    const collapse = { key: 'kept', mode: 'KEEP_LATEST' };
    const [first, second] = [await submit({ collapse }), await submit({ collapse })];
    expect(second.job?.behind).toEqual({ id: first.job?.id });
    expect(await waitingFor(second.job?.id)).toMatchObject([
      { kind: 'JOB', message: expect.stringContaining(first.job?.id ?? '?'), endsAt: null },
      { kind: 'TASK' },
    ]);
  });
});

test.each<[string, object, readonly string[]]>([
  ['an end that is past', { finishBy: '2020-01-01T00:00:00Z' }, ['finishBy']],
  ['an end before the beginning', { startAt: later, finishBy: late }, ['finishBy']],
  [
    'two beginnings',
    { startAt: late, collapse: { key: 'k', mode: 'DEBOUNCE', windowMs: 1 } },
    ['startAt'],
  ],
  [
    'a throttle for no time',
    { collapse: { key: 'k', mode: 'THROTTLE', windowMs: 0 } },
    ['collapse', 'windowMs'],
  ],
  [
    'a longest wait of what keeps the latest',
    { collapse: { key: 'k', mode: 'KEEP_LATEST', maxWaitMs: 1 } },
    ['collapse', 'maxWaitMs'],
  ],
])('%s is refused', async (_, more, path) => {
  expect(await submit(more)).toMatchObject({
    job: null,
    userErrors: [{ code: 'INVALID_VALUE', path: ['input', ...path] }],
  });
});
