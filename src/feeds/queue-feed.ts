/** What one subscriber is told of a queue: the picture of now, and then each that differs from the last. */
import type { Queue } from '../domain/queue.ts';
import type { QueuePicture, QueueWatch } from './queue-watch.ts';

export class QueueFeed implements AsyncIterableIterator<Queue, undefined> {
  readonly #watch: QueueWatch;
  readonly #onClose: () => void;
  /** What to tell at once, whatever the watch has. */
  #first: QueuePicture | undefined;
  #told: QueuePicture | undefined;
  #isClosed = false;
  #lastPull: Promise<unknown> = Promise.resolve();
  #wake: (() => void) | undefined;

  constructor(watch: QueueWatch, first: QueuePicture, onClose: () => void) {
    this.#watch = watch;
    this.#first = first;
    this.#onClose = onClose;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  next(): Promise<IteratorResult<Queue, undefined>> {
    const pull = this.#lastPull.then(() => this.#pull());
    this.#lastPull = pull.catch(() => undefined);
    return pull;
  }

  return(): Promise<IteratorResult<Queue, undefined>> {
    this.close();
    return Promise.resolve({ done: true, value: undefined });
  }

  throw(error: unknown): Promise<IteratorResult<Queue, undefined>> {
    this.close();
    return Promise.reject(error);
  }

  /** Ends the feed: whoever waits is told that there is no more. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.wake();
    this.#onClose();
  }

  /** There may be something new to tell. */
  wake(): void {
    this.#wake?.();
  }

  async #pull(): Promise<IteratorResult<Queue, undefined>> {
    while (!this.#isClosed) {
      const news = this.#news();
      if (news !== undefined) {
        this.#told = news;
        return { done: false, value: news.queue };
      }
      const { hasEnded, failure } = this.#watch;
      if (hasEnded) {
        this.close();
        if (failure !== undefined) throw failure;
        break;
      }
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
      this.#wake = undefined;
    }
    return { done: true, value: undefined };
  }

  /** The newest picture, if it shows anything else than the last that was told. */
  #news(): QueuePicture | undefined {
    const first = this.#first;
    this.#first = undefined;
    if (first !== undefined) return first;
    const { picture } = this.#watch;
    const told = this.#told;
    if (told === undefined || picture.text === told.text) return undefined;
    // Whoever has read later than the watch waits for it to come as far.
    return picture.queue.seq >= told.queue.seq ? picture : undefined;
  }
}
