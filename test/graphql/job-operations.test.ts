/** Retrying, rerunning and putting first over the API: whole Jobs, and the priority of single Units. */
import { beforeEach, describe, expect, test } from 'vitest';
import { errorParts, leaseOf, openWorkshop, type Workshop } from '../server/workshop.ts';
import { failureOf } from './made-unit.ts';

let workshop: Workshop;

beforeEach(async () => {
  workshop = await openWorkshop();
  return workshop.close;
});

async function operate(mutation: string, input: object) {
  const noun = mutation.startsWith('job') ? 'job' : 'unit';
  const type = `${mutation.charAt(0).toUpperCase()}${mutation.slice(1)}Input`;
  const data = await workshop.data<Record<string, object>>(
    `mutation($input: ${type}!) { ${mutation}(input: $input) {
      ${noun} { id state priority } replayed cursor ${errorParts}
    } }`,
    { input },
  );
  return data[mutation];
}

const chair = [{ key: 'chair', units: [{ key: 'saw', kind: 'saw' }] }];

async function failChair(): Promise<string> {
  const { id } = await workshop.submit(chair);
  const [lease] = await workshop.claim();
  await workshop.report([failureOf(leaseOf(lease))]);
  return id;
}

describe('a Job', () => {
  test('that failed is retried, or done again', async () => {
    for (const mutation of ['jobRetry', 'jobRerun']) {
      const jobId = await failChair();
      expect(await operate(mutation, { jobId, ifState: ['FAILED'], by: 'ops' })).toMatchObject({
        job: { id: jobId, state: 'RUNNING' },
        cursor: expect.any(String),
        userErrors: [],
      });
      expect((await workshop.workOff()).flat()).toEqual(['chair/saw']);
    }
  });

  test('gets another priority, with its Units', async () => {
    const { id: jobId } = await workshop.submit(chair);
    await workshop.submit(chair, { priority: 5 });
    const input = { jobId, priority: 10 };
    expect(await operate('jobPrioritize', input)).toMatchObject({ job: { priority: 10 } });
    expect(await operate('jobPrioritize', input)).toMatchObject({ replayed: true });
    const [first] = await workshop.claim({ max: 1 });
    const found = await workshop.data('query($id: ID!) { job(by: { id: $id }) { startedAt } }', {
      id: jobId,
    });
    expect(found).toEqual({ job: { startedAt: expect.any(String) } });
    expect(first?.unit.path).toBe('chair/saw');
  });

  test.each([
    ['jobRetry', {}, 'JOB_NOT_IN_STATE'],
    ['jobRetry', { ifState: ['FAILED'] }, 'STATE_NOT_AS_EXPECTED'],
    ['jobRerun', { ifState: [] }, 'INVALID_VALUE'],
    ['jobRerun', { jobId: 'job_none' }, 'JOB_NOT_FOUND'],
    ['jobPrioritize', { priority: 1_001 }, 'INVALID_VALUE'],
    ['jobPrioritize', { priority: 1, by: ' ' }, 'INVALID_VALUE'],
  ])('is refused %s with %o', async (mutation, more, code) => {
    const { id: jobId } = await workshop.submit(chair);
    expect(await operate(mutation, { jobId, ...more })).toMatchObject({
      job: null,
      cursor: null,
      userErrors: [{ code, message: expect.stringMatching(/\.$/) }],
    });
  });

  test('is rerun once under one key', async () => {
    const jobId = await failChair();
    const input = { jobId, idempotencyKey: 'again' };
    expect(await operate('jobRerun', input)).toMatchObject({ replayed: false });
    const [lease] = await workshop.claim();
    expect(await operate('jobRerun', input)).toMatchObject({ replayed: true });
    await workshop.report([{ succeed: { lease: leaseOf(lease) } }]);
    expect(await operate('jobRetry', { jobId })).toMatchObject({
      userErrors: [{ code: 'JOB_NOT_IN_STATE', details: { jobState: 'SUCCEEDED' } }],
    });
  });
});

test('a Unit that is put first is claimed first', async () => {
  await workshop.submit([{ key: 't', units: ['a', 'b', 'c'].map((key) => ({ key, kind: 'k' })) }]);
  const { topic } = await workshop.data<{
    topic: { jobs: { nodes: [{ unit: { id: string } }] } };
  }>('{ topic(by: { name: "workshop" }) { jobs { nodes { unit(path: "t/c") { id } } } } }');
  const unitId = topic.jobs.nodes[0].unit.id;
  expect(await operate('unitPrioritize', { unitId, priority: 1 })).toMatchObject({
    unit: { priority: 1, state: 'READY' },
    userErrors: [],
  });
  const leases = await workshop.claim();
  expect(leases.map(({ unit }) => unit.key)).toEqual(['c', 'a', 'b']);
  await workshop.report([{ succeed: { lease: leaseOf(leases[0]) } }]);
  expect(await operate('unitPrioritize', { unitId, priority: 2 })).toMatchObject({
    unit: null,
    userErrors: [{ code: 'UNIT_FINISHED', details: { unitState: 'SUCCEEDED' } }],
  });
});
