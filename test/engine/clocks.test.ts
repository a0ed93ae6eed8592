import { beforeEach, describe, expect, test } from 'vitest';
import type { TopicDefaults } from '../../src/domain/unit-defaults.ts';
import { accepted, codesOf, definition, type Kitchen, leaseOf, openKitchen } from './kitchen.ts';

let kitchen: Kitchen;

beforeEach(async () => {
  kitchen = await openKitchen();
  return kitchen.closeAudited;
});

const roast = { meal: { units: { roast: [] } } };

interface UnitRow {
  readonly id: string;
  readonly state: string;
  readonly failureCode: string | null;
  readonly retryPolicy: string | null;
  readonly startByMs: number | null;
  readonly deadlineMs: number | null;
  readonly attemptTimeoutMs: number | null;
}

async function readUnit(): Promise<UnitRow> {
  const [row] = await kitchen.store.query<UnitRow>('SELECT * FROM "Unit" ORDER BY "id" DESC');
  if (row === undefined) throw new Error('There is no Unit.');
  return row;
}

describe('the time to start', () => {
  test('runs out when nobody claims the Unit', async () => {
    await kitchen.submit(roast, { startByMs: 5_000 });
    await kitchen.pass(4_999);
    expect(await readUnit()).toMatchObject({ state: 'READY' });
    await kitchen.pass(1);
    expect(await readUnit()).toMatchObject({ state: 'FAILED', failureCode: 'START_TIMEOUT' });
  });

  test('does not run while a worker has the Unit, and begins anew when it is given back', async () => {
    await kitchen.submit(roast, { startByMs: 5_000 });
    await kitchen.pass(4_000);
    const leased = await kitchen.claimOne();
    await kitchen.pass(6_000);
    await kitchen.engine.execute({ name: 'releaseUnit', lease: leaseOf(leased) });
    await kitchen.pass(4_000);
    expect(await readUnit()).toMatchObject({ state: 'READY' });
    await kitchen.pass(1_000);
    expect(await readUnit()).toMatchObject({ state: 'FAILED', failureCode: 'START_TIMEOUT' });
  });

  test('begins when a delay is over', async () => {
    await kitchen.submit(roast, { startByMs: 5_000 });
    await kitchen.fail(await kitchen.claimOne(), { retryAfterMs: 10_000 });
    await kitchen.pass(14_999);
    expect(await readUnit()).toMatchObject({ state: 'READY' });
    await kitchen.pass(1);
    expect(await readUnit()).toMatchObject({ state: 'FAILED', failureCode: 'START_TIMEOUT' });
  });

  test('does not run while the Unit is paused', async () => {
    await kitchen.submit(roast, { startByMs: 5_000 });
    const { id: unitId } = await readUnit();
    await kitchen.engine.execute({ name: 'pauseUnit', unitId, reason: null, resumeAt: null });
    await kitchen.pass(60_000);
    expect(await readUnit()).toMatchObject({ state: 'PAUSED' });
  });
});

describe('a deadline', () => {
  test('fails a Unit that waits, whatever it waits for', async () => {
    await kitchen.submit(roast, { deadlineMs: 5_000 });
    const { id: unitId } = await readUnit();
    await kitchen.engine.execute({ name: 'pauseUnit', unitId, reason: null, resumeAt: null });
    await kitchen.pass(5_000);
    expect(await readUnit()).toMatchObject({ state: 'FAILED', failureCode: 'DEADLINE_EXCEEDED' });
  });

  test('takes a Unit from its worker, and does not have it tried again', async () => {
    await kitchen.submit(roast, { deadlineMs: 5_000 });
    const leased = await kitchen.claimOne();
    expect(leased.leaseMs).toBe(5_000);
    await kitchen.pass(4_000);
    const renewal = { name: 'renewLease', lease: leaseOf(leased), leaseMs: 30_000 } as const;
    expect(accepted(await kitchen.engine.execute(renewal)).result.leaseMs).toBe(1_000);
    await kitchen.pass(1_000);
    expect(await readUnit()).toMatchObject({ state: 'FAILED', failureCode: 'DEADLINE_EXCEEDED' });
    expect(codesOf(await kitchen.succeed(leased))).toEqual(['LEASE_LOST']);
  });

  test('that has passed unseen leaves nothing of a lease, not less', async () => {
    await kitchen.submit(roast, { deadlineMs: 5_000 });
    await kitchen.claim({ kinds: ['nothing of this kind'] });
    const passing = kitchen.pass(6_000);
    expect((await kitchen.claimOne()).leaseMs).toBe(0);
    await passing;
    await kitchen.pass(0);
    expect(await readUnit()).toMatchObject({ state: 'FAILED', failureCode: 'DEADLINE_EXCEEDED' });
  });

  test('counts all attempts together', async () => {
    await kitchen.submit(roast, { deadlineMs: 5_000 });
    await kitchen.pass(3_000);
    await kitchen.fail(await kitchen.claimOne());
    await kitchen.pass(1_000);
    expect((await kitchen.claimOne()).leaseMs).toBe(1_000);
  });

  test('begins anew when the Unit is tried again by hand', async () => {
    await kitchen.submit(roast, { deadlineMs: 5_000 });
    await kitchen.pass(5_000);
    const { id: unitId } = await readUnit();
    await kitchen.engine.execute({ name: 'retryUnit', unitId, reason: null });
    expect((await kitchen.claimOne()).leaseMs).toBe(5_000);
  });
});

describe('a retry policy', () => {
  test('takes the delays of a table, the last one from then on', async () => {
    const retry = {
      maxAttempts: 5,
      backoff: 'TABLE',
      delaysMs: [1_000, 120_000],
      jitter: 'NONE',
    } as const;
    await kitchen.submit(roast, { retry });
    for (const delayMs of [1_000, 120_000, 120_000]) {
      await kitchen.fail(await kitchen.claimOne());
      await kitchen.pass(delayMs - 1);
      expect(await kitchen.claim()).toEqual([]);
      await kitchen.pass(1);
    }
    await kitchen.claimOne();
  });

  test('begins no attempt once the budget is used up', async () => {
    const retry = { maxAttempts: 9, delayMs: 2_000, budgetMs: 5_000, jitter: 'NONE' } as const;
    await kitchen.submit(roast, { retry: { ...retry, backoff: 'FIXED' } });
    await kitchen.pass(60_000);
    const first = await kitchen.claimOne();
    await kitchen.pass(1_000);
    await kitchen.fail(first);
    await kitchen.pass(2_000);
    await kitchen.fail(await kitchen.claimOne());
    await kitchen.pass(2_000);
    await kitchen.fail(await kitchen.claimOne());
    expect(await readUnit()).toMatchObject({ state: 'FAILED', failureCode: 'BURNT' });
  });

  test('has its budget anew once the Unit is tried again by hand', async () => {
    const retry = { maxAttempts: 2, delayMs: 1_000, budgetMs: 5_000, jitter: 'NONE' } as const;
    await kitchen.submit(roast, { retry: { ...retry, backoff: 'FIXED' } });
    await kitchen.fail(await kitchen.claimOne(), { isRetryable: false });
    await kitchen.pass(60_000);
    const unitId = await kitchen.unitId('roast');
    await kitchen.engine.execute({ name: 'retryUnit', unitId, reason: null });
    await kitchen.fail(await kitchen.claimOne());
    expect(await readUnit()).toMatchObject({ state: 'READY' });
  });

  test.each([
    ['a table without delays', { backoff: 'TABLE' }],
    ['delays that no table is for', { delaysMs: [1] }],
    ['a delay beyond all bounds', { backoff: 'TABLE', delaysMs: [2_073_600_001] }],
    ['a negative budget', { budgetMs: -1 }],
  ] as const)('with %s is refused', async (_, retry) => {
    const job = definition(roast, { retry });
    const { topicId } = kitchen;
    const outcome = await kitchen.engine.execute({ name: 'submitJob', topicId, job });
    expect(codesOf(outcome)).toEqual(['INVALID_VALUE']);
    expect(await kitchen.unitStates()).toEqual({});
  });
});

describe('what a Topic says for its Units', () => {
  async function updateTopic(defaults: TopicDefaults | null) {
    const { topicId } = kitchen;
    const command = { name: 'updateTopic', topicId, description: undefined, defaults } as const;
    return await kitchen.engine.execute(command);
  }

  const bare = { retry: undefined };

  test('holds where nobody else says anything, and is outdone from level to level', async () => {
    await updateTopic({
      retry: { maxAttempts: 7, delayMs: 10 },
      startByMs: 1_000,
      deadlineMs: 2_000,
      attemptTimeoutMs: 3_000,
      kinds: [{ kind: 'cook', startByMs: 60_000, retry: { delayMs: 20 } }],
    });
    await kitchen.submit(roast, { ...bare, startByMs: 4_000, deadlineMs: 5_000 });
    const unit = await readUnit();
    expect(unit).toMatchObject({ startByMs: 60_000, deadlineMs: 5_000, attemptTimeoutMs: 3_000 });
    expect(JSON.parse(unit.retryPolicy ?? '{}')).toMatchObject({ maxAttempts: 7, delayMs: 20 });
  });

  test('changes nothing for Jobs that are there', async () => {
    await kitchen.submit(roast, bare);
    await updateTopic({ startByMs: 1_000, kinds: [] });
    expect(await readUnit()).toMatchObject({ startByMs: null });
    await updateTopic(null);
    await kitchen.submit(roast, { ...bare, hash: 'another' });
    expect(await readUnit()).toMatchObject({ startByMs: null });
  });

  test('is refused when a kind is named twice or a value is out of range', async () => {
    const twice = await updateTopic({ kinds: [{ kind: 'cook' }, { kind: 'cook' }] });
    expect(codesOf(twice)).toEqual(['DUPLICATE_KEY']);
    const short = await updateTopic({ deadlineMs: 1, kinds: [] });
    expect(codesOf(short)).toEqual(['INVALID_VALUE']);
    expect(await kitchen.eventKinds()).toEqual(['topic.created']);
  });
});
