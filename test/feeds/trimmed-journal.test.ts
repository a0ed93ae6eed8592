/** A journal whose beginning goes: whoever would miss something is told, and nobody else is disturbed. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { CursorExpired } from '../../src/feeds/cursor-expired.ts';
import { accepted } from '../engine/kitchen.ts';
import { type Followed, next, oneUnit, openFollow, readUntil } from './open-follow.ts';

let followed: Followed;

beforeEach(async () => {
  followed = await openFollow();
  const { engine, topicId } = followed.kitchen;
  const retention = { description: undefined, defaults: undefined, retentionMs: 10_000 };
  accepted(await engine.execute({ name: 'updateTopic', topicId, ...retention }));
});

afterEach(async () => {
  await followed.close();
});

/** Lets all Events go that there are by now. */
async function trim(): Promise<void> {
  await followed.kitchen.pass(20_000);
}

test('a feed that begins before the first Event that is kept is refused', async () => {
  await followed.kitchen.submit(oneUnit);
  const head = await followed.headSeq();
  await trim();
  await followed.kitchen.submit(oneUnit);
  await expect(next(await followed.follow({ after: head - 1 }))).rejects.toThrow(CursorExpired);
  const { kitchen } = followed;
  const jobs = await kitchen.store.query<{ id: string }>('SELECT "id" FROM "Job"');
  const filter = { jobId: jobs[0]?.id };
  await expect(next(await followed.follow({ after: head - 1, filter }))).rejects.toThrow(
    CursorExpired,
  );
  const feed = await followed.follow({ after: head });
  expect(await readUntil(feed, head + 3)).toEqual([head + 1, head + 2, head + 3]);
});

test('a slow feed that the deletion overtakes ends with that, and delivers no gap', async () => {
  for (let count = 0; count < 20; count += 1) await followed.kitchen.submit(oneUnit);
  const slow = await followed.follow({ after: 2, batch: 2 });
  expect(await next(slow)).toMatchObject({ seqs: [3, 4] });
  await trim();
  for (let count = 0; count < 20; count += 1) await followed.kitchen.submit(oneUnit);
  await expect(next(slow)).rejects.toThrow(CursorExpired);
  expect(await next(slow)).toBeUndefined();
});

test('a feed at the live end that lost its hints ends as well', async () => {
  const feeds = [await followed.follow(), await followed.follow({ filter: { jobId: 'job_x' } })];
  for (const feed of feeds) await next(feed);
  followed.forgetHints();
  await followed.kitchen.submit(oneUnit);
  await trim();
  await followed.kitchen.submit(oneUnit);
  const waiting = feeds.map((feed) => next(feed));
  const ended = Promise.allSettled(waiting);
  followed.timers.pass(1_000);
  const outcomes = await ended;
  expect(outcomes.map((outcome) => outcome.status === 'rejected' && outcome.reason)).toEqual([
    expect.any(CursorExpired),
    expect.any(CursorExpired),
  ]);
});

test('a feed at the live end goes on when only what it has seen goes', async () => {
  const feed = await followed.follow();
  await next(feed);
  await followed.kitchen.submit(oneUnit);
  const head = await followed.headSeq();
  expect(await readUntil(feed, head)).toHaveLength(3);
  await trim();
  await followed.kitchen.submit(oneUnit);
  followed.timers.pass(1_000);
  expect(await readUntil(feed, head + 3)).toEqual([head + 1, head + 2, head + 3]);
});
