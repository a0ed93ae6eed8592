/** What a feed delivers: everything that matches, once, in order. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { EventFilter } from '../../src/feeds/event-filter.ts';
import { type Followed, next, oneUnit, openFollow, readUntil } from './open-follow.ts';

let followed: Followed;

beforeEach(async () => {
  followed = await openFollow();
});

afterEach(async () => {
  await followed.close();
});

describe('a feed', () => {
  test('begins with an empty batch that tells where it stands', async () => {
    const feed = await followed.follow();
    expect(await next(feed)).toEqual({ seqs: [], seq: 1, end: true });
  });

  test('goes on with what happens', async () => {
    const feed = await followed.follow();
    await next(feed);
    const waiting = next(feed);
    await followed.kitchen.submit(oneUnit);
    expect(await waiting).toEqual({ seqs: [2, 3, 4], seq: 4, end: true });
  });

  test('reads the journal after its position first, in batches', async () => {
    for (let count = 0; count < 7; count += 1) await followed.kitchen.submit(oneUnit);
    const head = await followed.headSeq();
    const feed = await followed.follow({ after: 3, batch: 4 });
    expect(await next(feed)).toEqual({ seqs: [4, 5, 6, 7], seq: 7, end: false });
    const rest = await readUntil(feed, head);
    expect(rest).toEqual(Array.from({ length: head - 7 }, (_, at) => at + 8));
  });

  test('sees every Event once, however its reading and the commits interleave', async () => {
    const feeds = [
      await followed.follow({ after: 0, batch: 2 }),
      await followed.follow({ after: 0, batch: 50 }),
    ];
    const jobCount = 40;
    const reading = feeds.map((feed) => readUntil(feed, 1 + 3 * jobCount));
    for (let count = 0; count < jobCount; count += 1) {
      await followed.kitchen.submit(oneUnit);
      if (count % 3 === 0) followed.timers.pass(10);
    }
    followed.timers.pass(1_000);
    const whole = Array.from({ length: 1 + 3 * jobCount }, (_, at) => at + 1);
    expect(await Promise.all(reading)).toEqual([whole, whole]);
  });

  test('that fell behind the ring reads the journal and catches up', async () => {
    const slow = await followed.follow();
    const close = await followed.follow();
    await next(slow);
    await next(close);
    for (let count = 0; count < 20; count += 1) {
      const waiting = next(close);
      await followed.kitchen.submit(oneUnit);
      followed.timers.pass(10);
      await waiting;
    }
    expect(await readUntil(slow, await followed.headSeq())).toEqual(
      Array.from({ length: (await followed.headSeq()) - 1 }, (_, at) => at + 2),
    );
  });

  test('gets only what its filter lets through', async () => {
    const jobId = await followed.kitchen.submit(oneUnit);
    await followed.kitchen.submit(oneUnit);
    const [first] = (await followed.kitchen.claim({ max: 1 })) ?? [];
    if (first !== undefined) await followed.kitchen.succeed(first);
    const all = await followed.journal();
    const filters: readonly Partial<EventFilter>[] = [
      { jobId },
      { unitId: first?.unit.id },
      { taskId: first?.unit.taskId },
      { kinds: ['unit.ready', 'unit.succeeded'] },
      { categories: ['JOB', 'TOPIC'] },
      { jobId, categories: ['TASK'] },
    ];
    for (const filter of filters) {
      const expected = all.filter((event) =>
        Object.entries(filter).every(([name, value]) => {
          if (name === 'kinds') return filter.kinds?.includes(event.kind);
          if (name === 'categories') {
            return filter.categories?.some((one) => event.kind.startsWith(one.toLowerCase()));
          }
          return event[name === 'jobId' || name === 'taskId' ? name : 'unitId'] === value;
        }),
      );
      const feed = await followed.follow({ after: 0, filter });
      expect(await readUntil(feed, await followed.headSeq())).toEqual(
        expected.map(({ seq }) => seq),
      );
      expect(expected.length).toBeGreaterThan(0);
    }
  });

  test('of one Job is not woken by another, and is told how far the journal has come', async () => {
    const jobId = await followed.kitchen.submit(oneUnit);
    const feed = await followed.follow({ filter: { jobId } });
    await next(feed);
    let isWoken = false;
    const waiting = next(feed).finally(() => {
      isWoken = true;
    });
    await followed.kitchen.submit(oneUnit);
    await followed.settle();
    expect(isWoken).toBe(false);
    followed.timers.pass(15_000);
    expect(await waiting).toEqual({ seqs: [], seq: await followed.headSeq(), end: true });
  });

  test('that has nothing to tell says nothing', async () => {
    const feed = await followed.follow();
    await next(feed);
    let isWoken = false;
    const waiting = next(feed).finally(() => {
      isWoken = true;
    });
    followed.timers.pass(60_000);
    await followed.settle();
    expect(isWoken).toBe(false);
    await followed.kitchen.submit(oneUnit);
    expect(await waiting).toMatchObject({ seqs: [2, 3, 4] });
  });

  test('that skips much tells its position again and again', async () => {
    const tasks = Object.fromEntries(
      Array.from({ length: 2_000 }, (_, at) => [`t${at}`, { units: { u: [] } }]),
    );
    await followed.kitchen.submit(tasks);
    await followed.kitchen.submit(tasks);
    const head = await followed.headSeq();
    expect(head).toBeGreaterThan(5_000);
    const feed = await followed.follow({ after: 0, filter: { kinds: ['nothing.like.that'] } });
    const first = await next(feed);
    expect(first).toEqual({ seqs: [], seq: 5_000, end: false });
    expect(await next(feed)).toEqual({ seqs: [], seq: head, end: true });
  });
});
