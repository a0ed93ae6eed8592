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
import type { Channel } from './channel.ts';
import type { EventBatch } from './event-batch.ts';
import { type ScannedEvents, scanJournal, takeMatching } from './scan-journal.ts';
import type { Tail, Waiter } from './tail.ts';

export interface FeedOptions {
  readonly store: Store;
  readonly channel: Channel;
  /** What all that follow alike share. */
  readonly tail: Tail;
  /** Only Events after this position. */
  readonly after: number;
  readonly onClose: (feed: Feed) => void;
  /** What is told instead of an error of reading. */
  readonly tellFault?: ((fault: unknown) => unknown) | undefined;
}

type Pulled = IteratorResult<EventBatch, undefined>;

export class Feed implements AsyncIterableIterator<EventBatch, undefined>, Waiter {
  readonly #options: FeedOptions;
  #seq: number;
  /** What the last batch said. */
  #told: EventBatch | undefined;
  #isClosed = false;
  #isFinishing = false;
  /** What was asked for and is not answered yet. */
  #asked: Promise<Pulled> | undefined;
  /** Answers it, while the feed waits at the live end. */
  #answer: ((pulled: Pulled | Promise<Pulled>) => void) | undefined;

  constructor(options: FeedOptions) {
    this.#options = options;
    this.#seq = options.after;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  /** The first batch comes at once, empty or not; later ones when there is something to tell. */
  next(): Promise<Pulled> {
    if (this.#asked === undefined) return this.#pull();
    const again = () => this.next();
    return this.#asked.then(again, again);
  }

  return(): Promise<Pulled> {
    this.close();
    return Promise.resolve(ended);
  }

  throw(error: unknown): Promise<Pulled> {
    this.close();
    return Promise.reject(error);
  }

  /** Ends the feed: whoever waits for a batch is told that there are no more. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#options.tail.stopWaiting(this);
    this.#settle(ended);
    if (!this.#isFinishing) this.#options.onClose(this);
  }

  /**
   * Ends the feed with a last batch, if there is anything to tell: Events, or only a position from
   * which to go on that is further than the last. A subscriber that is far behind gets the rest
   * elsewhere.
   */
  finish(): void {
    if (this.#isClosed || this.#isFinishing) return;
    this.#isFinishing = true;
    const { tail } = this.#options;
    tail.stopWaiting(this);
    if (this.#answer !== undefined) this.#askAgain();
    this.#options.onClose(this);
  }

  wake(): void {
    this.#noteSeen();
    const { tail } = this.#options;
    // What the throttle held back may not be kept any more: the journal has it.
    if (this.#seq < tail.since) {
      this.#askAgain();
      return;
    }
    const batch = this.#take();
    if (batch === undefined) tail.wait(this);
    else this.#settle({ done: false, value: this.#tell(batch) });
  }

  tellPosition(batch: EventBatch): void {
    this.#noteSeen();
    const { tail } = this.#options;
    if (tail.hasAfter(this.#seq) || (this.#told?.seq ?? -1) >= batch.seq) return;
    tail.stopWaiting(this);
    this.#settle({ done: false, value: this.#tell(batch) });
  }

  /** While it waits, it has seen what the tail has shown to all that wait. */
  #noteSeen(): void {
    this.#seq = Math.max(this.#seq, this.#options.tail.seenSeq);
  }

  /** Has what is waited for answered as if it were asked for now. */
  #askAgain(): void {
    this.#noteSeen();
    const answer = this.#answer;
    this.#answer = undefined;
    this.#asked = undefined;
    answer?.(this.#pull());
  }

  /** At the live end this is one promise for each batch, because thousands of feeds stand there. */
  #pull(): Promise<Pulled> {
    if (this.#isClosed) return Promise.resolve(ended);
    const { tail } = this.#options;
    if (this.#seq < tail.since) return this.#readOn();
    const batch = this.#take();
    if (this.#isFinishing) return Promise.resolve(this.#last(batch));
    if (batch !== undefined) return Promise.resolve({ done: false, value: this.#tell(batch) });
    if (this.#told?.isCaughtUp !== true && !tail.hasAfter(this.#seq)) {
      return Promise.resolve({ done: false, value: this.#tell(tail.tellHead(this.#seq)) });
    }
    const asked = new Promise<Pulled>((resolve) => {
      this.#answer = resolve;
    });
    this.#asked = asked;
    tail.wait(this);
    return asked;
  }

  #take(): EventBatch | undefined {
    const isThrottled = this.#told !== undefined && !this.#isFinishing;
    return this.#options.tail.take(this.#seq, isThrottled);
  }

  #tell(batch: EventBatch): EventBatch {
    this.#seq = batch.seq;
    this.#told = batch;
    return batch;
  }

  #last(batch: EventBatch | undefined): Pulled {
    this.#isClosed = true;
    const { tail, channel } = this.#options;
    if (batch !== undefined) return { done: false, value: this.#tell(batch) };
    if ((this.#told?.seq ?? -1) >= channel.head) return ended;
    return { done: false, value: this.#tell(tail.tellHead(this.#seq)) };
  }

  #settle(pulled: Pulled): void {
    const answer = this.#answer;
    if (answer === undefined) return;
    this.#answer = undefined;
    this.#asked = undefined;
    answer(pulled);
  }

  /** Reads what the tail does not reach back to, and goes on live if there is nothing to tell of it. */
  #readOn(): Promise<Pulled> {
    const read = this.#readBehind().then(
      (pulled) => {
        this.#asked = undefined;
        return pulled ?? this.#pull();
      },
      (error: unknown) => {
        this.#asked = undefined;
        this.close();
        throw this.#options.tellFault?.(error) ?? error;
      },
    );
    this.#asked = read;
    return read;
  }

  async #readBehind(): Promise<Pulled | undefined> {
    const { tail, channel } = this.#options;
    while (!this.#isClosed) {
      const isLast = this.#isFinishing;
      const after = this.#seq;
      const batch = await channel.scans.take({ tail, after }, () => this.#scan(after));
      if (this.#isClosed) break;
      const { events, seq, isCaughtUp } = batch;
      const isNews = events.length > 0 || this.#isWorthTelling(seq, isCaughtUp);
      this.#seq = seq;
      if (isLast) this.#isClosed = true;
      if (isNews) return { done: false, value: this.#tell(batch) };
      if (!isLast && seq >= tail.since) return undefined;
    }
    return ended;
  }

  /** Whether a batch without Events says something: that the feed began, went on or caught up. */
  #isWorthTelling(seq: number, isCaughtUp: boolean): boolean {
    if (this.#told === undefined) return true;
    if (this.#isFinishing || !isCaughtUp) return seq > this.#told.seq;
    return !this.#told.isCaughtUp;
  }

  /** The next matching Events after a position, and how far everything was looked at. */
  async #scan(after: number): Promise<EventBatch> {
    const { store, channel, tail } = this.#options;
    const { filter, batch } = tail;
    const { topicId, labels, head } = channel;
    const live = channel.eventsAfter(after);
    let scanned: ScannedEvents;
    if (live === undefined) {
      scanned = await scanJournal(store, { filter, after, head, batch, labels });
    } else {
      const ofJobs = filter.labels === undefined ? undefined : await labels.of(live);
      const found: Event[] = [];
      const seq = takeMatching(live, { filter, batch, labels: ofJobs, found });
      scanned = { events: found, seq: seq ?? after };
    }
    return { topicId, ...scanned, isCaughtUp: scanned.seq >= channel.head };
  }
}

const ended: Pulled = { done: true, value: undefined };
