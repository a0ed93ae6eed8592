/** What becomes of a submission whose key a Job of the Topic has. */
import { beforeEach, describe, expect, test } from 'vitest';
import type { Outcome } from '../../src/domain/command.ts';
import type { Submission } from '../../src/domain/submission.ts';
import { accepted, definition, type Kitchen, openKitchen, type Tasks } from './kitchen.ts';

let kitchen: Kitchen;

beforeEach(async () => {
  kitchen = await openKitchen();
  return kitchen.closeAudited;
});

const meal: Tasks = { meal: { units: { a: [], b: ['a'] } } };
const other: Tasks = { other: { units: { c: [] } } };

function bring(
  submission: Submission,
  { tasks = meal, key = 'order-1', once }: { tasks?: Tasks; key?: string; once?: string } = {},
): Promise<Outcome<'submitJob'>> {
  const { topicId } = kitchen;
  const job = definition(tasks, { key });
  const idempotency = once === undefined ? undefined : { key: once, inputHash: job.hash };
  return kitchen.engine.execute({ name: 'submitJob', topicId, job, submission, idempotency });
}

interface JobRow {
  readonly id: string;
  readonly key: string | null;
  readonly state: string;
  readonly replacedByJobId: string | null;
}

function jobs(): Promise<readonly JobRow[]> {
  return kitchen.store.query<JobRow>(
    'SELECT "id", "key", "state", "replacedByJobId" FROM "Job" ORDER BY "id"',
  );
}

describe('REJECT', () => {
  test('refuses a submission under a key that is there, the same one included', async () => {
    const { result } = accepted(await bring({ onConflict: 'REJECT' }));
    const refusal = {
      isAccepted: false,
      rejections: [{ code: 'JOB_KEY_TAKEN', path: ['input', 'key'], details: result }],
    };
    expect(await bring({ onConflict: 'REJECT' })).toMatchObject(refusal);
    await kitchen.workOff();
    expect(await bring({ onConflict: 'REJECT' }, { tasks: other })).toMatchObject(refusal);
    expect(await jobs()).toHaveLength(1);
  });

  test('answers a repetition under an idempotency key as the first time', async () => {
    const first = await bring({ onConflict: 'REJECT' }, { once: 'now' });
    const again = await bring({ onConflict: 'REJECT' }, { once: 'now' });
    expect(again).toEqual({ ...first, isReplayed: true });
  });
});

describe('REPLACE', () => {
  test('cancels the Job that is there, and takes its key', async () => {
    const { jobId } = accepted(await bring({})).result;
    const leased = await kitchen.claimOne();
    const { result } = accepted(await bring({ onConflict: 'REPLACE' }, { tasks: other }));
    expect(result.replacedJobIds).toEqual([jobId]);
    expect(await jobs()).toEqual([
      { id: jobId, key: null, state: 'CANCELLED', replacedByJobId: result.jobId },
      { id: result.jobId, key: 'order-1', state: 'RUNNING', replacedByJobId: null },
    ]);
    expect(await kitchen.unitStates()).toEqual({ a: 'CANCELLED', b: 'CANCELLED', c: 'READY' });
    expect(await kitchen.succeed(leased)).toMatchObject({
      rejections: [{ code: 'LEASE_LOST', details: { reason: 'CANCELLED' } }],
    });
    expect(await kitchen.eventKinds()).toEqual(
      expect.arrayContaining(['job.cancelled', 'job.replaced']),
    );
  });

  test('leaves a Job that has finished as it is, but for its key', async () => {
    const { jobId } = accepted(await bring({})).result;
    await kitchen.workOff();
    const { result } = accepted(await bring({ onConflict: 'REPLACE' }));
    expect(await jobs()).toEqual([
      { id: jobId, key: null, state: 'SUCCEEDED', replacedByJobId: result.jobId },
      { id: result.jobId, key: 'order-1', state: 'RUNNING', replacedByJobId: null },
    ]);
  });

  test('is a submission like others where nobody has the key', async () => {
    const { result } = accepted(await bring({ onConflict: 'REPLACE' }));
    expect(result).toEqual({ jobId: expect.stringMatching(/^job_/) });
  });

  test('under an idempotency key replaces once', async () => {
    await bring({});
    const first = await bring({ onConflict: 'REPLACE' }, { once: 'now' });
    const again = await bring({ onConflict: 'REPLACE' }, { once: 'now' });
    expect(again).toEqual({ ...first, isReplayed: true });
    expect(await jobs()).toHaveLength(2);
  });

  test('replaces nothing while the intake is closed', async () => {
    const { jobId } = accepted(await bring({})).result;
    const { topicId } = kitchen;
    const closing = { name: 'closeIntake', topicId, reason: null, opensAt: null } as const;
    accepted(await kitchen.engine.execute(closing));
    expect(await bring({ onConflict: 'REPLACE' })).toMatchObject({
      rejections: [{ code: 'INTAKE_CLOSED' }],
    });
    expect(await kitchen.jobState(jobId)).toBe('RUNNING');
    // What makes nothing new is answered all the same.
    expect(await bring({})).toMatchObject({ isReplayed: true, result: { jobId } });
  });
});

describe('fifty submissions at once under one key', () => {
  const atOnce = (submission: Submission) =>
    Promise.all(Array.from({ length: 50 }, () => bring(submission)));

  test('are one Job', async () => {
    const answers = await atOnce({});
    expect(new Set(answers.map((answer) => accepted(answer).result.jobId)).size).toBe(1);
    expect(await jobs()).toHaveLength(1);
  });

  test('are one Job and forty-nine refusals with REJECT', async () => {
    const answers = await atOnce({ onConflict: 'REJECT' });
    expect(answers.filter(({ isAccepted }) => isAccepted)).toHaveLength(1);
    expect(await jobs()).toHaveLength(1);
  });

  test('leave one that runs with REPLACE, and each of the others says by which it was replaced', async () => {
    await atOnce({ onConflict: 'REPLACE' });
    const all = await jobs();
    const running = all.filter(({ state }) => state === 'RUNNING');
    expect(running).toMatchObject([{ key: 'order-1', replacedByJobId: null }]);
    expect(all.slice(0, -1).map(({ replacedByJobId }) => replacedByJobId)).toEqual(
      all.slice(1).map(({ id }) => id),
    );
  });
});

test('a key that a Job of the same batch has given up and taken back is where it belongs', async () => {
  const first = accepted(await bring({})).result.jobId;
  const { topicId } = kitchen;
  const answers = await Promise.all([
    bring({ onConflict: 'REPLACE' }, { tasks: other }),
    kitchen.engine.execute({ name: 'cancelJob', jobId: first, reason: null }),
    bring({}),
    bring({ onConflict: 'REJECT' }),
    bring({}, { key: 'order-2' }),
    kitchen.engine.execute({ name: 'openIntake', topicId, reason: null }),
  ]);
  const [replacing, , existing, rejected] = answers;
  const jobId = accepted(replacing).result.jobId;
  expect(existing).toMatchObject({ result: { jobId, isOther: true } });
  expect(rejected).toMatchObject({ rejections: [{ details: { jobId } }] });
  expect((await jobs()).map(({ key }) => key)).toEqual([null, 'order-1', 'order-2']);
});
