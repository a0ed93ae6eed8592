/**
 * A batch that is decided while the one before it is still being committed: over what that is going to
 * leave, and at the time that the database's clock is known to have reached. Whatever it has to read
 * waits for its transaction. Only under the Topic's lock can be said whether the Topic is as was
 * expected; if it is not, none of this counts.
 */
import type { Context } from '../commands/batch/handler.ts';
import type { Command } from '../domain/command.ts';
import type { Topic } from '../domain/topic.ts';
import { lockTopic } from '../store/command-rows.ts';
import type { LockedRow, SqlReader, Store, Transaction } from '../store/port.ts';
import type { Join } from './joining.ts';
import { type BatchResult, TopicBatch } from './topic-batch.ts';
import { Turns } from './turns.ts';
import type { WarmTopics } from './warm-rows.ts';

export interface EarlyBatchOptions {
  readonly store: Store;
  readonly context: Context;
  /** What the batch before has left is among it. */
  readonly warm: WarmTopics;
}

export class EarlyBatch {
  readonly #expected: Pick<Topic, 'id' | 'revision' | 'lastSeq'>;
  readonly #now: number;
  readonly #reader = new LateReader();
  readonly #turns = new Turns();
  readonly #batch: TopicBatch;

  /** @param topic as the batch before leaves it */
  constructor({ store, context, warm }: EarlyBatchOptions, topic: Topic) {
    const { id, revision, lastSeq } = topic;
    this.#expected = { id, revision, lastSeq };
    this.#now = store.now();
    this.#batch = new TopicBatch({
      ...{ store, context, topic },
      now: this.#now,
      warm: warm.take(id, revision),
      reader: this.#reader,
      turns: this.#turns,
      isAlone: false,
    });
  }

  get topicId(): string {
    return this.#expected.id;
  }

  /** Decides commands; those of a later call see what those of the former have made. */
  async decide(commands: readonly Command[]): Promise<void> {
    await this.#batch.decide(commands);
  }

  /** Makes ready what is to be written, while there is nothing else to do. */
  async prepare(): Promise<void> {
    await this.#batch.prepare();
  }

  /** Locks the Topic; answers whether it is as was expected. From then on can be read what is needed. */
  async enter(transaction: Transaction): Promise<boolean> {
    const isAsExpected = this.#isAsExpected(await lockTopic(transaction, this.topicId));
    if (isAsExpected) this.#reader.open(transaction);
    return isAsExpected;
  }

  /** Has those join who wait, and writes; resolves when all is with the database. */
  async finish(transaction: Transaction, join: Join): Promise<BatchResult> {
    await this.#batch.letJoin(join);
    return await this.#batch.write(this.#turns.between(transaction));
  }

  /** What waits to be read never will be. */
  abandon(): void {
    this.#reader.close();
  }

  #isAsExpected({ row, now }: LockedRow<Topic>): boolean {
    const { revision, lastSeq } = this.#expected;
    if (row?.revision !== revision || row.lastSeq !== lastSeq) return false;
    return this.#now <= now && now - this.#now <= staleMsMax;
  }
}

/** Leases begin at the time of a batch: it should not be long past when they are handed out. */
const staleMsMax = 500;

/** Reads in a transaction that is there only later. */
class LateReader implements SqlReader {
  #open: (transaction: Transaction) => void = () => undefined;
  #close: (fault: Error) => void = () => undefined;
  readonly #transaction: Promise<Transaction>;

  constructor() {
    this.#transaction = new Promise((resolve, reject) => {
      this.#open = resolve;
      this.#close = reject;
    });
    // Mostly nobody reads anything.
    this.#transaction.catch(() => undefined);
  }

  readonly query: SqlReader['query'] = async (sql, parameters) => {
    const transaction = await this.#transaction;
    return await transaction.query(sql, parameters);
  };

  open(transaction: Transaction): void {
    this.#open(transaction);
  }

  close(): void {
    this.#close(new Error('The batch is decided anew, over what the database has.'));
  }
}
