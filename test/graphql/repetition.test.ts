/** What happens when a request is sent again because its answer was lost. */
import { beforeAll, describe, expect, test } from 'vitest';
import { leaseOf, openWorkshop, submitJob, taskOf, type Workshop } from '../server/workshop.ts';

let workshop: Workshop;

beforeAll(async () => {
  workshop = await openWorkshop();
  return workshop.close;
});

async function eventCount(): Promise<number> {
  const { events } = await workshop.data<{ events: { events: readonly object[] } }>(
    '{ events(filter: { topic: "workshop" }, after: "start", batch: 1000) { events { seq } } }',
  );
  return events.events.length;
}

/** Sends the same request twice and answers both answers; the second one may change nothing. */
async function twice<Data>(query: string, variables: object): Promise<readonly [Data, Data]> {
  const first = await workshop.data<Data>(query, variables);
  const before = await eventCount();
  const second = await workshop.data<Data>(query, variables);
  expect(await eventCount()).toBe(before);
  return [first, second];
}

describe('a repeated request', () => {
  test('that creates a Topic is answered as the first time', async () => {
    const query = `mutation { topicCreate(input: { name: "again", idempotencyKey: "topic" }) {
      topic { id } cursor replayed userErrors { code }
    } }`;
    const [first, second] = await twice<{ topicCreate: object }>(query, {});
    expect(first.topicCreate).toMatchObject({ replayed: false, userErrors: [] });
    expect(second.topicCreate).toEqual({ ...first.topicCreate, replayed: true });
  });

  test('that submits a Job with an idempotency key is answered as the first time', async () => {
    const tasks = [{ key: 't', units: [{ key: 'u', kind: 'k', input: { a: 1, b: [{ c: 2 }] } }] }];
    const input = { topic: 'workshop', name: 'once', tasks, idempotencyKey: 'submission' };
    const [first, second] = await twice<{ jobSubmit: object }>(submitJob, { input });
    expect(second.jobSubmit).toEqual({ ...first.jobSubmit, replayed: true });
  });

  test('is the same one when only the order of the fields in its JSON differs', async () => {
    const input = { topic: 'workshop', name: 'ordered', tasks: [], idempotencyKey: 'fields' };
    const one = { ...input, payload: { a: 1, b: { c: 2, d: 3 } }, labels: { x: '1', y: '2' } };
    const other = { ...input, payload: { b: { d: 3, c: 2 }, a: 1 }, labels: { y: '2', x: '1' } };
    const first = await workshop.data(submitJob, { input: one });
    const second = await workshop.data(submitJob, { input: other });
    expect(second).toMatchObject({ jobSubmit: { replayed: true, userErrors: [] } });
    expect(first).toMatchObject({ jobSubmit: { replayed: false } });
    const changed = { ...one, payload: { a: 1, b: { c: 2, d: 4 } } };
    expect(await workshop.data(submitJob, { input: changed })).toMatchObject({
      jobSubmit: { job: null, userErrors: [{ code: 'IDEMPOTENCY_KEY_REUSED' }] },
    });
  });

  test('that submits a Job under a key of its own finds the Job that is there', async () => {
    const input = { topic: 'workshop', name: 'keyed', key: 'order-7', tasks: [taskOf('t', ['u'])] };
    const [first, second] = await twice<{ jobSubmit: { job: { id: string } } }>(submitJob, {
      input,
    });
    expect(second.jobSubmit).toMatchObject({ job: { id: first.jobSubmit.job.id }, replayed: true });
  });

  test('that cancels is answered as the first time', async () => {
    const job = await workshop.submit([taskOf('t', ['u'])]);
    const query = `mutation($id: ID!) {
      jobCancel(input: { jobId: $id, idempotencyKey: "cancel" }) { job { state } replayed userErrors { code } }
    }`;
    const [first, second] = await twice<{ jobCancel: object }>(query, { id: job.id });
    expect(first.jobCancel).toEqual({
      job: { state: 'CANCELLED' },
      replayed: false,
      userErrors: [],
    });
    expect(second.jobCancel).toEqual({ ...first.jobCancel, replayed: true });
  });

  test('that claims is given the same Units', async () => {
    await workshop.submit([
      { key: 't', units: ['a', 'b', 'c'].map((key) => ({ key, kind: 'again' })) },
    ]);
    const first = await workshop.claim({ kinds: ['again'], max: 2, requestId: 'claim-1' });
    const second = await workshop.claim({ kinds: ['again'], max: 2, requestId: 'claim-1' });
    expect(first).toHaveLength(2);
    expect(second.map(leaseOf)).toEqual(first.map(leaseOf));
    const third = await workshop.claim({ kinds: ['again'], max: 2, requestId: 'claim-2' });
    expect(third.map(({ unit }) => unit.key)).toEqual(['c']);
  });

  test('that reports an end is answered as the first time', async () => {
    await workshop.submit([
      { key: 't', units: ['a', 'b', 'c'].map((key) => ({ key, kind: 'ended' })) },
    ]);
    const [a, b, c] = await workshop.claim({ kinds: ['ended'] });
    const reports = [
      { succeed: { lease: leaseOf(a), output: 1 } },
      { fail: { lease: leaseOf(b), code: 'X', message: 'no', retryable: false } },
      { release: { lease: leaseOf(c) } },
    ];
    const first = await workshop.report(reports);
    const before = await eventCount();
    const second = await workshop.report(reports);
    expect(await eventCount()).toBe(before);
    expect(first.answers.map(({ accepted }) => accepted)).toEqual([true, true, true]);
    expect(second.answers).toMatchObject([
      { accepted: true, replayed: true, state: 'SUCCEEDED' },
      { accepted: true, replayed: true, state: 'FAILED' },
      { accepted: true, replayed: true, state: 'READY' },
    ]);
  });

  test('that logs with an offset adds no line twice', async () => {
    const job = await workshop.submit([{ key: 't', units: [{ key: 'u', kind: 'logged' }] }]);
    const [lease] = await workshop.claim({ kinds: ['logged'] });
    const log = (offset: number, messages: readonly string[]) =>
      workshop.report([
        {
          log: { lease: leaseOf(lease), offset, lines: messages.map((message) => ({ message })) },
        },
      ]);
    await log(0, ['one', 'two']);
    await log(0, ['one', 'two']);
    await log(1, ['two', 'three']);
    const found = await workshop.data(
      'query($id: ID!) { job(by: { id: $id }) { unit(path: "t/u") { logs { nodes { line message } } } } }',
      { id: job.id },
    );
    expect(found).toMatchObject({
      job: {
        unit: {
          logs: {
            nodes: [
              { line: 1, message: 'one' },
              { line: 2, message: 'two' },
              { line: 3, message: 'three' },
            ],
          },
        },
      },
    });
  });
});
