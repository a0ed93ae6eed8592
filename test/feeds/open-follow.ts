/** A journal that grows, a hub with timers that the test runs, and short ways to follow. */
import { expect } from 'vitest';
import type { Event } from '../../src/domain/event.ts';
import type { EventFilter } from '../../src/feeds/event-filter.ts';
import type { Feed } from '../../src/feeds/feed.ts';
import { createHub, type Hub } from '../../src/feeds/hub.ts';
import { readEvents, readHead } from '../../src/store/journal.ts';
import { type Kitchen, openKitchen } from '../engine/kitchen.ts';
import { createHandTimers, type HandTimers } from './hand-timers.ts';

export interface Followed {
  readonly kitchen: Kitchen;
  readonly hub: Hub;
  readonly timers: HandTimers;
  /** Statements that the hub and its feeds have run since this was last asked. */
  readCount(): number;
  /** The next so many statements of the hub and its feeds fail. */
  failReads(count: number): void;
  /** From now on the hub is not told of commits. */
  forgetHints(): void;
  follow(options?: FollowOptions): Promise<Feed>;
  journal(): Promise<readonly Event[]>;
  headSeq(): Promise<number>;
  /** Lets everything happen that is under way: reads are answered, and what follows from them is done. */
  settle(): Promise<void>;
  /** Stops the hub, which must leave nothing behind, and closes everything. */
  close(): Promise<void>;
}

export interface FollowOptions {
  readonly after?: number;
  readonly batch?: number;
  readonly filter?: Partial<EventFilter>;
  readonly throttleMs?: number;
  readonly signal?: AbortSignal;
}

export async function openFollow(): Promise<Followed> {
  const kitchen = await openKitchen();
  const timers = createHandTimers();
  let readCount = 0;
  let failureCount = 0;
  const reads = new Set<Promise<unknown>>();
  const store = {
    ...kitchen.store,
    query: ((sql, parameters) => {
      readCount += 1;
      if (failureCount > 0) {
        failureCount -= 1;
        return Promise.reject(new Error('The database is away.'));
      }
      const answer = kitchen.store.query(sql, parameters);
      reads.add(answer);
      const forget = () => reads.delete(answer);
      answer.then(forget, forget);
      // The rows are those of the statement, in whatever shape its caller has named.
      return answer as never;
    }) satisfies typeof kitchen.store.query,
  };
  const hub = createHub({ store, timers, ringSize: 8 });
  const { topicId } = kitchen;
  const journal = () => readEvents(kitchen.store, { topicId, after: 0, limit: 10_000 });
  return {
    kitchen,
    hub,
    timers,
    readCount: () => {
      const count = readCount;
      readCount = 0;
      return count;
    },
    failReads: (count) => {
      failureCount = count;
    },
    forgetHints: kitchen.engine.onCommit((hint) => hub.hint(hint)),
    follow: async ({ after, batch = 100, throttleMs, filter, signal } = {}) => {
      const head = (await readHead(kitchen.store, topicId))?.seq ?? 0;
      return hub.follow({
        filter: { topicId, ...filter },
        after: after ?? head,
        head,
        batch,
        throttleMs,
        signal,
      });
    },
    journal,
    settle: async () => {
      await settle();
      while (reads.size > 0) {
        await Promise.allSettled(reads);
        await settle();
      }
    },
    headSeq: async () => (await journal()).at(-1)?.seq ?? 0,
    close: async () => {
      hub.stop();
      expect({ feeds: hub.feedCount(), timers: timers.count() }).toEqual({ feeds: 0, timers: 0 });
      await kitchen.close();
    },
  };
}

/** The next Events of a feed: their sequence numbers, and whether it is at the end. */
export async function next(feed: Feed) {
  const { value } = await feed.next();
  if (value === undefined) return undefined;
  return { seqs: value.events.map(({ seq }) => seq), seq: value.seq, end: value.isCaughtUp };
}

/** The sequence numbers that a feed delivers until it has come to this position. */
export async function readUntil(feed: Feed, lastSeq: number): Promise<readonly number[]> {
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

/** A Job whose submission makes three Events. */
export const oneUnit = { meal: { units: { cook: [] } } };

/** Lets promises that are ready run; nothing waits for real time here. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 50; turn += 1) await Promise.resolve();
}
