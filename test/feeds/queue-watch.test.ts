/** The queue, followed: every change is told, together and not too often, and once for all who follow alike. */
import { beforeEach, describe, expect, test } from 'vitest';
import type { Queue } from '../../src/domain/queue.ts';
import type { QueueFeed } from '../../src/feeds/queue-feed.ts';
import { readQueue } from '../../src/store/reads/queues.ts';
import { submitUnits } from '../engine/limited-kitchen.ts';
import { type Followed, openFollow } from './open-follow.ts';

let followed: Followed;

beforeEach(async () => {
  followed = await openFollow();
  return () => followed.close();
});

interface Asked {
  readonly everyMs?: number;
  readonly kinds?: readonly string[];
  readonly signal?: AbortSignal;
}

async function followQueue({ everyMs = 1_000, kinds, signal }: Asked = {}): Promise<QueueFeed> {
  const { kitchen, hub } = followed;
  const query = { topicId: kitchen.topicId, kinds, max: 4 };
  const reading = await readQueue(kitchen.store, query);
  if (reading === undefined) throw new Error('There is no such Topic.');
  return hub.followQueue({ query, everyMs, reading, signal });
}

/** The next picture, which must be there without time passing. */
async function now(feed: QueueFeed): Promise<Queue> {
  const next = feed.next();
  await followed.settle();
  const told = await Promise.race([next, Promise.resolve('NOTHING' as const)]);
  if (told === 'NOTHING' || told.done === true) throw new Error(`There was ${told}.`);
  return told.value;
}

/** A pull, and what it was answered by now. */
function pull(feed: QueueFeed) {
  const answers: (Queue | 'END')[] = [];
  feed.next().then(
    ({ value }) => answers.push(value ?? 'END'),
    (error: unknown) => answers.push(`${error}` as 'END'),
  );
  return answers;
}

const depth = (queue: Queue | 'END' | undefined) =>
  queue === undefined || queue === 'END' ? queue : queue.total.claimableCount;

async function pass(durationMs: number): Promise<void> {
  await followed.settle();
  followed.timers.pass(durationMs);
  await followed.settle();
}

describe('a followed queue', () => {
  test('begins with the queue as it is', async () => {
    await submitUnits(followed.kitchen, ['fry', 'boil']);
    const feed = await followQueue();
    const queue = await now(feed);
    expect(depth(queue)).toBe(2);
    expect(queue.seq).toBe(await followed.headSeq());
    await feed.return();
  });

  test('tells a change at once after a while of quiet, and those that follow together', async () => {
    const feed = await followQueue();
    expect(depth(await now(feed))).toBe(0);
    await pass(1_000);
    const first = pull(feed);
    await submitUnits(followed.kitchen, ['fry']);
    await followed.settle();
    expect(first.map(depth)).toEqual([1]);

    const second = pull(feed);
    await submitUnits(followed.kitchen, ['fry', 'fry']);
    await submitUnits(followed.kitchen, ['boil']);
    await pass(999);
    expect(second).toEqual([]);
    await pass(1);
    expect(second.map(depth)).toEqual([4]);
    await feed.return();
  });

  test('tells nothing while nothing changes, nor of what others do who change nothing of it', async () => {
    const feed = await followQueue({ kinds: ['fry'] });
    await now(feed);
    const next = pull(feed);
    await pass(5_000);
    await submitUnits(followed.kitchen, ['boil']);
    await pass(5_000);
    expect(next).toEqual([]);
    await submitUnits(followed.kitchen, ['fry']);
    await pass(1_000);
    expect(next.map(depth)).toEqual([1]);
    await feed.return();
  });

  test('tells a subscriber that was away only how it is by then', async () => {
    const feed = await followQueue({ everyMs: 100 });
    await now(feed);
    for (let round = 0; round < 5; round += 1) {
      await submitUnits(followed.kitchen, ['fry']);
      await pass(100);
    }
    expect(depth(await now(feed))).toBe(5);
    const next = pull(feed);
    await pass(1_000);
    expect(next).toEqual([]);
    await feed.return();
  });

  test('finds a change of which no hint came', async () => {
    const feed = await followQueue({ everyMs: 100 });
    await now(feed);
    followed.forgetHints();
    await submitUnits(followed.kitchen, ['fry']);
    const next = pull(feed);
    for (let tick = 1; tick < 10; tick += 1) await pass(100);
    expect(next).toEqual([]);
    await pass(100);
    expect(next.map(depth)).toEqual([1]);
    await feed.return();
  });

  test('tells of rates until they have faded, without reading for it', async () => {
    const { kitchen } = followed;
    await submitUnits(kitchen, ['fry', 'fry']);
    await kitchen.succeed(await kitchen.claimOne());
    const feed = await followQueue({ everyMs: 100 });
    followed.readCount();
    const rates: number[] = [];
    for (let minute = 0; minute < 4; minute += 1) {
      rates.push((await now(feed)).total.succeededPerMinute);
      await kitchen.pass(60_000);
      await pass(100);
    }
    expect(rates).toEqual([1, 0.4, 0.1, 0]);
    expect(followed.readCount()).toBe(0);
    await feed.return();
  });

  test('is read once for all who follow alike, and all get the same', async () => {
    const feeds = await Promise.all(Array.from({ length: 50 }, () => followQueue()));
    const other = await followQueue({ everyMs: 500 });
    const firsts = await Promise.all(feeds.map(now));
    expect(new Set(firsts).size).toBe(1);
    await pass(1_000);
    followed.readCount();
    const pulls = feeds.map(pull);
    await submitUnits(followed.kitchen, ['fry']);
    await followed.settle();
    expect(followed.readCount()).toBe(2);
    expect(new Set(pulls.flat()).size).toBe(1);
    expect(pulls.flat()).toHaveLength(50);
    expect(depth(await now(other))).toBe(0);
    for (const feed of [...feeds, other]) await feed.return();
    expect(followed.timers.count()).toBe(0);
  });

  test('never goes back behind what its subscriber has read itself', async () => {
    const early = await followQueue();
    await now(early);
    followed.forgetHints();
    await submitUnits(followed.kitchen, ['fry']);
    const late = await followQueue();
    expect(depth(await now(late))).toBe(1);
    const next = pull(late);
    await pass(1_000);
    expect(next).toEqual([]);
    expect(depth(await now(early))).toBe(1);
    await Promise.all([early.return(), late.return()]);
    await followed.settle();
  });

  test('ends with the last that there is to tell when the server stops', async () => {
    const feed = await followQueue();
    await now(feed);
    followed.forgetHints();
    await submitUnits(followed.kitchen, ['fry']);
    const last = pull(feed);
    const end = pull(feed);
    followed.hub.stop();
    await followed.settle();
    expect(last.map(depth)).toEqual([1]);
    expect(end).toEqual(['END']);
    await expect(followQueue()).rejects.toThrow('stopping');
  });

  test('ends on the signal, and leaves nothing behind', async () => {
    const leaving = new AbortController();
    const feed = await followQueue({ signal: leaving.signal });
    await now(feed);
    const next = pull(feed);
    leaving.abort();
    await followed.settle();
    expect(next).toEqual(['END']);
    expect({ feeds: followed.hub.feedCount(), timers: followed.timers.count() }).toEqual({
      feeds: 0,
      timers: 0,
    });
  });

  test('ends with an error when there come to be more kinds than are listed', async () => {
    const feed = await followQueue();
    await now(feed);
    const next = pull(feed);
    await submitUnits(followed.kitchen, ['fry', 'boil', 'bake', 'grill']);
    await pass(1_000);
    expect(next).toEqual([expect.stringContaining('TooManyKinds')]);
    expect((await feed.next()).done).toBe(true);
  });

  test('goes on after a read that failed', async () => {
    const feed = await followQueue();
    await now(feed);
    await submitUnits(followed.kitchen, ['fry']);
    const next = pull(feed);
    followed.failReads(1);
    await pass(1_000);
    expect(next).toEqual([]);
    await pass(1_000);
    expect(next.map(depth)).toEqual([1]);
    await feed.return();
  });
});
