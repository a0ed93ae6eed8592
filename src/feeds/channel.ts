/**
 * The live end of one Topic's journal, shared by all that follow the Topic in this process: the
 * newest Events are fetched from the journal once, kept in a bounded ring and handed to whoever
 * asks. Whoever is further behind than the ring reads the journal itself.
 *
 * The invariant: the ring holds the Events (`tail`, `head`] without a gap, and a follower that waits
 * has seen everything up to `head`, except for Events of Jobs that it does not follow.
 */
import type { Event } from '../domain/event.ts';
import { readEvents } from '../store/journal.ts';
import type { Store } from '../store/port.ts';

export interface ChannelOptions {
  readonly store: Store;
  readonly topicId: string;
  /** The sequence number from which on Events are live. */
  readonly head: number;
  /** How many Events the ring keeps. */
  readonly ringSize: number;
}

export interface Waiter {
  /** The Job that the follower is interested in, or undefined for all. */
  readonly jobId: string | undefined;
  /** Called once, with the position up to which nothing was for this follower. */
  wake(seenSeq: number): void;
}

export class Channel {
  readonly topicId: string;
  readonly #store: Store;
  readonly #ringSize: number;
  readonly #waiters = new Map<string | undefined, Set<Waiter>>();
  #ring: Event[] = [];
  #head: number;
  #fetching: Promise<void> | undefined;

  constructor({ store, topicId, head, ringSize }: ChannelOptions) {
    this.topicId = topicId;
    this.#store = store;
    this.#head = head;
    this.#ringSize = ringSize;
  }

  /** The newest Event fetched. */
  get head(): number {
    return this.#head;
  }

  /** The Events after a position, or undefined when the ring no longer reaches back to it. */
  eventsAfter(seq: number): readonly Event[] | undefined {
    if (seq >= this.#head) return [];
    const first = this.#ring[0]?.seq;
    if (first === undefined || seq + 1 < first) return undefined;
    return this.#ring.slice(seq + 1 - first);
  }

  wait(waiter: Waiter): void {
    const group = this.#waiters.get(waiter.jobId);
    if (group === undefined) this.#waiters.set(waiter.jobId, new Set([waiter]));
    else group.add(waiter);
  }

  stopWaiting(waiter: Waiter): void {
    const group = this.#waiters.get(waiter.jobId);
    if (group?.delete(waiter) && group.size === 0) this.#waiters.delete(waiter.jobId);
  }

  /** Fetches what the journal has by now and wakes whom it concerns; concurrent calls share it. */
  advance(): Promise<void> {
    this.#fetching ??= this.#fetch().finally(() => {
      this.#fetching = undefined;
    });
    return this.#fetching;
  }

  async #fetch(): Promise<void> {
    for (;;) {
      const events = await readEvents(this.#store, {
        topicId: this.topicId,
        after: this.#head,
        limit: fetchLimit,
      });
      this.#append(events);
      if (events.length < fetchLimit) return;
    }
  }

  #append(events: readonly Event[]): void {
    const [first] = events;
    const last = events.at(-1);
    if (first === undefined || last === undefined) return;
    if (first.seq > this.#head + 1) this.#leaveGap();
    this.#ring.push(...events);
    // Cut in large pieces: cutting one off the front at a time would move the whole ring.
    if (this.#ring.length > 2 * this.#ringSize) this.#ring = this.#ring.slice(-this.#ringSize);
    this.#head = last.seq;
    for (const event of events) {
      this.#wakeGroup(undefined, event.seq - 1);
      if (event.jobId !== null) this.#wakeGroup(event.jobId, event.seq - 1);
      if (this.#waiters.size === 0) return;
    }
  }

  /**
   * What came between was deleted before it was fetched. Whoever waits has not seen it, goes on from
   * where it is, and finds by the journal that it cannot.
   */
  #leaveGap(): void {
    this.#ring = [];
    for (const jobId of [...this.#waiters.keys()]) this.#wakeGroup(jobId, this.#head);
  }

  #wakeGroup(jobId: string | undefined, seenSeq: number): void {
    const group = this.#waiters.get(jobId);
    if (group === undefined) return;
    this.#waiters.delete(jobId);
    for (const waiter of group) waiter.wake(seenSeq);
  }
}

const fetchLimit = 500;
