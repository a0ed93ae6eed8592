/** Following a journal in process: nothing is lost or repeated, and nothing is left behind. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Event } from '../../src/domain/event.ts';
import type { EventFilter } from '../../src/feeds/event-filter.ts';
import type { Feed } from '../../src/feeds/feed.ts';
import { createHub, type Hub, HubStopped } from '../../src/feeds/hub.ts';
import { readEvents, readHead } from '../../src/store/journal.ts';
import type { Store } from '../../src/store/port.ts';
import { type Kitchen, openKitchen } from '../engine/kitchen.ts';
import { createHandTimers, type HandTimers } from './hand-timers.ts';

let kitchen: Kitchen;
let timers: HandTimers;
let hub: Hub;
let readCount: number;
let forgetHints: () => void;

beforeEach(async () => {
  kitchen = await openKitchen();
  timers = createHandTimers();
  readCount = 0;
  hub = createHub({ store: counted(kitchen.store), timers, ringSize: 8 });
  forgetHints = kitchen.engine.onCommit((hint) => hub.hint(hint));
});

afterEach(async () => {
  hub.stop();
  expect({ feeds: hub.feedCount(), timers: timers.count() }).toEqual({ feeds: 0, timers: 0 });
  await kitchen.close();
});

function counted(store: Store): Store {
  return {
    ...store,
    query: (sql, parameters) => {
      readCount += 1;
      return store.query(sql, parameters);
    },
  };
}

interface FollowOptions {
  readonly after?: number;
  readonly batch?: number;
  readonly filter?: Partial<EventFilter>;
  readonly signal?: AbortSignal;
}

async function follow({ after, batch = 100, filter, signal }: FollowOptions = {}): Promise<Feed> {
  const head = (await readHead(kitchen.store, kitchen.topicId))?.seq ?? 0;
  return hub.follow({
    filter: { topicId: kitchen.topicId, ...filter },
    after: after ?? head,
    head,
    batch,
    signal,
  });
}

/** The next Events of a feed: their sequence numbers, and whether it is at the end. */
async function next(feed: Feed) {
  const { value } = await feed.next();
  if (value === undefined) return undefined;
  return { seqs: value.events.map(({ seq }) => seq), seq: value.seq, end: value.isCaughtUp };
}

/** Reads until the feed is at the end and has delivered what is expected. */
async function readUntil(feed: Feed, lastSeq: number): Promise<readonly number[]> {
  const seqs: number[] = [];
  let seq = 0;
  while (seq < lastSeq) {
    const batch = await next(feed);
    if (batch === undefined) break;
    seqs.push(...batch.seqs);
    seq = batch.seq;
  }
  return seqs;
}

async function journal(): Promise<readonly Event[]> {
  return await readEvents(kitchen.store, { topicId: kitchen.topicId, after: 0, limit: 10_000 });
}

async function headSeq(): Promise<number> {
  return (await journal()).at(-1)?.seq ?? 0;
}

/** A Job of which every claim and success makes Events. */
const oneUnit = { meal: { units: { cook: [] } } };

/** Lets promises that are ready run; nothing waits for real time here. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 50; turn += 1) await Promise.resolve();
}

describe('a feed', () => {
  test('begins with an empty batch that tells where it stands', async () => {
    const feed = await follow();
    expect(await next(feed)).toEqual({ seqs: [], seq: 1, end: true });
  });

  test('goes on with what happens', async () => {
    const feed = await follow();
    await next(feed);
    const waiting = next(feed);
    await kitchen.submit(oneUnit);
    expect(await waiting).toEqual({ seqs: [2, 3, 4], seq: 4, end: true });
  });

  test('reads the journal after its position first, in batches', async () => {
    for (let count = 0; count < 7; count += 1) await kitchen.submit(oneUnit);
    const head = await headSeq();
    const feed = await follow({ after: 3, batch: 4 });
    expect(await next(feed)).toEqual({ seqs: [4, 5, 6, 7], seq: 7, end: false });
    const rest = await readUntil(feed, head);
    expect(rest).toEqual(Array.from({ length: head - 7 }, (_, at) => at + 8));
  });

  test('sees every Event once, however its reading and the commits interleave', async () => {
    const feeds = [await follow({ after: 0, batch: 2 }), await follow({ after: 0, batch: 50 })];
    const jobCount = 40;
    const reading = feeds.map((feed) => readUntil(feed, 1 + 3 * jobCount));
    for (let count = 0; count < jobCount; count += 1) {
      await kitchen.submit(oneUnit);
      if (count % 3 === 0) timers.pass(10);
    }
    timers.pass(1_000);
    const whole = Array.from({ length: 1 + 3 * jobCount }, (_, at) => at + 1);
    expect(await Promise.all(reading)).toEqual([whole, whole]);
  });

  test('that fell behind the ring reads the journal and catches up', async () => {
    const slow = await follow();
    const close = await follow();
    await next(slow);
    await next(close);
    for (let count = 0; count < 20; count += 1) {
      const waiting = next(close);
      await kitchen.submit(oneUnit);
      timers.pass(10);
      await waiting;
    }
    expect(await readUntil(slow, await headSeq())).toEqual(
      Array.from({ length: (await headSeq()) - 1 }, (_, at) => at + 2),
    );
  });

  test('gets only what its filter lets through', async () => {
    const jobId = await kitchen.submit(oneUnit);
    await kitchen.submit(oneUnit);
    const [first] = (await kitchen.claim({ max: 1 })) ?? [];
    if (first !== undefined) await kitchen.succeed(first);
    const all = await journal();
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
      const feed = await follow({ after: 0, filter });
      expect(await readUntil(feed, await headSeq())).toEqual(expected.map(({ seq }) => seq));
      expect(expected.length).toBeGreaterThan(0);
    }
  });

  test('of one Job is not woken by another, and is told how far the journal has come', async () => {
    const jobId = await kitchen.submit(oneUnit);
    const feed = await follow({ filter: { jobId } });
    await next(feed);
    let isWoken = false;
    const waiting = next(feed).finally(() => {
      isWoken = true;
    });
    await kitchen.submit(oneUnit);
    await settle();
    expect(isWoken).toBe(false);
    timers.pass(15_000);
    expect(await waiting).toEqual({ seqs: [], seq: await headSeq(), end: true });
  });

  test('that has nothing to tell says nothing', async () => {
    const feed = await follow();
    await next(feed);
    let isWoken = false;
    const waiting = next(feed).finally(() => {
      isWoken = true;
    });
    timers.pass(60_000);
    await settle();
    expect(isWoken).toBe(false);
    await kitchen.submit(oneUnit);
    expect(await waiting).toMatchObject({ seqs: [2, 3, 4] });
  });

  test('that skips much tells its position again and again', async () => {
    const tasks = Object.fromEntries(
      Array.from({ length: 2_000 }, (_, at) => [`t${at}`, { units: { u: [] } }]),
    );
    await kitchen.submit(tasks);
    await kitchen.submit(tasks);
    const head = await headSeq();
    expect(head).toBeGreaterThan(5_000);
    const feed = await follow({ after: 0, filter: { kinds: ['nothing.like.that'] } });
    const first = await next(feed);
    expect(first).toEqual({ seqs: [], seq: 5_000, end: false });
    expect(await next(feed)).toEqual({ seqs: [], seq: head, end: true });
  });
});

describe('a feed ends', () => {
  test.each<[string, (feed: Feed, controller: AbortController) => unknown]>([
    ['when it is returned', (feed) => feed.return()],
    ['when its subscriber has gone', (_, controller) => controller.abort()],
    ['when an error is thrown into it', (feed) => feed.throw(new Error('gone')).catch(() => 0)],
    ['when the hub stops', () => hub.stop()],
  ])('%s, at once, and leaves nothing behind', async (_, end) => {
    const controller = new AbortController();
    const feed = await follow({ signal: controller.signal });
    await next(feed);
    const waiting = feed.next();
    await settle();
    await end(feed, controller);
    expect(await waiting).toEqual({ done: true, value: undefined });
    expect(await feed.next()).toEqual({ done: true, value: undefined });
    expect({ feeds: hub.feedCount(), timers: timers.count() }).toEqual({ feeds: 0, timers: 0 });
  });

  test('before it began when its subscriber has gone already', async () => {
    const feed = await follow({ signal: AbortSignal.abort() });
    expect(await feed.next()).toEqual({ done: true, value: undefined });
    expect(hub.feedCount()).toBe(0);
  });

  test('and the others go on', async () => {
    const [one, other] = [await follow(), await follow()];
    await next(one);
    await next(other);
    const waiting = next(other);
    await one.return();
    await kitchen.submit(oneUnit);
    expect(await waiting).toMatchObject({ seqs: [2, 3, 4] });
  });
});

describe('a hub', () => {
  test('reads the journal once for all that follow it', async () => {
    const feeds = await Promise.all(Array.from({ length: 50 }, () => follow()));
    await Promise.all(feeds.map(next));
    const waiting = feeds.map(next);
    readCount = 0;
    await kitchen.submit(oneUnit);
    await Promise.all(waiting);
    expect(readCount).toBe(1);
  });

  test('gathers hints that come close together', async () => {
    const feed = await follow();
    await next(feed);
    const first = next(feed);
    await kitchen.submit(oneUnit);
    await first;
    readCount = 0;
    const second = next(feed);
    for (let count = 0; count < 3; count += 1) await kitchen.submit(oneUnit);
    await settle();
    expect(readCount).toBe(0);
    timers.pass(10);
    expect((await second)?.seqs).toHaveLength(9);
    expect(readCount).toBe(1);
  });

  test('finds what no hint told of by looking itself', async () => {
    const feed = await follow();
    await next(feed);
    const waiting = next(feed);
    forgetHints();
    await kitchen.submit(oneUnit);
    timers.pass(1_000);
    expect(await waiting).toMatchObject({ seqs: [2, 3, 4] });
  });

  test('that has stopped is followed no more', async () => {
    hub.stop();
    await expect(follow()).rejects.toBeInstanceOf(HubStopped);
  });

  test('holds nothing for a follower that never reads', async () => {
    const feed = await follow();
    for (let count = 0; count < 30; count += 1) {
      await kitchen.submit(oneUnit);
      timers.pass(10);
    }
    await settle();
    expect((await next(feed))?.seqs[0]).toBe(2);
  });
});
