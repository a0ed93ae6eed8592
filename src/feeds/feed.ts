/**
 * What one subscriber follows: first the journal after its position, in pages, then live. It pulls:
 * nothing is read before it is asked for and nothing is queued, so a subscriber that does not read
 * costs its position and nothing more.
 *
 * The invariant: the position only grows, and every matching Event at or before it was delivered
 * exactly once. So the position of the last batch received is where to go on after a break.
 */
import type { Event } from '../domain/event.ts';
import type { Store } from '../store/port.ts';
import type { Channel, Waiter } from './channel.ts';
import { type EventFilter, matchesFilter } from './event-filter.ts';
import { type ScannedEvents, scanJournal } from './scan-journal.ts';
import type { Timers } from './timers.ts';

export interface EventBatch extends ScannedEvents {
  readonly topicId: string;
  /** Whether nothing newer was known when the batch was made. */
  readonly isCaughtUp: boolean;
}

export interface FeedOptions {
  readonly store: Store;
  readonly channel: Channel;
  readonly filter: EventFilter;
  /** Only Events after this position. */
  readonly after: number;
  /** How many Events a batch holds at most. */
  readonly batch: number;
  readonly timers: Timers;
  /** After how long without a match the subscriber is told how far the journal has come. */
  readonly keepAliveMs: number;
  readonly onClose: (feed: Feed) => void;
}

export class Feed implements AsyncIterableIterator<EventBatch> {
  readonly #options: FeedOptions;
  #seq: number;
  /** What the last batch said. */
  #told: { readonly seq: number; readonly isCaughtUp: boolean } | undefined;
  #isClosed = false;
  #isFinishing = false;
  #lastPull: Promise<unknown> = Promise.resolve();
  #wake: (() => void) | undefined;

  constructor(options: FeedOptions) {
    this.#options = options;
    this.#seq = options.after;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  /** The first batch comes at once, empty or not; later ones when there is something to tell. */
  next(): Promise<IteratorResult<EventBatch, undefined>> {
    const pull = this.#lastPull.then(() => this.#pull());
    this.#lastPull = pull.catch(() => undefined);
    return pull;
  }

  return(): Promise<IteratorResult<EventBatch, undefined>> {
    this.close();
    return Promise.resolve({ done: true, value: undefined });
  }

  throw(error: unknown): Promise<IteratorResult<EventBatch, undefined>> {
    this.close();
    return Promise.reject(error);
  }

  /** Ends the feed: whoever waits for a batch is told that there are no more. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    if (!this.#isFinishing) this.#leave();
  }

  /**
   * Ends the feed with a last batch, if there is anything to tell: Events, or only a position from
   * which to go on that is further than the last. A subscriber that is far behind gets the rest
   * elsewhere.
   */
  finish(): void {
    if (this.#isClosed || this.#isFinishing) return;
    this.#isFinishing = true;
    this.#leave();
  }

  #leave(): void {
    this.#wake?.();
    this.#options.onClose(this);
  }

  async #pull(): Promise<IteratorResult<EventBatch, undefined>> {
    const { channel } = this.#options;
    let isOverdue = false;
    const onOverdue = () => {
      isOverdue = true;
      this.#wake?.();
    };
    let cancel = this.#afterKeepAlive(onOverdue);
    try {
      while (!this.#isClosed) {
        const isLast = this.#isFinishing;
        const events = await this.#readOn();
        if (this.#isClosed) break;
        const isCaughtUp = this.#seq >= channel.head;
        if (isLast) {
          this.#isClosed = true;
          if (this.#told?.seq === this.#seq) break;
          return this.#deliver(events, isCaughtUp);
        }
        if (events.length > 0 || this.#isWorthTelling(isCaughtUp, isOverdue)) {
          return this.#deliver(events, isCaughtUp);
        }
        if (isOverdue) {
          isOverdue = false;
          cancel = this.#afterKeepAlive(onOverdue);
        }
        if (isCaughtUp && !this.#isFinishing) await this.#untilWoken();
      }
    } catch (error) {
      this.close();
      throw error;
    } finally {
      cancel();
    }
    return { done: true, value: undefined };
  }

  #afterKeepAlive(work: () => void): () => void {
    return this.#options.timers.after(this.#options.keepAliveMs, work);
  }

  /** Whether a batch without Events says something: that the feed began, went on or caught up. */
  #isWorthTelling(isCaughtUp: boolean, isOverdue: boolean): boolean {
    if (this.#told === undefined) return true;
    const isFurther = this.#seq > this.#told.seq;
    return isCaughtUp ? !this.#told.isCaughtUp || (isFurther && isOverdue) : isFurther;
  }

  #deliver(events: readonly Event[], isCaughtUp: boolean): IteratorResult<EventBatch, undefined> {
    this.#told = { seq: this.#seq, isCaughtUp };
    const { topicId } = this.#options.channel;
    return { done: false, value: { topicId, events, seq: this.#seq, isCaughtUp } };
  }

  /** The next matching Events; moves the position past everything that was looked at. */
  async #readOn(): Promise<readonly Event[]> {
    const { store, channel, filter, batch } = this.#options;
    const live = channel.eventsAfter(this.#seq);
    if (live !== undefined) return this.#take(live);
    const scanned = await scanJournal(store, {
      filter,
      after: this.#seq,
      head: channel.head,
      batch,
    });
    this.#seq = scanned.seq;
    return scanned.events;
  }

  #take(live: readonly Event[]): readonly Event[] {
    const { filter, batch } = this.#options;
    const found: Event[] = [];
    for (const event of live) {
      this.#seq = event.seq;
      if (matchesFilter(event, filter)) found.push(event);
      if (found.length === batch) break;
    }
    return found;
  }

  /** Waits at the live end. Nothing can slip in between: reading on and waiting are one turn. */
  #untilWoken(): Promise<void> {
    const { channel, filter } = this.#options;
    return new Promise((resolve) => {
      const waiter: Waiter = {
        jobId: filter.jobId,
        wake: (seenSeq) => {
          this.#seq = Math.max(this.#seq, seenSeq);
          this.#wake = undefined;
          resolve();
        },
      };
      this.#wake = () => {
        channel.stopWaiting(waiter);
        waiter.wake(channel.head);
      };
      channel.wait(waiter);
    });
  }
}
