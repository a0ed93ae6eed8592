/** The queue of a Topic: each figure is what it says, and all of them equal recounting by the audit. */
import { expect, onTestFinished, test } from 'vitest';
import { audit } from '../../src/audit/audit.ts';
import { type QueueFigures, queueAt } from '../../src/domain/queue.ts';
import { readQueue } from '../../src/store/reads/queues.ts';
import { accepted, type Kitchen, openKitchen } from './kitchen.ts';
import { setLimit, submitUnits } from './limited-kitchen.ts';

async function openQueue() {
  const kitchen = await openKitchen();
  onTestFinished(kitchen.closeAudited);
  return kitchen;
}

async function queueOf({ store, topicId }: Kitchen, kinds?: readonly string[]) {
  const reading = await readQueue(store, { topicId, kinds, max: 100 });
  if (reading === undefined) throw new Error('There is no such Topic.');
  expect(await audit(store)).toEqual([]);
  return queueAt(reading, kinds, store.now());
}

/** How the Units of a kind are divided. */
function standing(figures: QueueFigures | undefined) {
  if (figures === undefined) throw new Error('The kind is not listed.');
  const { claimableCount, limitedCount, delayedCount, heldCount, unitCounts } = figures;
  const ready = claimableCount + limitedCount + delayedCount + heldCount;
  expect(ready).toBe(unitCounts.unitsReady);
  return [claimableCount, limitedCount, delayedCount, heldCount, unitCounts.unitsRunning];
}

const hold = { resumeAt: null, interrupt: false, reason: null };

test('a Topic without Units has an empty queue', async () => {
  const kitchen = await openQueue();
  const queue = await queueOf(kitchen);
  expect(queue.kinds).toEqual([]);
  expect(queue.total).toMatchObject({ kind: null, claimableCount: 0, oldestReadyAt: null });
});

test('what waits, is delayed, runs and has ended is counted by kind', async () => {
  const kitchen = await openQueue();
  await submitUnits(kitchen, ['fry', 'fry', 'fry', 'boil']);
  expect((await queueOf(kitchen)).kinds.map(standing)).toEqual([
    [1, 0, 0, 0, 0],
    [3, 0, 0, 0, 0],
  ]);
  const leases = await kitchen.claim({ kinds: ['fry'], max: 3 });
  const [first, second] = leases;
  if (first === undefined || second === undefined) throw new Error('There was too little.');
  await kitchen.succeed(first);
  await kitchen.fail(second, { retryAfterMs: 5_000 });
  const queue = await queueOf(kitchen);
  expect(queue.kinds.map(({ kind }) => kind)).toEqual(['boil', 'fry']);
  expect(standing(queue.kinds[1])).toEqual([0, 0, 1, 0, 1]);
  expect(queue.kinds[1]?.unitCounts.unitsSucceeded).toBe(1);
  expect(standing(queue.total)).toEqual([1, 0, 1, 0, 1]);
  await kitchen.pass(5_000);
  expect(standing((await queueOf(kitchen)).kinds[1])).toEqual([1, 0, 0, 0, 1]);
});

test('what a Limit of a key, a kind or the Topic keeps back is limited until it opens', async () => {
  const kitchen = await openQueue();
  await setLimit(kitchen, { scope: 'KEY', pattern: '*', runningMax: 1 });
  await submitUnits(kitchen, ['fry of ann', 'fry of ann', 'fry of ann', 'fry of bob', 'boil']);
  const fried = await kitchen.claimOne({ kinds: ['fry'] });
  expect(standing((await queueOf(kitchen)).total)).toEqual([2, 2, 0, 0, 1]);
  await kitchen.succeed(fried);
  expect(standing((await queueOf(kitchen)).total)).toEqual([4, 0, 0, 0, 0]);

  await setLimit(kitchen, { scope: 'KIND', pattern: 'fry', runningMax: 1 });
  await kitchen.claimOne({ kinds: ['fry'] });
  expect((await queueOf(kitchen)).kinds.map(standing)).toEqual([
    [1, 0, 0, 0, 0],
    [0, 2, 0, 0, 1],
  ]);

  await setLimit(kitchen, { scope: 'TOPIC', runningMax: 1 });
  expect(standing((await queueOf(kitchen)).total)).toEqual([0, 3, 0, 0, 1]);
});

test('what is ready in a held Job or Topic is held, and has no age', async () => {
  const kitchen = await openQueue();
  const { engine, topicId } = kitchen;
  const jobId = await kitchen.submit({ meal: { units: { cook: [] } } });
  await submitUnits(kitchen, ['fry', 'fry']);
  accepted(await engine.execute({ name: 'pauseJob', jobId, ...hold }));
  expect(standing((await queueOf(kitchen)).total)).toEqual([2, 0, 0, 1, 0]);
  accepted(await engine.execute({ name: 'pauseTopic', topicId, ...hold }));
  const queue = await queueOf(kitchen);
  expect(standing(queue.total)).toEqual([0, 0, 0, 3, 0]);
  expect(queue.total.oldestReadyAt).toBeNull();
});

test('the oldest is the one that has been ready for longest, whatever its priority', async () => {
  const kitchen = await openQueue();
  await submitUnits(kitchen, ['fry']);
  const since = kitchen.store.now();
  await kitchen.pass(90_000);
  await kitchen.submitTasks([
    { key: 't', name: null, dependsOn: [], units: [unit('fry', 3), unit('boil', 0)] },
  ]);
  const queue = await queueOf(kitchen);
  const oldest = Object.fromEntries(queue.kinds.map((each) => [each.kind, each.oldestReadyAt]));
  expect(oldest).toEqual({ fry: since, boil: since + 90_000 });
  expect(queue.total.oldestReadyAt).toBe(since);
  // The urgent one goes first, so the oldest stays.
  await kitchen.claimOne({ kinds: ['fry'] });
  expect((await queueOf(kitchen, ['fry'])).total.oldestReadyAt).toBe(since);
  await kitchen.claimOne({ kinds: ['fry'] });
  expect((await queueOf(kitchen, ['fry'])).total.oldestReadyAt).toBeNull();
});

function unit(kind: string, priority: number) {
  return { key: kind, kind, input: 'null', dependsOn: [], priority };
}

test('kinds that are named come in their order, those that are unknown with zeros', async () => {
  const kitchen = await openQueue();
  await submitUnits(kitchen, ['fry', 'boil', 'boil', 'bake']);
  const { kinds, total } = await queueOf(kitchen, ['fry', 'grill', 'boil']);
  expect(kinds.map(({ kind, claimableCount }) => [kind, claimableCount])).toEqual([
    ['fry', 1],
    ['grill', 0],
    ['boil', 2],
  ]);
  expect(total.claimableCount).toBe(3);
});

test('rates tell claims, successes and failures, and fade with the time of the Topic', async () => {
  const kitchen = await openQueue();
  await submitUnits(
    kitchen,
    Array.from({ length: 600 }, () => 'fry'),
  );
  // One each second, of which every fifth fails.
  for (let second = 0; second < 300; second += 1) {
    const leased = await kitchen.claimOne();
    if (second % 5 === 4) await kitchen.fail(leased, { isRetryable: false });
    else await kitchen.succeed(leased);
    await kitchen.pass(1_000);
  }
  const { total } = await queueOf(kitchen);
  expect(total.claimedPerMinute / 60).toBeCloseTo(1, 1);
  expect(total.succeededPerMinute / 48).toBeCloseTo(1, 1);
  expect(total.failedPerMinute / 12).toBeCloseTo(1, 0);
  await kitchen.pass(60_000);
  const later = (await queueOf(kitchen)).total;
  expect(later.claimedPerMinute).toBeCloseTo(total.claimedPerMinute / Math.E, 0);
  await kitchen.pass(3_600_000);
  expect((await queueOf(kitchen)).total).toMatchObject({ claimedPerMinute: 0, failedPerMinute: 0 });
  await kitchen.succeed(await kitchen.claimOne());
  expect((await queueOf(kitchen)).total).toMatchObject({ claimedPerMinute: 1, failedPerMinute: 0 });
});

test('a lease that runs out counts as a failure, one that is given back does not', async () => {
  const kitchen = await openQueue();
  await submitUnits(kitchen, ['fry', 'boil']);
  await kitchen.claimOne({ kinds: ['fry'], leaseMs: 1_000 });
  const { unit: boiled, attempt, leaseId } = await kitchen.claimOne({ kinds: ['boil'] });
  const lease = { unitId: boiled.id, attempt, leaseId };
  accepted(await kitchen.engine.execute({ name: 'releaseUnit', lease }));
  await kitchen.pass(1_001);
  const rates = (await queueOf(kitchen)).kinds.map(({ claimedPerMinute, failedPerMinute }) => [
    claimedPerMinute,
    failedPerMinute,
  ]);
  expect(rates).toEqual([
    [1, 0],
    [1, 1],
  ]);
});

test('a kind is forgotten some time after its last Unit has been deleted', async () => {
  const kitchen = await openQueue();
  const { engine, store } = kitchen;
  const jobId = await kitchen.submit({ meal: { units: { cook: [] } } });
  await kitchen.workOff();
  accepted(await engine.execute({ name: 'deleteJob', jobId, reason: null }));
  await kitchen.pass(1_000);
  const kindCount = async () => (await store.query('SELECT "kind" FROM "KindQueue"')).length;
  expect((await queueOf(kitchen)).total.unitCounts.unitsSucceeded).toBe(0);
  expect(await kindCount()).toBe(1);
  for (let minute = 0; minute < 70; minute += 1) await kitchen.pass(60_000);
  expect(await kindCount()).toBe(0);
});
