/**
 * One transaction on one connection. What it is asked for goes out at once, without waiting for the
 * answers to what went before: the beginning with the first statement, and the COMMIT right behind what
 * is written. PostgreSQL answers in the same order, and does nothing more in a transaction of which a
 * statement has failed; it answers its COMMIT with ROLLBACK then. So it is that answer that counts.
 */
import type pg from 'pg';
import type { SqlValue, Transaction } from '../../port.ts';
import { lengthOf } from '../parameter-length.ts';
import { AnswerWatch } from './answer-watch.ts';
import type { DatabaseClock } from './database-clock.ts';
import { faultKindOf } from './database-fault.ts';
import { retryOf } from './patience.ts';
import type { Statements } from './statements.ts';

export type Work<T> = (transaction: Transaction) => Promise<T>;

export interface RunOptions {
  readonly statements: Statements;
  readonly clock: DatabaseClock;
  /** The clock to go by instead of the database's, epoch milliseconds; for tests. */
  readonly now: (() => number) | undefined;
  /** After how long without an answer a connection is taken for lost, milliseconds. */
  readonly answerMs: number;
}

/** A connection, as others know it. */
export interface Writer {
  readonly id: string;
  commitCount: number;
}

export class Run {
  readonly #client: pg.PoolClient;
  readonly #options: RunOptions;
  readonly #watch: AnswerWatch;
  readonly writer: Writer;
  #hasBegun = false;
  #hasEnded = false;
  #isMarked = false;
  /** Settles when all that was asked for until now has been answered. */
  #answered: Promise<unknown> = Promise.resolve();
  /** Of all parameters that were written and not answered, in characters. */
  #unansweredLength = 0;
  /** The first statement that failed. */
  #failure: unknown;

  constructor(client: pg.PoolClient, writer: Writer, options: RunOptions) {
    this.#client = client;
    this.writer = writer;
    this.#options = options;
    this.#watch = new AnswerWatch(client, options.answerMs);
  }

  /** Whether the connection is as it was before, and can be used for something else. */
  get hasEnded(): boolean {
    return this.#hasEnded || !this.#hasBegun;
  }

  /** Does the work. That all statements go well counts, and not whether the work says so. */
  async do<T>(work: Work<T>): Promise<T> {
    this.writer.commitCount += 1;
    const result = await work({
      query: (sql, parameters) => this.query(sql, parameters),
      write: (sql, parameters) => this.write(sql, parameters),
      script: (sql) => this.script(sql),
      lockRow: (sql, parameters) => this.lockRow(sql, parameters),
      now: () => this.now(),
    });
    if (this.#failure !== undefined) throw this.#failure;
    if (!this.#isMarked) await this.write(mark('?1', '?2', '?3'), this.#markParameters());
    return result;
  }

  async query<Row extends object>(sql: string, parameters: readonly SqlValue[] = []) {
    const { statements } = this.#options;
    return await this.#ask(() =>
      this.#watch.over(statements.run<Row>(this.#client, sql, parameters)),
    );
  }

  async write(sql: string, parameters: readonly SqlValue[]): Promise<void> {
    if (this.#failure !== undefined) throw this.#failure;
    const length = lengthOf(parameters);
    this.#unansweredLength += length;
    const noteAnswer = () => {
      this.#unansweredLength -= length;
    };
    // What it fails with is noted, and the transaction will fail with it.
    const answered = this.query(sql, parameters).then(noteAnswer, noteAnswer);
    if (this.#unansweredLength > unansweredLengthMax) await answered;
  }

  /** For migrations, which take as long as they take. */
  async script(sql: string): Promise<void> {
    const text = `SET LOCAL statement_timeout = 0; ${sql}`;
    await this.#ask(() => this.#client.query(text));
  }

  async lockRow<Row extends object>(sql: string, parameters: readonly SqlValue[]) {
    const next = (index: number) => `?${parameters.length + index}`;
    // What stands outside the locked select is told when the lock is held, and not before.
    const [found] = await this.query<Row & { readonly lockedAt: number }>(
      `WITH marked AS (${mark(next(1), next(2), next(3))}),
         locked AS MATERIALIZED (${sql} FOR NO KEY UPDATE)
       SELECT locked.*, ${clockMs} AS "lockedAt" FROM locked`,
      [...parameters, ...this.#markParameters()],
    );
    this.#isMarked = true;
    if (found === undefined) return { row: undefined, now: this.#options.clock.now() };
    const { lockedAt, ...row } = found;
    this.#options.clock.heard(lockedAt);
    // What is left is the row of the statement.
    return { row: row as object as Row, now: this.#options.now?.() ?? lockedAt };
  }

  async now(): Promise<number> {
    if (this.#options.now !== undefined) return this.#options.now();
    const [answer] = await this.query<{ readonly at: number }>(`SELECT ${clockMs} AS "at"`);
    if (answer === undefined) throw new Error('PostgreSQL did not tell the time.');
    this.#options.clock.heard(answer.at);
    return answer.at;
  }

  /** Rejects with what a statement failed with, or with that the answer is lost. */
  async commit(): Promise<void> {
    const { command } = await this.#watch.over(this.#client.query('COMMIT'));
    await this.#answered;
    this.#hasEnded = true;
    if (command === 'COMMIT') return;
    throw this.#failure ?? new Error(`PostgreSQL answered COMMIT with ${command}.`);
  }

  /** What the work failed with, or that it is worth doing again because of a statement. */
  faultOf(error: unknown): unknown {
    if (this.#failure === undefined || faultKindOf(this.#failure) === 'WRONG') return error;
    return retryOf(this.#failure);
  }

  /** Whether its connection was lost under it. */
  get isLost(): boolean {
    return this.#failure !== undefined && faultKindOf(this.#failure) === 'LOST';
  }

  async rollback(): Promise<void> {
    if (!this.#hasBegun) return;
    if (!this.isLost) {
      this.#hasEnded = await this.#watch.over(this.#client.query('ROLLBACK')).then(
        () => true,
        () => false,
      );
    }
    await this.#answered;
  }

  #markParameters(): readonly SqlValue[] {
    const { id, commitCount } = this.writer;
    return [id, commitCount, this.#options.clock.now()];
  }

  /** The first that is asked goes out together with the beginning. */
  #ask<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
    if (this.#hasBegun) return this.#noting(ask());
    this.#hasBegun = true;
    const { stream } = this.#client.connection;
    stream.cork();
    this.#noting(this.#watch.over(this.#client.query('BEGIN'))).catch(() => undefined);
    const answer = this.#noting(ask());
    stream.uncork();
    return answer;
  }

  async #noting<Answer>(answer: Promise<Answer>): Promise<Answer> {
    const noted = answer.catch((error: unknown) => {
      this.#failure ??= error;
      throw error;
    });
    this.#answered = noted.catch(() => undefined);
    return await noted;
  }
}

/** What waits to be sent is held in memory; beyond this, whoever writes waits. */
const unansweredLengthMax = 4_000_000;

/** Writes the number of the commit that this transaction is going to be. */
function mark(id: string, commitCount: string, usedAt: string): string {
  return `INSERT INTO "Writer" ("id", "commitCount", "usedAt") VALUES (${id}, ${commitCount}, ${usedAt})
    ON CONFLICT ("id") DO UPDATE
    SET "commitCount" = excluded."commitCount", "usedAt" = excluded."usedAt"`;
}

/** The database's clock as it goes, not as it was when the transaction began. */
export const clockMs = 'floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint';
