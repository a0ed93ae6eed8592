/**
 * What one subscriber follows who wants to know what has changed, and not each Event of it. Like the
 * feed below it pulls: batches are taken until there is nothing newer, or enough for a message, and
 * what they change together is told once.
 *
 * The invariant: every change at or before the position of a message was told with it or before it.
 */
import type { Event } from '../domain/event.ts';
import type { Store } from '../store/port.ts';
import type { ChangeMessage } from './change-messages.ts';
import { type ChangeRequest, type ChangeSet, changesOf } from './change-set.ts';
import type { EventBatch } from './event-batch.ts';
import { SequenceFeed } from './sequence-feed.ts';

export interface ChangeFeedOptions {
  readonly store: Store;
  /** The Events that may say something of what is followed. */
  readonly events: AsyncIterator<EventBatch, undefined>;
  readonly request: ChangeRequest;
}

/** The first message comes at once, empty or not; later ones when there is something to tell. */
export function createChangeFeed(options: ChangeFeedOptions): SequenceFeed<ChangeMessage> {
  const collector = new ChangeCollector(options);
  return new SequenceFeed({
    next: async () => (await collector.collect())?.messages(options.store),
    leave: () => options.events.return?.(),
  });
}

class ChangeCollector {
  readonly #options: ChangeFeedOptions;
  #isBegun = false;
  /** The first Event that changed nothing since something was told. */
  #passed: Event | undefined;

  constructor(options: ChangeFeedOptions) {
    this.#options = options;
  }

  /** Takes batches until what they change is worth telling; undefined when there are no more. */
  async collect(): Promise<ChangeSet | undefined> {
    let set: ChangeSet | undefined;
    for (;;) {
      const { value: batch } = await this.#options.events.next();
      if (batch === undefined) return set;
      set = set === undefined ? this.#begin(batch) : set.plus(batch);
      this.#passed ??= batch.events[0];
      if (this.#isWorthTelling(set, batch)) {
        this.#isBegun = true;
        this.#passed = undefined;
        return set;
      }
      if (set.isEmpty) set = undefined;
    }
  }

  #begin(batch: EventBatch): ChangeSet {
    const { request } = this.#options;
    return changesOf(batch, this.#isBegun ? { ...request, initialId: undefined } : request);
  }

  #isWorthTelling(set: ChangeSet, batch: EventBatch): boolean {
    if (!set.isEmpty) return set.isCaughtUp || set.isFull;
    const last = batch.events.at(-1);
    if (!this.#isBegun || last === undefined || this.#passed === undefined) return true;
    return last.seq - this.#passed.seq >= passedCountMax || last.at - this.#passed.at >= passedMs;
  }
}

/** After how much that changes nothing its position is told, so that little has to be read again. */
const passedCountMax = 1_000;
const passedMs = 15_000;
