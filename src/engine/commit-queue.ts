/**
 * A queue of commands on their way into the database: while one transaction is under way the next
 * batch collects, and one commit answers all of it. At rest a batch is one command; under load it is
 * hundreds, and the disk is synced once for all of them. While the database writes one batch, the next
 * is decided.
 */
import { isAlone } from '../commands/batch/decide-batch.ts';
import type { Command } from '../domain/command.ts';
import type { Topic } from '../domain/topic.ts';
import { Commit, type CommitOptions } from './commit.ts';
import { EarlyBatch } from './early-batch.ts';
import { nextTurn } from './turns.ts';
import { type Entry, type Settled, WaitingLine } from './waiting-line.ts';

/** Work of one batch, in Units; beyond it a transaction would hold up everybody else for too long. */
const batchWeightMax = 2_000;

/** Who lets transactions begin, so that there are no more of them at once than the store can have. */
export interface Slots {
  take(): Promise<void>;
  giveBack(): void;
  /** Whether others wait for one. */
  readonly areWanted: boolean;
}

export class CommitQueue {
  readonly #options: CommitOptions;
  readonly #slots: Slots;
  readonly #waiting = new WaitingLine();
  #run: Promise<void> | undefined;
  /** Resolves when all commits that have begun are answered. */
  #answered: Promise<void> = Promise.resolve();
  /** Those who wait for something to come. */
  #expecting: (() => void)[] = [];
  /** So many batches are not decided early, because that was in vain. */
  #lateBatchCount = 0;

  constructor(options: CommitOptions, slots: Slots) {
    this.#options = options;
    this.#slots = slots;
  }

  /** Resolves with what has come of each, once it is on stable storage. */
  add(topicId: string, commands: readonly Command[]): Promise<readonly Settled[]> {
    const answers = this.#waiting.add(topicId, commands);
    this.#tellOfArrival();
    this.#run ??= this.#drain();
    return answers;
  }

  /** Resolves when everything that was added has been answered. */
  async idle(): Promise<void> {
    while (this.#run !== undefined) await this.#run;
  }

  async #drain(): Promise<void> {
    let last: Commit | undefined;
    for (;;) {
      const hasEnded = last?.hasEnded !== false;
      if (this.#waiting.length > 0) last = await this.#next(last);
      else if (!hasEnded) await Promise.race([last?.ended, this.#arrival()]);
      else {
        await this.#answered;
        if (this.#waiting.length === 0) break;
      }
    }
    this.#run = undefined;
  }

  /** The commit of what waits; resolves when its statements are with the database. */
  async #next(last: Commit | undefined): Promise<Commit> {
    const topic = this.#topicForEarly(last);
    let commit: Commit;
    if (last !== undefined && topic !== undefined) commit = this.#beginEarly(last, topic);
    else {
      await last?.ended;
      commit = await this.#begin();
    }
    await commit.handedOver;
    // Where the database has committed by the next turn, there is nothing to do meanwhile.
    if (!commit.hasEnded) await nextTurn();
    return commit;
  }

  async #begin(): Promise<Commit> {
    await this.#slots.take();
    await this.#gather();
    const count = this.#waiting.countFor({
      weight: 0,
      fairWeight: this.#fairWeight(0),
      weightMax: batchWeightMax,
      canEnter: ({ command }) => !isAlone(command),
    });
    // What has to be alone is, so that it is one in any case.
    const entries = this.#waiting.take(Math.max(1, count));
    const commit = new Commit(this.#options, entries);
    this.#start(commit);
    return commit;
  }

  /**
   * Half of what there is to do, so that there is as much to decide as is being committed meanwhile. Those
   * who are answered together ask together again: were they all in one batch, nothing would be left to be
   * decided while that is committed.
   *
   * @param weight of what is in a batch already, or being committed
   */
  #fairWeight(weight: number): number {
    if (!this.#canBeEarly()) return Number.POSITIVE_INFINITY;
    return Math.max(fairWeightMin, (weight + this.#waiting.weight) / 2);
  }

  /**
   * Requests that have arrived by now get to enter the batch, and as long as each turn brings more of
   * them those do as well, for a short time: many clients that are answered together ask together again.
   */
  async #gather(): Promise<void> {
    const until = performance.now() + gatherMsMax;
    for (let count = -1; count < this.#waiting.length; ) {
      count = this.#waiting.length;
      await nextTurn();
      if (performance.now() > until) return;
    }
  }

  /** Has a slot. */
  #start(commit: Commit): void {
    void commit.ended.then(() => {
      this.#slots.giveBack();
      if (commit.wasEarlyInVain) this.#lateBatchCount = lateBatchCount;
    });
    const before = this.#answered;
    this.#answered = commit.run().then(() => before);
  }

  /** The Topic whose next batch can be decided before the last is committed, if there is one. */
  #topicForEarly(last: Commit | undefined): Topic | undefined {
    if (last === undefined || last.hasEnded) return undefined;
    this.#lateBatchCount = Math.max(0, this.#lateBatchCount - 1);
    const next = this.#waiting.first;
    if (next === undefined || !this.#canBeEarly() || isAlone(next.command)) return undefined;
    return last.left.get(next.topicId);
  }

  /** Whether what waits can be decided while something else is committed. */
  #canBeEarly(): boolean {
    // Where transactions wait for each other, all there is to gain is larger batches.
    return this.#lateBatchCount === 0 && !this.#slots.areWanted && this.#waiting.isOfOneTopic();
  }

  #beginEarly(before: Commit, topic: Topic): Commit {
    const { left } = before;
    before.isFollowed = true;
    const batch = new EarlyBatch(this.#options, topic);
    const entries: Entry[] = [];
    let isClosed = false;
    const collected = this.#collect(batch, { before, entries, isClosed: () => isClosed });
    // Whoever closes it hears of it.
    collected.catch(() => undefined);
    const commit = new Commit(this.#options, entries, {
      batch,
      isFounded: () => before.hasLeft(left),
      close: async () => {
        isClosed = true;
        this.#tellOfArrival();
        await collected;
      },
    });
    void before.ended.then(() => this.#slots.take()).then(() => this.#start(commit));
    return commit;
  }

  /** Has decided early what waits and what arrives, until no more is taken in. */
  async #collect(batch: EarlyBatch, { before, entries, isClosed }: Collecting): Promise<void> {
    const canEnter = ({ topicId, command }: Entry) =>
      topicId === batch.topicId && !isAlone(command);
    let weight = 0;
    for (;;) {
      const isLast = isClosed();
      const fairWeight = this.#fairWeight(before.weight + weight);
      const room = { weight, fairWeight, weightMax: batchWeightMax, canEnter };
      const portion = this.#waiting.take(this.#waiting.countFor(room));
      for (const entry of portion) {
        weight += entry.weight;
        entries.push(entry);
      }
      if (portion.length > 0) await batch.decide(portion.map(({ command }) => command));
      if (isLast) return;
      if (portion.length > 0) {
        await nextTurn();
        continue;
      }
      // Until something comes, or the transaction is there.
      if (weight >= preparedWeightMin && weight <= batchWeightMax) await batch.prepare();
      if (!isClosed()) await this.#arrival();
    }
  }

  /** Resolves when something comes to wait. */
  #arrival(): Promise<void> {
    return new Promise((resolve) => this.#expecting.push(resolve));
  }

  #tellOfArrival(): void {
    for (const resolve of this.#expecting.splice(0)) resolve();
  }
}

/** Whoever waits meanwhile should not notice. */
const gatherMsMax = 4;

/** What is less is decided and committed so soon that to divide it would only make more commits. */
const fairWeightMin = 200;

/** What is less is made ready in no time; what is larger than a batch should be, in portions as it is written. */
const preparedWeightMin = 50;

/** After a batch was decided early in vain, another server is probably at work on the Topic as well. */
const lateBatchCount = 20;

interface Collecting {
  /** What is being committed meanwhile. */
  readonly before: Commit;
  /** Those that are in, in their order. */
  readonly entries: Entry[];
  readonly isClosed: () => boolean;
}
