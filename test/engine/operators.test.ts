import { beforeEach, describe, expect, test } from 'vitest';
import { accepted, codesOf, type Kitchen, leaseOf, openKitchen } from './kitchen.ts';

let kitchen: Kitchen;

beforeEach(async () => {
  kitchen = await openKitchen();
  return kitchen.closeAudited;
});

async function failOne(): Promise<string> {
  const leased = await kitchen.claimOne();
  await kitchen.fail(leased, { isRetryable: false });
  return leased.unit.id;
}

/** The only Unit there is, once the engine knows it: commands on it then enter in the order of calls. */
async function knownUnit(): Promise<string> {
  const leased = await kitchen.claimOne();
  await kitchen.engine.execute({ name: 'releaseUnit', lease: leaseOf(leased) });
  return leased.unit.id;
}

const skip = (unitId: string, output: string | null = null) =>
  kitchen.engine.execute({ name: 'skipUnit', unitId, reason: 'not today', output });
const retry = (unitId: string) =>
  kitchen.engine.execute({ name: 'retryUnit', unitId, reason: null });
const force = (unitId: string, output = '1') =>
  kitchen.engine.execute({ name: 'forceSucceedUnit', unitId, reason: 'seen by hand', output });

describe('skipping', () => {
  test('a failed Unit lets its dependants go on, and the Job that had failed with it', async () => {
    const jobId = await kitchen.submit({ meal: { units: { roast: [], plate: ['roast'] } } });
    const roast = await failOne();
    expect(await kitchen.jobState(jobId)).toBe('FAILED');
    accepted(await skip(roast));
    expect(await kitchen.unitStates()).toEqual({ roast: 'SKIPPED', plate: 'READY' });
    await kitchen.succeed(await kitchen.claimOne());
    expect(await kitchen.jobState(jobId)).toBe('SUCCEEDED');
  });

  test('gives dependants the output that came with it', async () => {
    await kitchen.submit({ meal: { units: { roast: [] } } });
    const { unit } = await kitchen.claimOne();
    expect(codesOf(await skip(unit.id))).toEqual(['UNIT_NOT_IN_STATE']);
    await kitchen.engine.execute({
      name: 'releaseUnit',
      lease: { unitId: unit.id, attempt: 1, leaseId: unit.leaseId ?? '' },
    });
    accepted(await skip(unit.id, '{"cold":true}'));
    const [row] = await kitchen.store.query<{ output: string }>('SELECT "output" FROM "Unit"');
    expect(row?.output).toBe('{"cold":true}');
    expect(accepted(await skip(unit.id, '{"cold":true}')).isReplayed).toBe(true);
    expect(codesOf(await skip(unit.id, '{"cold":false}'))).toEqual(['UNIT_NOT_IN_STATE']);
  });
});

describe('retrying', () => {
  test('reopens Task and Job and grants all attempts again', async () => {
    const jobId = await kitchen.submit({ meal: { units: { roast: [], plate: ['roast'] } } });
    for (let attempt = 1; attempt <= 3; attempt += 1) {
      await kitchen.fail(await kitchen.claimOne(), { retryAfterMs: 0 });
    }
    expect(await kitchen.jobState(jobId)).toBe('FAILED');
    const [unit] = await kitchen.store.query<{ id: string }>(
      `SELECT "id" FROM "Unit" WHERE "state" = 'FAILED'`,
    );
    accepted(await retry(unit?.id ?? ''));
    expect(await kitchen.jobState(jobId)).toBe('RUNNING');
    for (let attempt = 1; attempt <= 2; attempt += 1) {
      await kitchen.fail(await kitchen.claimOne(), { retryAfterMs: 0 });
    }
    await kitchen.succeed(await kitchen.claimOne());
    expect(await kitchen.unitStates()).toEqual({ roast: 'SUCCEEDED', plate: 'READY' });
    const kinds = await kitchen.eventKinds();
    expect(kinds.filter((kind) => kind.endsWith('.reopened'))).toEqual([
      'task.reopened',
      'job.reopened',
      'unit.reopened',
    ]);
  });

  test('a Unit of a cancelled Job whose Task never opened makes both wait again', async () => {
    const jobId = await kitchen.submit({
      meal: { units: { roast: [] } },
      after: { dependsOn: ['meal'], units: { wash: [] } },
    });
    await kitchen.engine.execute({ name: 'cancelJob', jobId, reason: null });
    const ids = await kitchen.store.query<{ id: string }>('SELECT "id" FROM "Unit" ORDER BY "id"');
    for (const { id } of ids.toReversed()) accepted(await retry(id));
    expect(await kitchen.unitStates()).toEqual({ roast: 'READY', wash: 'PENDING' });
    await kitchen.succeed(await kitchen.claimOne());
    await kitchen.succeed(await kitchen.claimOne());
    expect(await kitchen.jobState(jobId)).toBe('SUCCEEDED');
  });

  test('in one batch with a cancellation and a claim hands the Unit out once', async () => {
    await kitchen.submit({ meal: { units: { roast: [] } } });
    const unitId = await knownUnit();
    const { topicId } = kitchen;
    const claim = { topicId, worker: 'cook', kinds: null, max: 2, leaseMs: 1_000, requestId: null };
    const [, , claimed] = await Promise.all([
      kitchen.engine.execute({ name: 'cancelUnit', unitId, reason: null }),
      retry(unitId),
      kitchen.engine.execute({ name: 'claimUnits', ...claim }),
    ]);
    expect(accepted(claimed).result.leases.map(({ unit }) => unit.id)).toEqual([unitId]);
  });

  test.each(['READY', 'RUNNING', 'SUCCEEDED'])('a %s Unit is refused', async (state) => {
    await kitchen.submit({ meal: { units: { roast: [] } } });
    const [unit] = await kitchen.store.query<{ id: string }>('SELECT "id" FROM "Unit"');
    if (state !== 'READY') {
      const leased = await kitchen.claimOne();
      if (state === 'SUCCEEDED') await kitchen.succeed(leased);
    }
    const before = await kitchen.eventKinds();
    expect(codesOf(await retry(unit?.id ?? ''))).toEqual(['UNIT_NOT_IN_STATE']);
    expect(await kitchen.eventKinds()).toEqual(before);
  });
});

describe('forcing success', () => {
  test('takes the Unit from its holder, who is told that it was revoked', async () => {
    await kitchen.submit({ meal: { units: { roast: [], plate: ['roast'] } } });
    const leased = await kitchen.claimOne();
    accepted(await force(leased.unit.id));
    expect(await kitchen.unitStates()).toEqual({ roast: 'SUCCEEDED', plate: 'READY' });
    expect(await kitchen.succeed(leased)).toMatchObject({
      rejections: [{ code: 'LEASE_LOST', details: { reason: 'REVOKED' } }],
    });
    expect(accepted(await force(leased.unit.id)).isReplayed).toBe(true);
  });

  test('of a Unit that waits lets those behind it go on without those before it', async () => {
    await kitchen.submit({ meal: { units: { a: [], b: ['a'], c: ['b'] } } });
    const [, b] = await kitchen.store.query<{ id: string }>(
      'SELECT "id" FROM "Unit" ORDER BY "id"',
    );
    accepted(await force(b?.id ?? ''));
    expect(await kitchen.unitStates()).toEqual({ a: 'READY', b: 'SUCCEEDED', c: 'READY' });
  });
});

describe('a worker', () => {
  test('that snoozes a Unit gets it back after the delay, and pays no attempt', async () => {
    await kitchen.submit({ meal: { units: { roast: [] } } });
    for (let round = 1; round <= 5; round += 1) {
      const lease = leaseOf(await kitchen.claimOne());
      accepted(await kitchen.engine.execute({ name: 'snoozeUnit', lease, delayMs: 1_000 }));
      await kitchen.pass(999);
      expect(await kitchen.claim()).toEqual([]);
      await kitchen.pass(1);
    }
    expect((await kitchen.claimOne()).attempt).toBe(6);
  });

  test('finds the checkpoint that the attempt before it left', async () => {
    await kitchen.submit({ meal: { units: { roast: [] } } });
    const lease = leaseOf(await kitchen.claimOne());
    const checkpoint = '{"degrees":60}';
    accepted(await kitchen.engine.execute({ name: 'saveCheckpoint', lease, checkpoint }));
    await kitchen.pass(30_000);
    expect((await kitchen.claimOne()).unit.checkpoint).toBe(checkpoint);
  });
});
