/**
 * Every command passes through a queue here. Where the database has one writer there is one queue, so
 * that one commit answers commands on all Topics; where it has many, each Topic has its own, because
 * Topics do not wait for each other there. Queues with nothing in them are not kept.
 */
import type { Command, Outcome } from '../domain/command.ts';
import { rejection } from '../domain/rejection.ts';
import type { CommitOptions } from './commit.ts';
import { CommitQueue, type Slots } from './commit-queue.ts';
import type { Settled } from './waiting-line.ts';

/** Commands waiting for their batch; beyond it new ones are refused, so that memory stays bounded. */
const waitingCountMax = 50_000;

export class CommitQueues {
  readonly #options: CommitOptions;
  readonly #slots: Slots;
  readonly #queues = new Map<string, { readonly queue: CommitQueue; waitingCount: number }>();
  #waitingCount = 0;

  constructor(options: CommitOptions) {
    this.#options = options;
    this.#slots = slotsOf(options.store.transactionCountMax);
  }

  /** Resolves with what has come of each, once it is on stable storage; there is at least one. */
  async add(topicId: string, commands: readonly Command[]): Promise<readonly Settled[]> {
    if (this.#waitingCount >= waitingCountMax) {
      return commands.map(() => ({ status: 'fulfilled', value: overloaded }));
    }
    const name = this.#options.store.transactionCountMax === 1 ? '' : topicId;
    let entry = this.#queues.get(name);
    if (entry === undefined) {
      entry = { queue: new CommitQueue(this.#options, this.#slots), waitingCount: 0 };
      this.#queues.set(name, entry);
    }
    this.#waitingCount += commands.length;
    entry.waitingCount += commands.length;
    try {
      return await entry.queue.add(topicId, commands);
    } finally {
      this.#waitingCount -= commands.length;
      entry.waitingCount -= commands.length;
      if (entry.waitingCount === 0) this.#queues.delete(name);
    }
  }

  /** Resolves when everything that was added has been answered. */
  async idle(): Promise<void> {
    while (this.#queues.size > 0) {
      await Promise.all([...this.#queues.values()].map(({ queue }) => queue.idle()));
    }
  }
}

function slotsOf(count: number): Slots {
  let freeCount = count;
  const waiting: (() => void)[] = [];
  return {
    take: () => {
      if (freeCount === 0) return new Promise((resolve) => waiting.push(resolve));
      freeCount -= 1;
      return Promise.resolve();
    },
    giveBack: () => {
      const next = waiting.shift();
      if (next === undefined) freeCount += 1;
      else next();
    },
    get areWanted() {
      return waiting.length > 0;
    },
  };
}

const overloaded: Outcome = {
  isAccepted: false,
  rejections: [
    rejection(
      'OVERLOADED',
      `${waitingCountMax} commands are waiting already. Nothing was changed; try again in a moment.`,
    ),
  ],
};
