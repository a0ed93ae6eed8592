/** How feeds end and what they share: nothing is left behind, nothing is read twice. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Feed } from '../../src/feeds/feed.ts';
import { HubStopped } from '../../src/feeds/hub.ts';
import { type Followed, next, oneUnit, openFollow } from './open-follow.ts';

let followed: Followed;

beforeEach(async () => {
  followed = await openFollow();
});

afterEach(async () => {
  await followed.close();
});

describe('a feed ends', () => {
  test.each<[string, (feed: Feed, controller: AbortController) => unknown]>([
    ['when it is returned', (feed) => feed.return()],
    ['when its subscriber has gone', (_, controller) => controller.abort()],
    ['when an error is thrown into it', (feed) => feed.throw(new Error('gone')).catch(() => 0)],
    ['when the hub stops', () => followed.hub.stop()],
  ])('%s, at once, and leaves nothing behind', async (_, end) => {
    const controller = new AbortController();
    const feed = await followed.follow({ signal: controller.signal });
    await next(feed);
    const waiting = feed.next();
    await followed.settle();
    await end(feed, controller);
    expect(await waiting).toEqual({ done: true, value: undefined });
    expect(await feed.next()).toEqual({ done: true, value: undefined });
    expect({ feeds: followed.hub.feedCount(), timers: followed.timers.count() }).toEqual({
      feeds: 0,
      timers: 0,
    });
  });

  test('with a last batch when the hub stops before it has told all that it has seen', async () => {
    const jobId = await followed.kitchen.submit(oneUnit);
    const [ofJob, ofTopic] = [
      await followed.follow({ filter: { jobId } }),
      await followed.follow(),
    ];
    await next(ofJob);
    await next(ofTopic);
    const waiting = next(ofJob);
    // It is of another Job, so that nothing of it has been told to the one that waits.
    await followed.kitchen.submit(oneUnit);
    await followed.settle();
    followed.hub.stop();
    const seq = await followed.headSeq();
    expect(await waiting).toEqual({ seqs: [], seq, end: true });
    expect(await next(ofJob)).toBeUndefined();
    expect(await next(ofTopic)).toEqual({ seqs: [5, 6, 7], seq, end: true });
    expect(await next(ofTopic)).toBeUndefined();
  });

  test('with one last batch, however far behind it is, when the hub stops', async () => {
    for (let count = 0; count < 5; count += 1) await followed.kitchen.submit(oneUnit);
    const feed = await followed.follow({ after: 0, batch: 4 });
    followed.hub.stop();
    expect(await next(feed)).toEqual({ seqs: [1, 2, 3, 4], seq: 4, end: false });
    expect(await next(feed)).toBeUndefined();
  });

  test('before it began when its subscriber has gone already', async () => {
    const feed = await followed.follow({ signal: AbortSignal.abort() });
    expect(await feed.next()).toEqual({ done: true, value: undefined });
    expect(followed.hub.feedCount()).toBe(0);
  });

  test('and the others go on', async () => {
    const [one, other] = [await followed.follow(), await followed.follow()];
    await next(one);
    await next(other);
    const waiting = next(other);
    await one.return();
    await followed.kitchen.submit(oneUnit);
    expect(await waiting).toMatchObject({ seqs: [2, 3, 4] });
  });
});

describe('a hub', () => {
  test('reads the journal once for all that follow it', async () => {
    const feeds = await Promise.all(Array.from({ length: 50 }, () => followed.follow()));
    await Promise.all(feeds.map(next));
    const waiting = feeds.map(next);
    followed.readCount();
    await followed.kitchen.submit(oneUnit);
    await Promise.all(waiting);
    expect(followed.readCount()).toBe(1);
  });

  test('gathers hints that come close together', async () => {
    const feed = await followed.follow();
    await next(feed);
    const first = next(feed);
    await followed.kitchen.submit(oneUnit);
    await first;
    followed.readCount();
    const second = next(feed);
    for (let count = 0; count < 3; count += 1) await followed.kitchen.submit(oneUnit);
    await followed.settle();
    expect(followed.readCount()).toBe(0);
    followed.timers.pass(10);
    expect((await second)?.seqs).toHaveLength(9);
    expect(followed.readCount()).toBe(1);
  });

  test('finds what no hint told of by looking itself', async () => {
    const feed = await followed.follow();
    await next(feed);
    const waiting = next(feed);
    followed.forgetHints();
    await followed.kitchen.submit(oneUnit);
    followed.timers.pass(1_000);
    expect(await waiting).toMatchObject({ seqs: [2, 3, 4] });
  });

  test('that has stopped is followed no more', async () => {
    followed.hub.stop();
    await expect(followed.follow()).rejects.toBeInstanceOf(HubStopped);
  });

  test('holds nothing for a follower that never reads', async () => {
    const feed = await followed.follow();
    for (let count = 0; count < 30; count += 1) {
      await followed.kitchen.submit(oneUnit);
      followed.timers.pass(10);
    }
    await followed.settle();
    expect((await next(feed))?.seqs[0]).toBe(2);
  });
});
