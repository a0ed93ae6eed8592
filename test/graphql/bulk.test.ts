/** Acting on all that match: what is reported, what is done, and what a repetition does. */
import { beforeEach, describe, expect, test } from 'vitest';
import { leaseOf, openWorkshop, positionOf, type Workshop } from '../server/workshop.ts';
import { failureOf } from './made-unit.ts';

let workshop: Workshop;

beforeEach(async () => {
  workshop = await openWorkshop();
  return workshop.close;
});

const topic = 'workshop';
const keys = ['a', 'b', 'c', 'd', 'e'];

/** Five Units of a Job: succeeded, failed, running, and two that are ready. */
async function submitFive(more: object = {}): Promise<string> {
  const units = keys.map((key) => ({ key, kind: key }));
  const { id } = await workshop.submit([{ key: 't', units }], more);
  const [a] = await workshop.claim({ kinds: ['a'] });
  const [b] = await workshop.claim({ kinds: ['b'] });
  await workshop.claim({ kinds: ['c'] });
  await workshop.report([{ succeed: { lease: leaseOf(a) } }, failureOf(leaseOf(b))]);
  return id;
}

interface Answer {
  readonly matchedCount: number;
  readonly changedCount: number;
  readonly unchangedCount: number;
  readonly refusedCount: number;
  readonly hasMore: boolean;
  readonly replayed: boolean;
  readonly cursor: string | null;
  readonly refusals: readonly { readonly id: string; readonly error: { readonly code: string } }[];
  readonly userErrors: readonly { readonly code: string; readonly path: readonly string[] }[];
}

async function act(mutation: string, input: object): Promise<Answer> {
  const type = `${mutation.charAt(0).toUpperCase()}${mutation.slice(1)}Input`;
  const states = mutation.startsWith('units')
    ? 'total ready running succeeded failed cancelled paused skipped'
    : 'total running succeeded failed cancelled';
  const data = await workshop.data<Record<string, Answer>>(
    `mutation($input: ${type}!) { ${mutation}(input: $input) {
      matchedCount changedCount unchangedCount refusedCount hasMore replayed cursor
      matchedStates { ${states} } refusals { id error { code message } } userErrors { code path message }
    } }`,
    { input },
  );
  const answer = data[mutation];
  if (answer === undefined) throw new Error(`There is no answer to ${mutation}.`);
  return answer;
}

async function statesOf(jobId: string): Promise<string> {
  const { job } = await workshop.data<{
    job: { units: { nodes: { key: string; state: string }[] } };
  }>('query($jobId: ID!) { job(by: { id: $jobId }) { units { nodes { key state } } } }', { jobId });
  return job.units.nodes.map(({ state }) => state).join(' ');
}

const counts = (matched: number, changed: number, unchanged: number, refused: number) => ({
  matchedCount: matched,
  changedCount: changed,
  unchangedCount: unchanged,
  refusedCount: refused,
  userErrors: [],
});

describe('a dry run', () => {
  test.each<[string, object, ReturnType<typeof counts>]>([
    ['unitsCancel', {}, counts(5, 3, 0, 2)],
    ['unitsRetry', {}, counts(5, 1, 0, 4)],
    ['unitsRerun', {}, counts(5, 2, 0, 3)],
    ['unitsSkip', {}, counts(5, 3, 0, 2)],
    ['unitsPause', {}, counts(5, 3, 0, 2)],
    ['unitsResume', {}, counts(5, 0, 0, 5)],
    ['unitsPrioritize', { priority: 3 }, counts(5, 3, 0, 2)],
  ])('of %s says what would be done, and changes nothing', async (mutation, more, expected) => {
    const jobId = await submitFive();
    const before = await positionOf(workshop);
    const input = { filter: { topic }, ...more };
    const dry = await act(mutation, { ...input, dryRun: true });
    expect(dry).toMatchObject({
      ...expected,
      matchedStates: { total: 5, ready: 2, running: 1, succeeded: 1, failed: 1 },
      cursor: null,
      hasMore: false,
    });
    expect(await positionOf(workshop)).toBe(before);
    expect(await statesOf(jobId)).toBe('SUCCEEDED FAILED RUNNING READY READY');
    // What is foreseen by the states is what becomes of it.
    const done = await act(mutation, input);
    expect(done).toMatchObject(expected);
    expect(done.refusals.map(({ id, error }) => [id, error.code])).toEqual(
      dry.refusals.map(({ id, error }) => [id, error.code]),
    );
  });
});

describe('acting on many', () => {
  test('retries what failed, and says in the journal by whom and why', async () => {
    const jobId = await submitFive();
    const asked = { by: 'ops', reason: 'new blade' };
    const answer = await act('unitsRetry', {
      filter: { topic, states: ['FAILED'], failureCode: 'BROKE' },
      ...asked,
    });
    expect(answer).toMatchObject({ ...counts(1, 1, 0, 0), cursor: await positionOf(workshop) });
    expect(await statesOf(jobId)).toBe('SUCCEEDED READY RUNNING READY READY');
    const { events } = await workshop.data<{ events: { events: { data: unknown }[] } }>(
      `{ events(filter: { topic: "workshop", kinds: ["unit.reopened"] }, after: "start") {
        events { data }
      } }`,
    );
    expect(events.events).toEqual([{ data: asked }]);
  });

  test('goes no further than the limit, and says that there are more', async () => {
    const jobId = await submitFive();
    const input = { filter: { topic, states: ['READY'] }, limit: 1 };
    expect(await act('unitsPause', input)).toMatchObject({ ...counts(1, 1, 0, 0), hasMore: true });
    expect(await act('unitsPause', input)).toMatchObject({ ...counts(1, 1, 0, 0), hasMore: false });
    expect(await act('unitsPause', input)).toMatchObject({ ...counts(0, 0, 0, 0), cursor: null });
    expect(await statesOf(jobId)).toBe('SUCCEEDED FAILED RUNNING PAUSED PAUSED');
    const filter = { jobId, states: ['PAUSED'] };
    expect(await act('unitsResume', { filter })).toMatchObject(counts(2, 2, 0, 0));
  });

  test('reaches every one of more than a portion', async () => {
    const units = Array.from({ length: 1_300 }, (_, at) => ({ key: `u${at}`, kind: 'many' }));
    const { id: jobId } = await workshop.submit([{ key: 't', units }]);
    const input = { filter: { topic, kinds: ['many'] }, limit: 10_000 };
    expect(await act('unitsSkip', input)).toMatchObject(counts(1_300, 1_300, 0, 0));
    const found = await workshop.data('query($id: ID!) { job(by: { id: $id }) { state } }', {
      id: jobId,
    });
    expect(found).toEqual({ job: { state: 'SUCCEEDED' } });
    expect(await act('unitsSkip', input)).toMatchObject(counts(1_300, 0, 1_300, 0));
  });

  test('counts as refused what was put back with another one', async () => {
    const units = [
      { key: 'a', kind: 'x' },
      { key: 'b', kind: 'x', dependsOn: ['a'] },
    ];
    const { id: jobId } = await workshop.submit([{ key: 't', units }]);
    await workshop.workOff();
    const answer = await act('unitsRerun', { filter: { jobId } });
    expect(answer).toMatchObject(counts(2, 1, 0, 1));
    expect(answer.refusals).toMatchObject([{ error: { code: 'UNIT_NOT_IN_STATE' } }]);
  });

  test('under a key is done once, and answered as the first time', async () => {
    await submitFive();
    const input = { filter: { topic, states: ['READY', 'FAILED'] }, idempotencyKey: 'once' };
    const first = await act('unitsSkip', input);
    expect(first).toMatchObject({ ...counts(3, 3, 0, 0), replayed: false });
    const before = await positionOf(workshop);
    // By now others match, and those that did do not any more.
    await submitFive();
    const after = await positionOf(workshop);
    expect(after).not.toBe(before);
    expect(await act('unitsSkip', input)).toEqual({ ...first, replayed: true });
    expect(await positionOf(workshop)).toBe(after);
    expect(await act('unitsSkip', { ...input, reason: 'other' })).toMatchObject({
      matchedCount: 0,
      userErrors: [{ code: 'IDEMPOTENCY_KEY_REUSED' }],
    });
    expect(await act('unitsCancel', input)).toMatchObject({
      userErrors: [{ code: 'IDEMPOTENCY_KEY_REUSED' }],
    });
  });
});

describe('acting on many Jobs', () => {
  test.each<[string, object, object, ReturnType<typeof counts>]>([
    ['jobsCancel', {}, {}, counts(2, 1, 0, 1)],
    ['jobsRetry', {}, {}, counts(2, 1, 0, 1)],
    ['jobsRerun', {}, {}, counts(2, 2, 0, 0)],
    ['jobsPrioritize', {}, { priority: 2 }, counts(2, 1, 0, 1)],
    ['jobsPause', { states: ['RUNNING'] }, { interrupt: true }, counts(1, 1, 0, 0)],
    ['jobsRerun', { labels: [{ name: 'for', value: 'ann' }] }, {}, counts(1, 1, 0, 0)],
  ])('by %s of those that match %o does what the dry run said', async (...given) => {
    const [mutation, filter, more, expected] = given;
    await workshop.submit([{ key: 't', units: [{ key: 'a', kind: 'x' }] }], {
      labels: { for: 'ann' },
    });
    await workshop.workOff();
    await submitFive();
    const input = { filter: { topic, ...filter }, by: 'ops', ...more };
    const before = await positionOf(workshop);
    expect(await act(mutation, { ...input, dryRun: true })).toMatchObject(expected);
    expect(await positionOf(workshop)).toBe(before);
    expect(await act(mutation, input)).toMatchObject({
      ...expected,
      cursor: await positionOf(workshop),
    });
  });

  test('lets those go on that are held', async () => {
    await submitFive();
    const filter = { topicId: workshop.topicId };
    await act('jobsPause', { filter });
    expect(await workshop.claim()).toEqual([]);
    expect(await act('jobsResume', { filter })).toMatchObject(counts(1, 1, 0, 0));
    expect(await act('jobsResume', { filter })).toMatchObject(counts(1, 0, 1, 0));
    expect(await workshop.claim()).toHaveLength(2);
  });
});

describe('a request that is refused as a whole', () => {
  test.each<[string, string, object, string, readonly string[]]>([
    ['without a place', 'unitsCancel', { filter: {} }, 'INVALID_VALUE', ['input', 'filter']],
    [
      'with a Topic that is not there',
      'unitsCancel',
      { filter: { topic: 'cellar' } },
      'TOPIC_NOT_FOUND',
      ['input', 'filter'],
    ],
    [
      'for Jobs of no Topic',
      'jobsCancel',
      { filter: { states: ['RUNNING'] } },
      'INVALID_VALUE',
      ['input', 'filter'],
    ],
    [
      'for Jobs of a Topic id that is not there',
      'jobsCancel',
      { filter: { topicId: 'topic_none' } },
      'TOPIC_NOT_FOUND',
      ['input', 'filter'],
    ],
    ['for none', 'unitsSkip', { filter: { topic }, limit: 0 }, 'INVALID_VALUE', ['input', 'limit']],
    [
      'for too many',
      'unitsSkip',
      { filter: { topic }, limit: 10_001 },
      'INVALID_VALUE',
      ['input', 'limit'],
    ],
    ['by nobody', 'unitsRetry', { filter: { topic }, by: ' ' }, 'INVALID_VALUE', ['input', 'by']],
    [
      'with a priority out of range',
      'unitsPrioritize',
      { filter: { topic }, priority: 2_000, dryRun: true },
      'INVALID_VALUE',
      ['input', 'priority'],
    ],
  ])('%s has changed nothing', async (...given) => {
    const [, mutation, input, code, path] = given;
    await submitFive();
    const before = await positionOf(workshop);
    const answer = await act(mutation, input);
    expect(answer).toMatchObject({ matchedCount: 0, cursor: null, replayed: false });
    expect(answer.userErrors).toMatchObject([
      { code, path, message: expect.stringMatching(/[.]$/) },
    ]);
    expect(await positionOf(workshop)).toBe(before);
  });
});
