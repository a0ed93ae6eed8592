/**
 * What was read for feeds that are further behind than what is kept of the live end. A commit of very
 * many Events leaves thousands of feeds behind at once, all at the same position: the journal is
 * read for the first of them, and the others get the same batch.
 */
import type { EventBatch } from './event-batch.ts';

export class RecentScans {
  readonly #known = new Map<string, Promise<EventBatch>>();

  /** Reads on after a position, unless that was done a moment ago for somebody who follows alike. */
  take(
    { tail, after }: { readonly tail: Followed; readonly after: number },
    read: () => Promise<EventBatch>,
  ): Promise<EventBatch> {
    if (tail.feedCount < 2) return read();
    const key = `${after} ${tail.key}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const reading = read();
    this.#known.set(key, reading);
    for (const oldest of this.#known.keys()) {
      if (this.#known.size <= scanCountMax) break;
      this.#known.delete(oldest);
    }
    const forget = () => {
      if (this.#known.get(key) === reading) this.#known.delete(key);
    };
    // What failed, or came no further, is to be tried anew by whoever comes next.
    reading.then(({ seq }) => {
      if (seq <= after) forget();
    }, forget);
    return reading;
  }

  /** Called from time to time, so that nothing stays for those who have long gone on. */
  clear(): void {
    this.#known.clear();
  }
}

interface Followed {
  /** The same for those who follow alike. */
  readonly key: string;
  readonly feedCount: number;
}

/** Of all that follow a Topic: some megabytes at most. */
const scanCountMax = 32;
