/**
 * What one subscriber follows when several messages may come of what a feed delivers at once. It
 * pulls: the next messages are only looked for when those before have been taken.
 */
import type { MessageSequence } from './message-sequence.ts';

export interface SequenceFeedOptions<Message> {
  /** The next messages, once there is something to tell; undefined when there are no more. */
  readonly next: () => Promise<MessageSequence<Message> | undefined>;
  /** Leaves what is followed: whoever waits for it is told that there is no more. */
  readonly leave: () => Promise<unknown> | undefined;
  /** Whether a message is left out, because it says nothing to this subscriber. */
  readonly passes?: (message: Message) => boolean;
}

type Pulled<Message> = IteratorResult<Message, undefined>;

export class SequenceFeed<Message> implements AsyncIterableIterator<Message, undefined> {
  readonly #options: SequenceFeedOptions<Message>;
  #messages: { readonly of: MessageSequence<Message>; place: number } | undefined;
  #lastPull: Promise<unknown> = Promise.resolve();
  #isClosed = false;

  constructor(options: SequenceFeedOptions<Message>) {
    this.#options = options;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  next(): Promise<Pulled<Message>> {
    const pull = this.#lastPull.then(() => this.#pull());
    this.#lastPull = pull.catch(() => undefined);
    return pull;
  }

  async return(): Promise<Pulled<Message>> {
    this.#isClosed = true;
    await this.#options.leave();
    return ended;
  }

  async throw(error: unknown): Promise<Pulled<Message>> {
    await this.return();
    throw error;
  }

  async #pull(): Promise<Pulled<Message>> {
    while (!this.#isClosed) {
      const message = await this.#nextOfSequence();
      if (this.#isClosed) break;
      if (message === undefined) {
        const sequence = await this.#options.next();
        if (sequence === undefined) break;
        this.#messages = { of: sequence, place: 0 };
      } else if (this.#options.passes?.(message) !== true) {
        return { done: false, value: message };
      }
    }
    return ended;
  }

  async #nextOfSequence(): Promise<Message | undefined> {
    const messages = this.#messages;
    if (messages === undefined) return undefined;
    const message = await messages.of.at(messages.place);
    messages.place += 1;
    if (message === undefined) this.#messages = undefined;
    return message;
  }
}

const ended: { readonly done: true; readonly value: undefined } = { done: true, value: undefined };
