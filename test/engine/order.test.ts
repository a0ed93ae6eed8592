import { beforeEach, describe, expect, test } from 'vitest';
import { type Kitchen, leaseOf, openKitchen } from './kitchen.ts';

let kitchen: Kitchen;

beforeEach(async () => {
  kitchen = await openKitchen();
  return kitchen.closeAudited;
});

/** Claims everything there is, has it succeed, and answers the keys in the rounds they came in. */
async function cookEverything(): Promise<readonly (readonly string[])[]> {
  const rounds: string[][] = [];
  for (;;) {
    const leases = await kitchen.claim();
    if (leases.length === 0) return rounds;
    rounds.push(leases.map(({ unit }) => unit.key).sort());
    await Promise.all(leases.map((leased) => kitchen.succeed(leased)));
  }
}

describe('the order', () => {
  test('hands out a Unit only after all that it depends on', async () => {
    const jobId = await kitchen.submit({
      meal: { units: { buy: [], wash: ['buy'], chop: ['buy'], cook: ['wash', 'chop'] } },
    });
    expect(await cookEverything()).toEqual([['buy'], ['chop', 'wash'], ['cook']]);
    expect(await kitchen.jobState(jobId)).toBe('SUCCEEDED');
  });

  test('opens a Task only after all the Tasks that it depends on', async () => {
    await kitchen.submit({
      starter: { units: { soup: [] } },
      main: { units: { roast: [], sauce: ['roast'] } },
      dessert: { dependsOn: ['starter', 'main'], units: { cake: [], cream: [] } },
    });
    expect(await cookEverything()).toEqual([['roast', 'soup'], ['sauce'], ['cake', 'cream']]);
  });

  test('goes on through Tasks without Units, and ends a Job without Tasks at once', async () => {
    const cascade = await kitchen.submit({
      first: { units: {} },
      second: { dependsOn: ['first'], units: {} },
      third: { dependsOn: ['second'], units: {} },
    });
    expect(await kitchen.jobState(cascade)).toBe('SUCCEEDED');
    expect(await kitchen.jobState(await kitchen.submit({}))).toBe('SUCCEEDED');
  });

  test('joins once when both predecessors succeed in the same batch', async () => {
    await kitchen.submit({ meal: { units: { a: [], b: [], join: ['a', 'b'] } } });
    const leases = await kitchen.claim();
    await Promise.all(leases.map((leased) => kitchen.succeed(leased)));
    const kinds = await kitchen.eventKinds();
    expect(kinds.filter((kind) => kind === 'unit.ready')).toHaveLength(3);
    expect(await kitchen.unitStates()).toMatchObject({ join: 'READY' });
  });
});

describe('a failure', () => {
  test('blocks what depends on it, and the independent branches go on', async () => {
    const jobId = await kitchen.submit({
      meal: { units: { burn: [], blocked: ['burn'], soup: [], plate: ['soup'] } },
      after: { dependsOn: ['meal'], units: { wash: [] } },
    });
    const [burn, soup] = await kitchen.claim();
    if (burn === undefined || soup === undefined) throw new Error('Two Units are ready.');
    await kitchen.fail(burn, { isRetryable: false });
    expect(await kitchen.jobState(jobId)).toBe('RUNNING');
    await kitchen.succeed(soup);
    expect(await cookEverything()).toEqual([['plate']]);
    expect(await kitchen.jobState(jobId)).toBe('FAILED');
    expect(await kitchen.unitStates()).toEqual({
      burn: 'FAILED',
      blocked: 'PENDING',
      soup: 'SUCCEEDED',
      plate: 'SUCCEEDED',
      wash: 'PENDING',
    });
  });

  test('is tried again after its delay while attempts remain', async () => {
    const jobId = await kitchen.submit({ meal: { units: { roast: [] } } });
    for (const attempt of [1, 2]) {
      const [leased] = await kitchen.claim();
      if (leased === undefined) throw new Error(`Attempt ${attempt} is not handed out.`);
      await kitchen.fail(leased);
      expect(await kitchen.claim()).toEqual([]);
      await kitchen.pass(999);
      expect(await kitchen.claim()).toEqual([]);
      await kitchen.pass(1);
    }
    const [last] = await kitchen.claim();
    expect(last?.attempt).toBe(3);
    if (last !== undefined) await kitchen.fail(last);
    expect(await kitchen.jobState(jobId)).toBe('FAILED');
  });

  test('waits as long as the worker asks for', async () => {
    await kitchen.submit({ meal: { units: { roast: [] } } });
    const [leased] = await kitchen.claim();
    if (leased !== undefined) await kitchen.fail(leased, { retryAfterMs: 60_000 });
    await kitchen.pass(59_999);
    expect(await kitchen.claim()).toEqual([]);
    await kitchen.pass(1);
    expect(await kitchen.claim()).toHaveLength(1);
  });
});

describe('cancelling', () => {
  test('a Job ends every Unit that has not finished, also those not ready yet', async () => {
    const jobId = await kitchen.submit({
      meal: { units: { done: [], running: [], ready: [], waiting: ['running'] } },
      after: { dependsOn: ['meal'], units: { wash: [] } },
    });
    const leases = await kitchen.claim({ max: 2 });
    const [done] = leases;
    if (done !== undefined) await kitchen.succeed(done);
    await kitchen.engine.execute({ name: 'cancelJob', jobId, reason: 'closed' });
    expect(await kitchen.unitStates()).toEqual({
      done: 'SUCCEEDED',
      running: 'CANCELLED',
      ready: 'CANCELLED',
      waiting: 'CANCELLED',
      wash: 'CANCELLED',
    });
    expect(await kitchen.jobState(jobId)).toBe('CANCELLED');
    expect(await kitchen.claim()).toEqual([]);
  });

  test('reaches the holder with its next report', async () => {
    await kitchen.submit({ meal: { units: { roast: [] } } });
    const [leased] = await kitchen.claim();
    if (leased === undefined) throw new Error('A Unit is ready.');
    await kitchen.engine.execute({ name: 'cancelUnit', unitId: leased.unit.id, reason: null });
    const lease = leaseOf(leased);
    const beat = await kitchen.engine.execute({ name: 'renewLease', lease, leaseMs: null });
    expect(beat).toMatchObject({
      isAccepted: false,
      rejections: [{ code: 'LEASE_LOST', details: { reason: 'CANCELLED' } }],
    });
  });
});
