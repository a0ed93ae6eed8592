/**
 * Where a process follows journals: one channel for each Topic that somebody follows. Hints say that
 * a Topic's journal has grown; a slow poll finds what a lost hint would hide. A hint carries no
 * Events, so losing one costs time and nothing else.
 */
import { readHeads } from '../store/journal.ts';
import type { Store } from '../store/port.ts';
import { Channel } from './channel.ts';
import type { EventFilter } from './event-filter.ts';
import { Feed } from './feed.ts';
import { JobLabels } from './job-labels.ts';
import type { QueueFeed } from './queue-feed.ts';
import { type QueueRequest, QueueWatches } from './queue-watches.ts';
import { systemTimers, type Timers } from './timers.ts';

export interface Hub {
  /** A feed of the Topic's Events after a position; it ends on `return`, on the signal, on `stop`. */
  follow(request: FollowRequest): Feed;
  /** A feed of the Topic's queue, whole each time; it ends on `return`, on the signal, on `stop`. */
  followQueue(request: QueueRequest): QueueFeed;
  /** Says that the Topic's journal has grown to this sequence number. */
  hint(hint: { readonly topicId: string; readonly seq: number }): void;
  /** How many feeds are open. */
  feedCount(): number;
  /** The labels of Jobs, for those who scan journals by them. */
  readonly labels: JobLabels;
  /** Ends every feed, with the last that it has to tell, and refuses new ones. */
  stop(): void;
}

export interface FollowRequest {
  readonly filter: EventFilter;
  /** Only Events after this position. */
  readonly after: number;
  /** The head of the journal, read before: from there on Events are live. */
  readonly head: number;
  readonly batch: number;
  /**
   * How long after a batch the next comes at the earliest, unless it is full; milliseconds.
   * @default 0
   */
  readonly throttleMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** What is told instead of an error of reading; undefined to tell the error itself. */
  readonly tellFault?: ((fault: unknown) => unknown) | undefined;
}

export interface HubOptions {
  readonly store: Store;
  readonly timers?: Timers | undefined;
  /** How many Events of a Topic are kept for those that follow closely. @default 2,000 */
  readonly ringSize?: number | undefined;
  /** How long hints are collected once one was followed. @default 10 */
  readonly coalesceMs?: number | undefined;
  /** How often the journal is looked at without a hint. @default 1,000 */
  readonly pollMs?: number | undefined;
  /** After how long without a match a feed tells how far the journal has come. @default 15,000 */
  readonly keepAliveMs?: number | undefined;
  /** Told of a failed read of the journal; the next hint or poll tries again. */
  readonly onError?: ((error: unknown) => void) | undefined;
}

export function createHub(options: HubOptions): Hub {
  return new JournalHub(options);
}

/** Nothing new is followed once the hub has been stopped. */
export class HubStopped extends Error {
  override readonly name = 'HubStopped';
}

interface OpenChannel {
  readonly channel: Channel;
  readonly feeds: Set<Feed>;
  /** Set while hints are collected, and whether there was one. */
  collecting: { isHinted: boolean; cancel: () => void } | undefined;
}

class JournalHub implements Hub {
  readonly labels: JobLabels;
  readonly #store: Store;
  readonly #timers: Timers;
  readonly #ringSize: number;
  readonly #coalesceMs: number;
  readonly #pollMs: number;
  readonly #keepAliveMs: number;
  readonly #onError: (error: unknown) => void;
  readonly #queues: QueueWatches;
  readonly #channels = new Map<string, OpenChannel>();
  #cancelPoll: (() => void) | undefined;
  #cancelTelling: (() => void) | undefined;
  #isStopped = false;

  constructor(options: HubOptions) {
    this.labels = new JobLabels(options.store);
    this.#store = options.store;
    this.#timers = options.timers ?? systemTimers;
    this.#ringSize = options.ringSize ?? 2_000;
    this.#coalesceMs = options.coalesceMs ?? 10;
    this.#pollMs = options.pollMs ?? 1_000;
    this.#keepAliveMs = options.keepAliveMs ?? 15_000;
    this.#onError = options.onError ?? (() => undefined);
    const [store, timers, pollMs, onError] = [
      this.#store,
      this.#timers,
      this.#pollMs,
      this.#onError,
    ];
    this.#queues = new QueueWatches({ store, timers, pollMs, onError });
  }

  follow(request: FollowRequest): Feed {
    this.#checkRunning();
    const { filter, after, head, batch, throttleMs = 0, signal, tellFault } = request;
    const open = this.#open(filter.topicId, head);
    const { channel } = open;
    const alike = { filter, batch, throttleMs };
    const tail = channel.join(alike);
    const feed = new Feed({
      store: this.#store,
      channel,
      tail,
      after,
      tellFault,
      onClose: () => {
        signal?.removeEventListener('abort', close);
        channel.leave(tail);
        this.#release(open, feed);
      },
    });
    const close = () => feed.close();
    open.feeds.add(feed);
    if (signal?.aborted) close();
    else signal?.addEventListener('abort', close, { once: true });
    return feed;
  }

  followQueue(request: QueueRequest): QueueFeed {
    this.#checkRunning();
    return this.#queues.follow(request);
  }

  hint({ topicId, seq }: { readonly topicId: string; readonly seq: number }): void {
    this.#queues.hint({ topicId });
    const open = this.#channels.get(topicId);
    if (open === undefined || seq <= open.channel.head) return;
    if (open.collecting === undefined) this.#advance(open);
    else open.collecting.isHinted = true;
  }

  feedCount(): number {
    let count = this.#queues.feedCount();
    for (const { feeds } of this.#channels.values()) count += feeds.size;
    return count;
  }

  stop(): void {
    this.#isStopped = true;
    this.#queues.stop();
    for (const { feeds } of [...this.#channels.values()]) {
      for (const feed of [...feeds]) feed.finish();
    }
  }

  #checkRunning(): void {
    if (this.#isStopped) throw new HubStopped('The server is stopping; follow again elsewhere.');
  }

  #open(topicId: string, head: number): OpenChannel {
    let open = this.#channels.get(topicId);
    if (open === undefined) {
      const [store, ringSize, timers] = [this.#store, this.#ringSize, this.#timers];
      const { labels } = this;
      const channel = new Channel({ store, topicId, head, ringSize, labels, timers });
      open = { channel, feeds: new Set(), collecting: undefined };
      this.#channels.set(topicId, open);
      this.#pollLater();
      this.#tellQuietLater();
    } else {
      // The follower has read a newer head than the channel has seen: let the channel catch up.
      this.hint({ topicId, seq: head });
    }
    return open;
  }

  #release(open: OpenChannel, feed: Feed): void {
    open.feeds.delete(feed);
    if (open.feeds.size > 0) return;
    open.collecting?.cancel();
    this.#channels.delete(open.channel.topicId);
    if (this.#channels.size > 0) return;
    this.#cancelPoll?.();
    this.#cancelPoll = undefined;
    this.#cancelTelling?.();
    this.#cancelTelling = undefined;
  }

  /** Follows a hint at once, and collects those that come soon after it. */
  #advance(open: OpenChannel): void {
    open.channel.advance().catch(this.#onError);
    const collecting = {
      isHinted: false,
      cancel: this.#timers.after(this.#coalesceMs, () => {
        open.collecting = undefined;
        if (collecting.isHinted) this.#advance(open);
      }),
    };
    open.collecting = collecting;
  }

  async #poll(): Promise<void> {
    this.#cancelPoll = undefined;
    try {
      const heads = await readHeads(this.#store, [...this.#channels.keys()]);
      for (const head of heads) this.hint(head);
    } catch (error) {
      this.#onError(error);
    }
    if (this.#channels.size > 0) this.#pollLater();
  }

  #pollLater(): void {
    this.#cancelPoll ??= this.#timers.after(this.#pollMs, () => void this.#poll());
  }

  /** One timer for all feeds: each hears within twice the time how far its journal has come. */
  #tellQuietLater(): void {
    this.#cancelTelling ??= this.#timers.after(this.#keepAliveMs, () => {
      this.#cancelTelling = undefined;
      for (const { channel } of [...this.#channels.values()]) channel.tellQuiet();
      if (this.#channels.size > 0) this.#tellQuietLater();
    });
  }
}
