/**
 * One view of a Topic's queue, shared by all in this process who follow the same kinds as often: it is
 * read once for all of them, and all get the same pictures. A change is told at once if none was told
 * for a while, and else with others at the end of that while. What only fades with time, rates, is
 * reckoned from what was read last.
 *
 * The invariant: between two pictures there is at least the time that was asked for, and whoever has
 * seen the last one has seen what the queue was at most that time, and that of a poll, ago.
 */
import { type Queue, type QueueReading, queueAt } from '../domain/queue.ts';
import type { Store } from '../store/port.ts';
import { type QueueQuery, readQueue } from '../store/reads/queues.ts';
import { QueueFeed } from './queue-feed.ts';
import type { Timers } from './timers.ts';

export interface QueuePicture {
  readonly queue: Queue;
  /** All that it shows but its position and time: pictures of the same text are the same to look at. */
  readonly text: string;
}

export interface WatchOptions {
  readonly store: Store;
  readonly timers: Timers;
  readonly query: QueueQuery;
  readonly everyMs: number;
  /** How often the queue is read without a hint, milliseconds. */
  readonly pollMs: number;
  readonly onError: (error: unknown) => void;
  /** Called when nobody follows any more. */
  readonly onIdle: () => void;
}

export class QueueWatch {
  picture: QueuePicture;
  /** Set once there is nothing more to come, and why, unless the server stops. */
  hasEnded = false;
  failure: Error | undefined;
  readonly #options: WatchOptions;
  readonly #feeds = new Set<QueueFeed>();
  #reading: QueueReading;
  /** Whether something may have changed since it was read. */
  #isStale = false;
  #unreadMs = 0;
  /** Whether nothing was told for as long as is between two pictures. */
  #isQuiet = false;
  #isFinishing = false;
  #cancel: (() => void) | undefined;
  #advancing: Promise<void> | undefined;

  constructor(options: WatchOptions, reading: QueueReading) {
    this.#options = options;
    this.#reading = reading;
    this.picture = this.#pictureOf(reading);
    this.#wait();
  }

  get feedCount(): number {
    return this.#feeds.size;
  }

  /**
   * @param reading what its subscriber has just read, and is told first
   * @param onClose called once, when the feed is closed
   */
  join(reading: QueueReading, onClose: () => void): QueueFeed {
    const read = this.#pictureOf(reading);
    const first = read.text === this.picture.text ? this.picture : read;
    const feed = new QueueFeed(this, first, () => {
      onClose();
      this.#leave(feed);
    });
    this.#feeds.add(feed);
    if (reading.seq > this.#reading.seq) this.hint();
    return feed;
  }

  /** Something may have changed. */
  hint(): void {
    this.#isStale = true;
    if (this.#isQuiet) this.#advance();
  }

  /** Tells the last that there is to tell, and ends. */
  async finish(): Promise<void> {
    this.#isFinishing = true;
    this.#stopWaiting();
    await this.#advancing;
    this.#isStale = true;
    await this.#look();
    this.#end();
  }

  #leave(feed: QueueFeed): void {
    this.#feeds.delete(feed);
    if (this.#feeds.size > 0) return;
    this.hasEnded = true;
    this.#stopWaiting();
    this.#options.onIdle();
  }

  #wait(): void {
    const { timers, everyMs } = this.#options;
    this.#cancel = timers.after(everyMs, () => {
      this.#unreadMs += everyMs;
      this.#advance();
    });
  }

  #stopWaiting(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }

  #advance(): void {
    this.#stopWaiting();
    this.#isQuiet = false;
    this.#advancing ??= this.#look().finally(() => {
      this.#advancing = undefined;
      if (this.hasEnded || this.#isFinishing) return;
      this.#wait();
      // A hint that came while nothing was told has waited long enough.
      if (this.#isQuiet && this.#isStale) this.#advance();
    });
  }

  /** Reads if that is called for, and tells what is new. */
  async #look(): Promise<void> {
    const before = this.picture;
    if (this.#isStale || this.#unreadMs >= this.#options.pollMs) await this.#read();
    if (this.hasEnded) return;
    const picture = this.#pictureOf(this.#reading);
    this.#isQuiet = picture.text === before.text;
    if (this.#isQuiet) return;
    this.picture = picture;
    for (const feed of [...this.#feeds]) feed.wake();
  }

  async #read(): Promise<void> {
    const { store, query, onError } = this.#options;
    this.#isStale = false;
    try {
      const reading = await readQueue(store, query);
      if (reading === undefined) return;
      if (reading.kinds.length >= query.max) this.#fail(new TooManyKinds());
      this.#reading = reading;
      this.#unreadMs = 0;
    } catch (error) {
      // The next look tries again.
      this.#unreadMs = this.#options.pollMs;
      onError(error);
    }
  }

  #fail(failure: Error): void {
    this.failure = failure;
    this.#end();
  }

  #end(): void {
    this.hasEnded = true;
    this.#stopWaiting();
    for (const feed of [...this.#feeds]) feed.wake();
  }

  #pictureOf(reading: QueueReading): QueuePicture {
    const { query, store } = this.#options;
    const queue = queueAt(reading, query.kinds, store.now());
    return { queue, text: JSON.stringify([queue.total, queue.kinds]) };
  }
}

/** By now the Topic has more kinds than are listed. */
export class TooManyKinds extends Error {
  override readonly name = 'TooManyKinds';
}
