/**
 * The live end of a Topic's journal under one filter, shared by all feeds that follow with it. What
 * matches is kept here once, and cut into batches by whoever comes first: all others that come to
 * the same place get the same batch, the object itself, so that whatever is made of it can be made
 * once for all of them.
 *
 * The invariant: the Events kept are all that match in (`since`, head of the channel], and a feed
 * that waits has seen all of them, except for what the throttle holds back.
 */
import type { Event } from '../domain/event.ts';
import { type EventBatch, emptyBatch } from './event-batch.ts';
import type { EventFilter } from './event-filter.ts';
import type { Timers } from './timers.ts';

export interface TailOptions {
  /** The same for those who follow alike, and for nobody else. */
  readonly key: string;
  readonly filter: EventFilter;
  /** How many Events a batch holds at most. */
  readonly batch: number;
  /** How long after a batch the next begins at the earliest, unless it is full; milliseconds. */
  readonly throttleMs: number;
  /** How many Events are kept for those that follow closely. */
  readonly ringSize: number;
  readonly timers: Timers;
  /** The newest Event that was fetched. */
  readonly head: () => number;
}

/** A feed that waits at the live end. */
export interface Waiter {
  /** There may be something for it after `seenSeq`, here or only in the journal. */
  wake(): void;
  /** Tells how far the journal has come, though nothing was for it. */
  tellPosition(batch: EventBatch): void;
}

export class Tail {
  readonly key: string;
  readonly filter: EventFilter;
  readonly batch: number;
  /** How many feeds follow. */
  feedCount = 0;
  readonly #options: TailOptions;
  readonly #batches = new Map<number, EventBatch>();
  #waiting = new Set<Waiter>();
  #events: Event[] = [];
  #since: number;
  /** Up to where those that wait have seen everything, wherever they stood when they began to. */
  #seenSeq: number;
  #empty: EventBatch | undefined;
  #cancelThrottle: (() => void) | undefined;
  /** How many Events came since the waiting were woken. */
  #newCount = 0;
  #isQuiet = true;

  constructor(options: TailOptions) {
    this.#options = options;
    this.key = options.key;
    this.filter = options.filter;
    this.batch = options.batch;
    this.#since = options.head();
    this.#seenSeq = this.#since;
  }

  /** The position from which on everything is here. */
  get since(): number {
    return this.#since;
  }

  /** The position up to which those that wait have seen everything. */
  get seenSeq(): number {
    return this.#seenSeq;
  }

  /** An Event that matches, in order. */
  push(event: Event): void {
    this.#events.push(event);
    this.#newCount += 1;
  }

  /** Wakes whom the Events pushed concern, unless the throttle holds them back. */
  settle(): void {
    this.#isQuiet = false;
    const { ringSize } = this.#options;
    const isFull = this.#newCount >= this.batch;
    if (this.#cancelThrottle === undefined || isFull) this.#wake();
    if (this.#events.length <= 2 * ringSize) return;
    // Cut in large pieces: cutting one off the front at a time would move all of them.
    this.#events = this.#events.slice(-ringSize);
    this.#since = (this.#events[0]?.seq ?? 1) - 1;
  }

  /** Whether anything that matches came after this position. */
  hasAfter(seq: number): boolean {
    return (this.#events.at(-1)?.seq ?? 0) > seq;
  }

  /**
   * The batch after a position that is not before `since`; undefined when there is none, or the
   * throttle holds it back.
   */
  take(seq: number, isThrottled: boolean): EventBatch | undefined {
    const from = firstAfter(this.#events, seq);
    const first = this.#events[from];
    if (first === undefined) return undefined;
    const known = this.#batches.get(first.seq);
    if (known !== undefined) return known;
    const isFull = this.#events.length - from >= this.batch;
    if (isThrottled && !isFull && this.#cancelThrottle !== undefined) return undefined;
    return this.#cut(from, first.seq);
  }

  /**
   * A batch without Events that says how far the journal has come, to one that stands here: it may
   * know of more than was fetched so far.
   */
  tellHead(standsAt: number): EventBatch {
    const seq = Math.max(this.#options.head(), standsAt);
    if (this.#empty?.seq !== seq) this.#empty = emptyBatch(this.filter.topicId, seq);
    return this.#empty;
  }

  wait(waiter: Waiter): void {
    this.#waiting.add(waiter);
    this.#forget();
  }

  stopWaiting(waiter: Waiter): void {
    this.#waiting.delete(waiter);
  }

  /** What comes next in the journal does not follow what is here: it was deleted in between. */
  leaveGap(seq: number): void {
    this.#drop(seq);
    this.#wake();
  }

  /** Called from time to time: those for whom nothing came since the last time hear how far all is. */
  tellQuiet(): void {
    if (this.#isQuiet && this.#newCount === 0) {
      const batch = this.tellHead(0);
      for (const waiter of [...this.#waiting]) waiter.tellPosition(batch);
    }
    this.#isQuiet = true;
  }

  close(): void {
    this.#cancelThrottle?.();
  }

  /** Whoever finds nothing waits again, and the last of them has what is here forgotten. */
  #wake(): void {
    this.#newCount = 0;
    const waiting = this.#waiting;
    this.#waiting = new Set();
    for (const waiter of waiting) waiter.wake();
  }

  #cut(from: number, key: number): EventBatch {
    const to = Math.min(from + this.batch, this.#nextCut(key), this.#events.length);
    const isAll = to === this.#events.length;
    const events = this.#events.slice(from, to);
    const head = this.#options.head();
    const seq = isAll ? head : (events.at(-1)?.seq ?? head);
    const batch = { topicId: this.filter.topicId, events, seq, isCaughtUp: isAll };
    this.#batches.set(key, batch);
    if (this.#batches.size > batchCountMax) this.#batches.delete(firstKey(this.#batches));
    if (isAll) this.#throttle();
    return batch;
  }

  /** Where a batch begins that others have got: whoever comes from elsewhere joins them there. */
  #nextCut(key: number): number {
    let next = Number.POSITIVE_INFINITY;
    for (const known of this.#batches.keys()) if (known > key && known < next) next = known;
    return next === Number.POSITIVE_INFINITY ? next : firstAfter(this.#events, next - 1);
  }

  #throttle(): void {
    const { timers, throttleMs } = this.#options;
    if (throttleMs === 0) return;
    this.#cancelThrottle ??= timers.after(throttleMs, () => {
      this.#cancelThrottle = undefined;
      this.#wake();
    });
  }

  /** Nothing is kept while all that follow have seen it, so that a thousand idle ones cost nothing. */
  #forget(): void {
    if (this.#waiting.size < this.feedCount || this.#cancelThrottle !== undefined) return;
    if (this.#newCount > 0) return;
    this.#drop(this.#options.head());
    this.#seenSeq = this.#since;
  }

  #drop(since: number): void {
    this.#events = [];
    this.#batches.clear();
    this.#since = since;
    this.#newCount = 0;
  }
}

/** Batches that are remembered for those that come later; who is further behind gets ones of its own. */
const batchCountMax = 32;

/** The index of the first Event after a position. */
function firstAfter(events: readonly Event[], seq: number): number {
  let low = 0;
  let high = events.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((events[middle]?.seq ?? 0) > seq) high = middle;
    else low = middle + 1;
  }
  return low;
}

function firstKey(batches: ReadonlyMap<number, EventBatch>): number {
  for (const key of batches.keys()) return key;
  return 0;
}
