import { beforeEach, describe, expect, test } from 'vitest';
import type { JobDefinition } from '../../src/domain/job-definition.ts';
import { accepted, codesOf, definition, type Kitchen, leaseOf, openKitchen } from './kitchen.ts';

let kitchen: Kitchen;

beforeEach(async () => {
  kitchen = await openKitchen();
  return kitchen.closeAudited;
});

const roast = { meal: { units: { roast: [] } } };

async function failureCode(): Promise<string | undefined> {
  const sql = 'SELECT "failureCode" FROM "Unit" ORDER BY "id"';
  return (await kitchen.store.query<{ failureCode: string }>(sql))[0]?.failureCode;
}

describe('an attempt timeout', () => {
  const timed: Partial<JobDefinition> = {
    attemptTimeoutMs: 10_000,
    retry: { maxAttempts: 2, backoff: 'FIXED', delayMs: 1_000, jitter: 'NONE' },
  };

  test('ends an attempt however often its lease is renewed', async () => {
    await kitchen.submit(roast, timed);
    const leased = await kitchen.claimOne();
    expect(leased.leaseMs).toBe(10_000);
    await kitchen.pass(9_000);
    const beat = { name: 'renewLease', lease: leaseOf(leased), leaseMs: 30_000 } as const;
    expect(accepted(await kitchen.engine.execute(beat)).result.leaseMs).toBe(1_000);
    await kitchen.pass(1_000);
    expect(await kitchen.succeed(leased)).toMatchObject({
      rejections: [{ code: 'LEASE_LOST', details: { reason: 'EXPIRED' } }],
    });
    expect(await failureCode()).toBe('ATTEMPT_TIMEOUT');
  });

  test('counts as a failure with the delay of the policy', async () => {
    await kitchen.submit(roast, timed);
    await kitchen.claimOne();
    await kitchen.pass(10_000);
    expect(await kitchen.claim()).toEqual([]);
    await kitchen.pass(1_000);
    await kitchen.claimOne();
    await kitchen.pass(10_000);
    expect(await kitchen.unitStates()).toEqual({ roast: 'FAILED' });
  });

  test('is taken from the Unit, else from its Task, else from its Job', async () => {
    const units = ['own', 'task', 'job'].map((key) => ({
      key,
      kind: 'cook',
      input: 'null',
      dependsOn: [],
      priority: null,
      attemptTimeoutMs: key === 'own' ? 1_000 : null,
    }));
    const [own, task, job] = units;
    if (own === undefined || task === undefined || job === undefined) throw new Error('Three.');
    const tasks = [
      { key: 'a', name: null, dependsOn: [], units: [own, task], attemptTimeoutMs: 2_000 },
      { key: 'b', name: null, dependsOn: [], units: [job] },
    ];
    await kitchen.submit({}, { tasks, attemptTimeoutMs: 3_000 });
    const leases = await kitchen.claim();
    expect(leases.map(({ leaseMs }) => leaseMs)).toEqual([1_000, 2_000, 3_000]);
  });

  test.each([0, 49, 2_073_600_001])('of %d ms is refused', async (attemptTimeoutMs) => {
    const job = definition(roast, { attemptTimeoutMs });
    const { topicId } = kitchen;
    const answer = await kitchen.engine.execute({ name: 'submitJob', topicId, job });
    expect(codesOf(answer)).toEqual(['INVALID_VALUE']);
  });
});

describe('a Unit whose workers keep vanishing', () => {
  const patient: Partial<JobDefinition> = {
    retry: { maxAttempts: 100, backoff: 'FIXED', delayMs: 0, jitter: 'NONE' },
  };

  test('fails after five losses in a row, with a code of its own', async () => {
    await kitchen.submit(roast, patient);
    for (let loss = 1; loss <= 5; loss += 1) {
      expect((await kitchen.claimOne()).attempt).toBe(loss);
      await kitchen.pass(30_000);
    }
    expect(await kitchen.unitStates()).toEqual({ roast: 'FAILED' });
    expect(await failureCode()).toBe('TOO_MANY_LOSSES');
  });

  test('is not given up while workers live to report in between', async () => {
    await kitchen.submit(roast, patient);
    for (let round = 1; round <= 10; round += 1) {
      await kitchen.claimOne();
      await kitchen.pass(30_000);
      await kitchen.fail(await kitchen.claimOne());
    }
    await kitchen.succeed(await kitchen.claimOne());
    expect(await kitchen.unitStates()).toEqual({ roast: 'SUCCEEDED' });
  });
});

describe('a Job that does not go on after a failure', () => {
  test('cancels the rest once a Task has failed, and has failed itself', async () => {
    const jobId = await kitchen.submit(
      {
        meal: { units: { roast: [] } },
        drinks: { units: { wine: [], water: [] } },
        after: { dependsOn: ['meal', 'drinks'], units: { wash: [] } },
      },
      { onFailure: 'CANCEL_REST' },
    );
    const [first, wine] = await kitchen.claim({ max: 2 });
    if (first === undefined || wine === undefined) throw new Error('Two Units are ready.');
    await kitchen.fail(first, { isRetryable: false });
    expect(await kitchen.unitStates()).toEqual({
      roast: 'FAILED',
      wine: 'CANCELLED',
      water: 'CANCELLED',
      wash: 'CANCELLED',
    });
    expect(await kitchen.jobState(jobId)).toBe('FAILED');
    expect(await kitchen.succeed(wine)).toMatchObject({
      rejections: [{ code: 'LEASE_LOST', details: { reason: 'CANCELLED' } }],
    });
  });
});
