import { beforeEach, describe, expect, test } from 'vitest';
import type { LeasedUnit } from '../../src/domain/command-results.ts';
import { accepted, codesOf, type Kitchen, leaseOf, openKitchen } from './kitchen.ts';

let kitchen: Kitchen;

beforeEach(async () => {
  kitchen = await openKitchen();
  return kitchen.closeAudited;
});

async function unitId(key: string): Promise<string> {
  const sql = 'SELECT "id" FROM "Unit" WHERE "key" = ?1';
  const [unit] = await kitchen.store.query<{ id: string }>(sql, [key]);
  if (unit === undefined) throw new Error(`There is no Unit ${key}.`);
  return unit.id;
}

/** Claims and succeeds until the Unit of this key is handed out, and answers its lease. */
async function workUntil(key: string): Promise<LeasedUnit> {
  for (;;) {
    const [leased] = await kitchen.claim({ max: 1 });
    if (leased === undefined) throw new Error(`${key} is never handed out.`);
    if (leased.unit.key === key) return leased;
    await kitchen.succeed(leased, JSON.stringify(leased.unit.key));
  }
}

async function workAll(): Promise<void> {
  for (;;) {
    const leases = await kitchen.claim();
    if (leases.length === 0) return;
    for (const leased of leases) await kitchen.succeed(leased);
  }
}

const rerun = async (key: string) =>
  kitchen.engine.execute({ name: 'rerunUnit', unitId: await unitId(key), reason: 'again' });

const release = {
  build: { units: { compile: [], link: ['compile'], docs: [] } },
  check: { dependsOn: ['build'], units: { test: [], audit: [] } },
  ship: { dependsOn: ['check'], units: { upload: [] } },
  bill: { units: { invoice: [] } },
};

describe('rerunning from the middle', () => {
  test('does again what came of the Unit, across Tasks, and nothing else', async () => {
    const jobId = await kitchen.submit(release);
    await workAll();
    expect(await kitchen.jobState(jobId)).toBe('SUCCEEDED');
    accepted(await rerun('link'));
    expect(await kitchen.jobState(jobId)).toBe('RUNNING');
    expect(await kitchen.unitStates()).toEqual({
      compile: 'SUCCEEDED',
      link: 'READY',
      docs: 'SUCCEEDED',
      test: 'PENDING',
      audit: 'PENDING',
      upload: 'PENDING',
      invoice: 'SUCCEEDED',
    });
    await workAll();
    expect(await kitchen.jobState(jobId)).toBe('SUCCEEDED');
  });

  test('takes descendants from their holders, who are told why', async () => {
    await kitchen.submit(release);
    const test = await workUntil('test');
    accepted(await rerun('compile'));
    expect(await kitchen.succeed(test)).toMatchObject({
      rejections: [{ code: 'LEASE_LOST', details: { reason: 'RERUN' } }],
    });
    expect(await kitchen.unitStates()).toMatchObject({ compile: 'READY', test: 'PENDING' });
  });

  test('starts anew: no output, no failures, no checkpoint are left', async () => {
    await kitchen.submit({ meal: { units: { roast: [] } } });
    const leased = await workUntil('roast');
    const lease = leaseOf(leased);
    await kitchen.engine.execute({ name: 'saveCheckpoint', lease, checkpoint: '1' });
    await kitchen.succeed(leased, '2');
    accepted(await rerun('roast'));
    const [row] = await kitchen.store.query(
      'SELECT "output", "checkpoint", "failureCount", "attempt" FROM "Unit"',
    );
    expect(row).toMatchObject({ output: null, checkpoint: null, failureCount: 0, attempt: 1 });
  });

  test('leaves a paused descendant paused', async () => {
    await kitchen.submit({ meal: { units: { a: [], b: ['a'] } } });
    await kitchen.succeed(await workUntil('a'));
    const pause = { reason: null, resumeAt: null };
    await kitchen.engine.execute({ name: 'pauseUnit', unitId: await unitId('b'), ...pause });
    accepted(await rerun('a'));
    expect(await kitchen.unitStates()).toEqual({ a: 'READY', b: 'PAUSED' });
    accepted(
      await kitchen.engine.execute({
        name: 'resumeUnit',
        unitId: await unitId('b'),
        reason: null,
      }),
    );
    expect(await kitchen.unitStates()).toEqual({ a: 'READY', b: 'PENDING' });
  });

  test.each(['READY', 'RUNNING', 'PENDING'])('a %s Unit is refused', async (state) => {
    await kitchen.submit({ meal: { units: { a: [], b: ['a'] } } });
    if (state === 'RUNNING') await kitchen.claim();
    const before = await kitchen.eventKinds();
    expect(codesOf(await rerun(state === 'PENDING' ? 'b' : 'a'))).toEqual(['UNIT_NOT_IN_STATE']);
    expect(await kitchen.eventKinds()).toEqual(before);
  });
});

describe('pausing', () => {
  const pause = async (key: string, resumeAt: number | null = null) =>
    kitchen.engine.execute({
      name: 'pauseUnit',
      unitId: await unitId(key),
      reason: 'ask the chef',
      resumeAt,
    });
  const resume = async (key: string) =>
    kitchen.engine.execute({ name: 'resumeUnit', unitId: await unitId(key), reason: null });

  test('keeps a Unit from being handed out until it is resumed', async () => {
    await kitchen.submit({ meal: { units: { roast: [] } } });
    accepted(await pause('roast'));
    expect(accepted(await pause('roast')).isReplayed).toBe(true);
    expect(await kitchen.claim()).toEqual([]);
    await kitchen.pass(86_400_000);
    expect(await kitchen.claim()).toEqual([]);
    accepted(await resume('roast'));
    expect(await kitchen.claim()).toHaveLength(1);
    expect(codesOf(await resume('roast'))).toEqual(['UNIT_NOT_IN_STATE']);
  });

  test('takes it from its holder at once; the attempt is not counted and the checkpoint is kept', async () => {
    await kitchen.submit({ meal: { units: { roast: [] } } });
    for (let round = 1; round <= 5; round += 1) {
      const leased = await workUntil('roast');
      const lease = leaseOf(leased);
      await kitchen.engine.execute({ name: 'saveCheckpoint', lease, checkpoint: `${round}` });
      accepted(await pause('roast'));
      expect(await kitchen.succeed(leased)).toMatchObject({
        rejections: [{ code: 'LEASE_LOST', details: { reason: 'PAUSED' } }],
      });
      accepted(await resume('roast'));
    }
    expect((await workUntil('roast')).unit).toMatchObject({ failureCount: 0, checkpoint: '5' });
  });

  test('may be its worker’s own wish, said twice if the answer was lost', async () => {
    await kitchen.submit({ meal: { units: { roast: [] } } });
    const lease = leaseOf(await workUntil('roast'));
    const ask = { name: 'pauseHeldUnit', lease, reason: 'How done?', resumeAt: null } as const;
    expect(accepted(await kitchen.engine.execute(ask)).result.state).toBe('PAUSED');
    expect(accepted(await kitchen.engine.execute(ask)).isReplayed).toBe(true);
    accepted(await resume('roast'));
    expect((await workUntil('roast')).unit.failureCount).toBe(0);
  });

  test('for a while ends by itself', async () => {
    await kitchen.submit({ meal: { units: { roast: [] } } });
    accepted(await pause('roast', kitchen.store.now() + 60_000));
    await kitchen.pass(59_999);
    expect(await kitchen.unitStates()).toEqual({ roast: 'PAUSED' });
    await kitchen.pass(1);
    expect(await kitchen.unitStates()).toEqual({ roast: 'READY' });
  });

  test('holds its Task and Job open', async () => {
    const jobId = await kitchen.submit({ meal: { units: { roast: [], soup: [] } } });
    accepted(await pause('roast'));
    await workAll();
    expect(await kitchen.jobState(jobId)).toBe('RUNNING');
    accepted(await resume('roast'));
    await workAll();
    expect(await kitchen.jobState(jobId)).toBe('SUCCEEDED');
  });

  test('one that waits leaves it waiting for its predecessors when it is resumed', async () => {
    await kitchen.submit({ meal: { units: { a: [], b: ['a'] } } });
    accepted(await pause('b'));
    accepted(await resume('b'));
    expect(await kitchen.unitStates()).toEqual({ a: 'READY', b: 'PENDING' });
  });
});
