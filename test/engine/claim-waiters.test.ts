/** Who is woken by what a commit leaves claimable, and by what concerns one worker alone. */
import { expect, test } from 'vitest';
import { ClaimWaiters, type WakingHint, type Wanted } from '../../src/engine/claim-waiters.ts';

const wanted: Wanted = {
  worker: 'cook',
  topicIds: new Set(['topic_1']),
  scope: { kinds: null, labels: new Map() },
  max: 1,
  isBounded: false,
};

const hint: WakingHint = {
  topicId: 'topic_1',
  claimable: [],
  calledWorkers: new Set(),
  freedWorkers: new Set(),
};

const oneUnit: WakingHint = { ...hint, claimable: [{ kind: 'k', requires: '{}', count: 1 }] };

/** Enters a claim that waits; answers whether it was woken, once all waiting is over. */
function wait(waiters: ClaimWaiters, own: Partial<Wanted>, heldBackIn: readonly string[] = []) {
  const waiter = waiters.enter({ ...wanted, ...own });
  return waiter.wait({ waitMs: 60_000, heldBackIn: new Set(heldBackIn), signal: undefined });
}

test('a worker that is held back does not take the place of one that is not', async () => {
  const waiters = new ClaimWaiters();
  const full = wait(waiters, { worker: 'full' }, ['topic_1']);
  const free = wait(waiters, { worker: 'free' });
  waiters.wake(oneUnit);
  waiters.close();
  expect([await full, await free]).toEqual([false, true]);
});

test('a worker of whom something is asked is woken, and nobody else', async () => {
  const waiters = new ClaimWaiters();
  const [cook, maid] = [wait(waiters, {}), wait(waiters, { worker: 'maid' })];
  waiters.wake({ ...hint, calledWorkers: new Set(['cook']) });
  waiters.close();
  expect([await cook, await maid]).toEqual([true, false]);
});

test('a worker that holds less is woken if it holds only so many at once', async () => {
  const waiters = new ClaimWaiters();
  const bounded = wait(waiters, { isBounded: true }, ['topic_1']);
  const unbounded = wait(waiters, {});
  const elsewhere = wait(waiters, { isBounded: true, topicIds: new Set(['topic_2']) });
  waiters.wake({ ...hint, freedWorkers: new Set(['cook']) });
  waiters.close();
  expect([await bounded, await unbounded, await elsewhere]).toEqual([true, false, false]);
});
