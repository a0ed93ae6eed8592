/**
 * The live end of one Topic's journal, shared by all that follow the Topic in this process: the
 * newest Events are fetched from the journal once, kept in a bounded ring and handed to the tails
 * whose filters they match. Whoever is further behind than the ring reads the journal itself.
 *
 * The invariant: the ring holds the Events (`tail`, `head`] without a gap, and each tail has been
 * given all that match since it was opened.
 */
import type { Event } from '../domain/event.ts';
import type { Labels } from '../domain/labels.ts';
import { readEvents } from '../store/journal.ts';
import type { Store } from '../store/port.ts';
import { type EventFilter, filterKey } from './event-filter.ts';
import type { JobLabels } from './job-labels.ts';
import { RecentScans } from './recent-scans.ts';
import { Tail } from './tail.ts';
import { TailRoutes } from './tail-routes.ts';
import type { Timers } from './timers.ts';

export interface ChannelOptions {
  readonly store: Store;
  readonly topicId: string;
  /** The sequence number from which on Events are live. */
  readonly head: number;
  /** How many Events the ring keeps. */
  readonly ringSize: number;
  readonly labels: JobLabels;
  readonly timers: Timers;
}

export interface TailRequest {
  readonly filter: EventFilter;
  readonly batch: number;
  readonly throttleMs: number;
}

export class Channel {
  readonly topicId: string;
  readonly labels: JobLabels;
  /** What was read for those who are further behind. */
  readonly scans = new RecentScans();
  readonly #options: ChannelOptions;
  readonly #tails = new Map<string, Tail>();
  readonly #routes = new TailRoutes();
  #ring: Event[] = [];
  #head: number;
  #fetching: Promise<void> | undefined;

  constructor(options: ChannelOptions) {
    this.#options = options;
    this.topicId = options.topicId;
    this.labels = options.labels;
    this.#head = options.head;
  }

  /** The newest Event fetched. */
  get head(): number {
    return this.#head;
  }

  /** Joins the feeds that follow alike. */
  join({ filter, batch, throttleMs }: TailRequest): Tail {
    const key = tailKey({ filter, batch, throttleMs });
    let tail = this.#tails.get(key);
    if (tail === undefined) {
      const { timers, ringSize } = this.#options;
      const head = () => this.#head;
      tail = new Tail({ key, filter, batch, throttleMs, ringSize, timers, head });
      this.#tails.set(key, tail);
      this.#routes.add(tail);
    }
    tail.feedCount += 1;
    return tail;
  }

  /** A feed that joined follows no more. */
  leave(tail: Tail): void {
    tail.feedCount -= 1;
    if (tail.feedCount > 0) return;
    tail.close();
    this.#tails.delete(tail.key);
    this.#routes.remove(tail);
  }

  /** The Events after a position, or undefined when the ring no longer reaches back to it. */
  eventsAfter(seq: number): readonly Event[] | undefined {
    if (seq >= this.#head) return [];
    const first = this.#ring[0]?.seq;
    if (first === undefined || seq + 1 < first) return undefined;
    return this.#ring.slice(seq + 1 - first);
  }

  /** Fetches what the journal has by now and wakes whom it concerns; concurrent calls share it. */
  advance(): Promise<void> {
    this.#fetching ??= this.#fetch().finally(() => {
      this.#fetching = undefined;
    });
    return this.#fetching;
  }

  /** Has those for whom nothing came for a while told how far the journal has come. */
  tellQuiet(): void {
    this.scans.clear();
    for (const tail of this.#tails.values()) tail.tellQuiet();
  }

  async #fetch(): Promise<void> {
    const { store } = this.#options;
    for (;;) {
      const events = await readEvents(store, {
        topicId: this.topicId,
        after: this.#head,
        limit: fetchLimit,
      });
      // Looked at again after the labels were read: somebody may have come who follows by them.
      let labels: ReadonlyMap<string, Labels> | undefined;
      while (labels === undefined && this.#routes.hasLabels) labels = await this.labels.of(events);
      this.#append(events, labels);
      if (events.length < fetchLimit) return;
    }
  }

  #append(events: readonly Event[], labels: ReadonlyMap<string, Labels> | undefined): void {
    const [first] = events;
    const last = events.at(-1);
    if (first === undefined || last === undefined) return;
    if (first.seq > this.#head + 1) this.#leaveGap(first.seq - 1);
    this.#ring.push(...events);
    // Cut in large pieces: cutting one off the front at a time would move the whole ring.
    const { ringSize } = this.#options;
    if (this.#ring.length > 2 * ringSize) this.#ring = this.#ring.slice(-ringSize);
    this.#head = last.seq;
    const concerned = this.#routes.hand(events, labels);
    for (const tail of concerned) tail.settle();
  }

  /**
   * What came between was deleted before it was fetched. Whoever waits has not seen it, goes on from
   * where it is, and finds by the journal that it cannot.
   */
  #leaveGap(seq: number): void {
    this.#ring = [];
    this.scans.clear();
    for (const tail of this.#tails.values()) tail.leaveGap(seq);
  }
}

function tailKey({ filter, batch, throttleMs }: TailRequest): string {
  return `${batch} ${throttleMs} ${filterKey(filter)}`;
}

const fetchLimit = 500;
