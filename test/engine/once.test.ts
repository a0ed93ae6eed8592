import { beforeEach, describe, expect, test } from 'vitest';
import {
  accepted,
  claimRequest,
  codesOf,
  definition,
  type Kitchen,
  openKitchen,
} from './kitchen.ts';

let kitchen: Kitchen;

beforeEach(async () => {
  kitchen = await openKitchen();
  return kitchen.closeAudited;
});

const meal = { meal: { units: { a: [], b: [], c: [] } } };

async function jobCount(): Promise<number | undefined> {
  const sql = 'SELECT count(*) AS "count" FROM "Job"';
  return (await kitchen.store.query<{ count: number }>(sql))[0]?.count;
}

describe('a Job key', () => {
  test('makes a repeated submission one Job', async () => {
    const jobs = await Promise.all([
      kitchen.submit(meal, { key: 'order-1' }),
      kitchen.submit(meal, { key: 'order-1' }),
    ]);
    const again = await kitchen.submit(meal, { key: 'order-1' });
    expect(new Set([...jobs, again]).size).toBe(1);
    expect(await jobCount()).toBe(1);
  });

  test('answers the Job there is to another definition as well, and says that it is another', async () => {
    const jobId = await kitchen.submit(meal, { key: 'order-1' });
    const job = definition({ other: { units: {} } }, { key: 'order-1' });
    const answer = await kitchen.engine.execute({
      name: 'submitJob',
      topicId: kitchen.topicId,
      job,
    });
    expect(answer).toMatchObject({
      isAccepted: true,
      isReplayed: true,
      result: { jobId, isOther: true },
    });
    expect(await jobCount()).toBe(1);
  });
});

describe('an idempotency key', () => {
  const submission = (key: string, inputHash: string) => ({
    name: 'submitJob' as const,
    topicId: kitchen.topicId,
    job: definition(meal),
    idempotency: { key, inputHash },
  });

  test('lets a command take effect once and answers it alike for ever', async () => {
    const first = accepted(await kitchen.engine.execute(submission('k', 'h')));
    await kitchen.pass(86_400_000);
    const second = accepted(await kitchen.engine.execute(submission('k', 'h')));
    expect(second).toEqual({ ...first, isReplayed: true });
    expect(await jobCount()).toBe(1);
  });

  test('holds also between two commands of one batch', async () => {
    const answers = await Promise.all([
      kitchen.engine.execute(submission('k', 'h')),
      kitchen.engine.execute(submission('k', 'h')),
    ]);
    expect(answers.map((answer) => accepted(answer).isReplayed)).toEqual([false, true]);
    expect(await jobCount()).toBe(1);
  });

  test('is refused for another input', async () => {
    await kitchen.engine.execute(submission('k', 'h'));
    const other = await kitchen.engine.execute(submission('k', 'other'));
    expect(codesOf(other)).toEqual(['IDEMPOTENCY_KEY_REUSED']);
    expect(await jobCount()).toBe(1);
  });

  test('repeats a refusal as well', async () => {
    const jobId = await kitchen.submit({});
    const idempotency = { key: 'c', inputHash: 'h' };
    const cancel = () =>
      kitchen.engine.execute({ name: 'cancelJob', jobId, reason: null, idempotency });
    const first = await cancel();
    expect(codesOf(first)).toEqual(['JOB_FINISHED']);
    expect(await cancel()).toEqual(first);
  });
});

describe('a claim repeated with its request id', () => {
  test('gets the Units that the lost answer named, under the same leases', async () => {
    await kitchen.submit(meal);
    const first = await kitchen.claim({ requestId: 'r1', max: 2 });
    const second = await kitchen.engine.claim({ ...claimRequest, requestId: 'r1', max: 2 });
    expect(second).toMatchObject({
      isReplayed: true,
      leases: first.map(({ attempt, leaseId }) => ({ attempt, leaseId })),
    });
    expect(await kitchen.claim({ requestId: 'r2' })).toHaveLength(1);
  });

  test('while the first is still under way gets the same answer', async () => {
    await kitchen.submit(meal);
    const answers = await Promise.all([
      kitchen.claim({ requestId: 'r1', max: 2 }),
      kitchen.claim({ requestId: 'r1', max: 2 }),
    ]);
    expect(answers[0]).toEqual(answers[1]);
    expect(await kitchen.claim()).toHaveLength(1);
  });

  test('does not hand back what the worker has finished since', async () => {
    await kitchen.submit(meal);
    const [first] = await kitchen.claim({ requestId: 'r1', max: 2 });
    if (first !== undefined) await kitchen.succeed(first);
    expect(await kitchen.claim({ requestId: 'r1', max: 2 })).toHaveLength(1);
  });

  test('of another worker is another claim', async () => {
    await kitchen.submit(meal);
    await kitchen.claim({ requestId: 'r1', max: 2 });
    expect(await kitchen.claim({ requestId: 'r1', worker: 'chef' })).toHaveLength(1);
  });
});

describe('a refused command', () => {
  test('leaves no trace beside the accepted ones of its batch', async () => {
    const cycle = definition({ meal: { units: { a: ['b'], b: ['a'] } } });
    const { topicId } = kitchen;
    const taken = { name: 'createTopic', topicName: 'kitchen', description: null } as const;
    await kitchen.submit({}, { key: 'taken' });
    const answers = await Promise.all([
      kitchen.engine.execute({ name: 'submitJob', topicId, job: definition(meal) }),
      kitchen.engine.execute({ name: 'submitJob', topicId, job: cycle }),
      kitchen.engine.execute({
        name: 'submitJob',
        topicId,
        job: definition(meal, { key: 'taken' }),
        submission: { onConflict: 'REJECT' },
      }),
      kitchen.engine.execute(taken),
      kitchen.engine.execute({ name: 'submitJob', topicId, job: definition(meal) }),
    ]);
    expect(answers.map((answer) => codesOf(answer).join())).toEqual([
      '',
      'DEPENDENCY_CYCLE',
      'JOB_KEY_TAKEN',
      'TOPIC_NAME_TAKEN',
      '',
    ]);
    expect(await jobCount()).toBe(3);
    expect((await kitchen.eventKinds()).filter((kind) => kind === 'job.submitted')).toHaveLength(3);
  });
});
