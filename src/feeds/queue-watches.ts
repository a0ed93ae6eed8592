/** The queues that are followed in this process: one watch for all who follow the same as often. */
import type { QueueReading } from '../domain/queue.ts';
import type { Store } from '../store/port.ts';
import type { QueueQuery } from '../store/reads/queues.ts';
import type { QueueFeed } from './queue-feed.ts';
import { QueueWatch } from './queue-watch.ts';
import type { Timers } from './timers.ts';

export interface QueueRequest {
  readonly query: QueueQuery;
  /** How long after a picture the next comes at the earliest, milliseconds. */
  readonly everyMs: number;
  /** What was read just now: what is told first. */
  readonly reading: QueueReading;
  readonly signal?: AbortSignal | undefined;
}

export interface QueueWatchesOptions {
  readonly store: Store;
  readonly timers: Timers;
  /** How often a queue is read without a hint, milliseconds. */
  readonly pollMs: number;
  /** Told of a failed read; the next look tries again. */
  readonly onError: (error: unknown) => void;
}

export class QueueWatches {
  readonly #options: QueueWatchesOptions;
  /** By Topic, then by what is followed. */
  readonly #watches = new Map<string, Map<string, QueueWatch>>();

  constructor(options: QueueWatchesOptions) {
    this.#options = options;
  }

  /** A feed of a Topic's queue; it ends on `return`, on the signal, on `stop`. */
  follow(request: QueueRequest): QueueFeed {
    const { signal, reading } = request;
    const feed = this.#watchOf(request).join(reading, () => {
      signal?.removeEventListener('abort', close);
    });
    const close = () => feed.close();
    if (signal?.aborted) close();
    else signal?.addEventListener('abort', close, { once: true });
    return feed;
  }

  /** Says that something of the Topic may have changed. */
  hint({ topicId }: { readonly topicId: string }): void {
    for (const watch of this.#watches.get(topicId)?.values() ?? []) watch.hint();
  }

  /** How many feeds are open. */
  feedCount(): number {
    let count = 0;
    for (const watch of this.#all()) count += watch.feedCount;
    return count;
  }

  /** Ends every feed, with the last that it has to tell. */
  stop(): void {
    for (const watch of this.#all()) watch.finish().catch(this.#options.onError);
  }

  #all(): readonly QueueWatch[] {
    return [...this.#watches.values()].flatMap((ofTopic) => [...ofTopic.values()]);
  }

  #watchOf({ query, everyMs, reading }: QueueRequest): QueueWatch {
    const { topicId, kinds } = query;
    const ofTopic = this.#watches.get(topicId) ?? new Map<string, QueueWatch>();
    this.#watches.set(topicId, ofTopic);
    const key = JSON.stringify([everyMs, kinds]);
    const known = ofTopic.get(key);
    if (known !== undefined && !known.hasEnded) return known;
    const onIdle = () => {
      if (ofTopic.get(key) === watch) ofTopic.delete(key);
      if (ofTopic.size === 0) this.#watches.delete(topicId);
    };
    const watch = new QueueWatch({ ...this.#options, query, everyMs, onIdle }, reading);
    ofTopic.set(key, watch);
    return watch;
  }
}
