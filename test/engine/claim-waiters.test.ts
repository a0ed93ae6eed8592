/** Who is woken by what a commit leaves claimable, and by what concerns one worker alone. */
import { describe, expect, test } from 'vitest';
import type { Command } from '../../src/domain/command.ts';
import { rejection } from '../../src/domain/rejection.ts';
import { ClaimWaiters, type WakingHint, type Wanted } from '../../src/engine/claim-waiters.ts';
import { EngineFault } from '../../src/engine/engine-fault.ts';

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

const claimIn = (topicId: string): Command<'claimUnits'> => ({
  ...{ name: 'claimUnits', topicId, worker: 'cook', kinds: null, max: 1, leaseMs: 30_000 },
  requestId: null,
});

/** Enters a claim that waits; answers whether it was woken, once all waiting is over. */
function wait(waiters: ClaimWaiters, own: Partial<Wanted>, heldBackIn: readonly string[] = []) {
  const waiter = waiters.enter({ ...wanted, ...own }, claimIn);
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

describe('a claim that has joined a batch', () => {
  const outcome = { isAccepted: false, rejections: [rejection('OVERLOADED', 'Full.')] } as const;

  /** One that waits as long as the test says, and has joined. */
  function join(signal?: AbortSignal) {
    const waiters = new ClaimWaiters();
    const waiter = waiters.enter(wanted, claimIn);
    const wait = waiter.wait({ waitMs: 60_000, heldBackIn: new Set(), signal });
    const [claim, ...others] = waiters.join('topic_1', () => oneUnit.claimable);
    if (claim === undefined || others.length > 0) throw new Error('It is one that joins.');
    return { waiters, waiter, wait, claim };
  }

  test('waits for what comes of it, though its client goes and the server stops', async () => {
    const leaving = new AbortController();
    const { waiters, waiter, wait, claim } = join(leaving.signal);
    leaving.abort();
    waiters.close();
    claim.answer(outcome);
    expect(await wait).toBe(true);
    expect(waiter.joined).toEqual({ topicId: 'topic_1', outcome });
  });

  test('joins no other, and is woken by none', async () => {
    const { waiters, waiter, wait: joined, claim } = join();
    expect(waiters.join('topic_1', () => oneUnit.claimable)).toEqual([]);
    const other = wait(waiters, {});
    waiters.wake(oneUnit);
    expect(await other).toBe(true);
    claim.leave();
    expect(await joined).toBe(true);
    expect(waiter.joined).toBeUndefined();
  });

  test('is told when nobody knows what has come of it', async () => {
    const { wait, claim } = join();
    claim.fail(new EngineFault('OUTCOME_UNKNOWN', { cause: undefined }));
    await expect(wait).rejects.toThrow(EngineFault);
  });

  test('is none that has not begun to wait', () => {
    const waiters = new ClaimWaiters();
    waiters.enter(wanted, claimIn);
    expect(waiters.join('topic_1', () => oneUnit.claimable)).toEqual([]);
  });
});
