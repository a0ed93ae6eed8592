/** Feeds that are left far behind: nothing is missed, and the journal is read for them together. */
import { expect, test } from 'vitest';
import { type Followed, next, oneUnit, openFollow, readUntil } from './open-follow.ts';

/** So many feeds wait at the live end while more happens than is kept for them. */
async function leaveBehind(followed: Followed, feedCount: number) {
  const feeds = await Promise.all(
    Array.from({ length: feedCount }, () => followed.follow({ after: 0, batch: 5 })),
  );
  for (let count = 0; count < 10; count += 1) await followed.kitchen.submit(oneUnit);
  await hear(followed);
  followed.readCount();
  return { feeds, headSeq: await followed.headSeq() };
}

/** Has the hub follow all that was committed by now. */
async function hear(followed: Followed): Promise<void> {
  await followed.settle();
  followed.timers.pass(10);
  await followed.settle();
}

const followers = [1, 50];

test('many read no more of the journal than one, and get the same batches', async () => {
  const readCounts: number[] = [];
  for (const feedCount of followers) {
    const followed = await openFollow();
    const { feeds, headSeq } = await leaveBehind(followed, feedCount);
    const batches = await Promise.all(feeds.map((feed) => feed.next()));
    expect(batches[0]?.value?.events).toHaveLength(5);
    expect(new Set(batches.map(({ value }) => value)).size).toBe(1);
    readCounts.push(followed.readCount());
    expect(headSeq).toBeGreaterThan(5);
    await followed.close();
  }
  expect(readCounts[1]).toBe(readCounts[0]);
});

test('each gets all of it once and in order, whoever reads first', async () => {
  const followed = await openFollow();
  const { feeds, headSeq } = await leaveBehind(followed, 3);
  const [first, ...others] = feeds;
  const wanted = (await followed.journal()).map(({ seq }) => seq);
  expect(first && (await readUntil(first, headSeq))).toEqual(wanted);
  await followed.kitchen.submit(oneUnit);
  await hear(followed);
  const all = (await followed.journal()).map(({ seq }) => seq);
  for (const feed of others) expect(await readUntil(feed, all.length)).toEqual(all);
  await followed.close();
});

test('what could not be read is read anew for whoever comes next', async () => {
  const followed = await openFollow();
  const { feeds, headSeq } = await leaveBehind(followed, 3);
  followed.failReads(1);
  const [first, second, third] = feeds;
  const failed = await Promise.allSettled([first?.next(), second?.next()]);
  expect(failed.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect(third && (await readUntil(third, headSeq))).toHaveLength(headSeq);
  await followed.close();
});

test('what a throttle held back is told, though it is more than the live end keeps', async () => {
  const followed = await openFollow();
  const { kitchen, timers } = followed;
  const feed = await followed.follow({ throttleMs: 1_000, batch: 100 });
  await next(feed);
  const first = next(feed);
  await kitchen.submit(oneUnit);
  timers.pass(10);
  expect(await first).toMatchObject({ seqs: [2, 3, 4] });

  const second = next(feed);
  for (let count = 0; count < 10; count += 1) {
    await kitchen.submit(oneUnit);
    timers.pass(10);
    await followed.settle();
  }
  timers.pass(1_000);
  const seqs = (await second)?.seqs;
  expect(seqs).toEqual(Array.from({ length: 30 }, (_, at) => 5 + at));
  await followed.close();
});
