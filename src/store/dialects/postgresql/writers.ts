/**
 * The connections that write. Each has a row in the table Writer with the number of its last commit,
 * which is written by the transaction itself: so when the answer to a COMMIT is lost, that row tells
 * whether it happened. It is asked for on another connection, which waits for the transaction in doubt
 * to end, because that holds the row.
 *
 * The invariant: work is answered as done only if its commit is known to have happened, and done
 * again only if it is known that it has not.
 */
import type pg from 'pg';
import { CommitUnknown, type SqlValue, type Transaction } from '../../port.ts';
import type { Connections } from './connections.ts';
import type { DatabaseClock } from './database-clock.ts';
import { faultKindOf } from './database-fault.ts';
import { orRetry, patiently, Retry, retryOf } from './patience.ts';
import type { Statements } from './statements.ts';

export interface WritersOptions {
  readonly connections: Connections;
  readonly statements: Statements;
  readonly clock: DatabaseClock;
  /** The clock to go by instead of the database's, epoch milliseconds; for tests. */
  readonly now: (() => number) | undefined;
  /** Names this process among all that write. */
  readonly serverId: string;
  /** For how long a transaction is tried again, milliseconds. */
  readonly patienceMs: number;
}

type Work<T> = (transaction: Transaction) => Promise<T>;

export class Writers {
  readonly #options: WritersOptions;
  readonly #writers = new WeakMap<pg.ClientBase, Writer>();
  #writerCount = 0;

  constructor(options: WritersOptions) {
    this.#options = options;
  }

  async transaction<T>(work: Work<T>): Promise<T> {
    return await patiently(() => this.#try(work), this.#options.patienceMs);
  }

  /** Ends all connections. What tells of their commits goes too, and of those that others have left. */
  async close(): Promise<void> {
    const { serverId, connections } = this.#options;
    const usedBefore = this.#options.clock.now() - keptMs;
    await connections
      .write('DELETE FROM "Writer" WHERE ("id" > $1 AND "id" < $2) OR "usedAt" < $3', [
        `${serverId}/`,
        `${serverId}/~`,
        usedBefore,
      ])
      // Nobody asks for these rows any more; they take room, and the next server clears them away.
      .catch(() => undefined);
    await connections.endWriters();
  }

  async #try<T>(work: Work<T>): Promise<T> {
    const client = await orRetry(this.#options.connections.connectWriter());
    const run = new Run(client, this.#writerOf(client), this.#options);
    let isUsable = false;
    try {
      const result = await run.do(work).catch(async (error: unknown) => {
        isUsable = await run.rollback();
        if (run.isLost) this.#options.connections.letGo(client);
        throw run.faultOf(error);
      });
      await this.#commit(run, client);
      isUsable = true;
      return result;
    } finally {
      client.release(!isUsable);
    }
  }

  /** Throws when the commit is known not to have happened, and when that cannot be known. */
  async #commit(run: Run, client: pg.ClientBase): Promise<void> {
    try {
      await run.commit();
    } catch (error) {
      if (faultKindOf(error) !== 'LOST') throw retryOf(error);
      this.#options.connections.letGo(client);
      if (!(await this.#hasCommitted(run.writer, error))) throw new Retry('LOST', error);
    }
  }

  async #hasCommitted({ id, commitCount }: Writer, fault: unknown): Promise<boolean> {
    const { connections, clock, patienceMs } = this.#options;
    try {
      const ask = async () => {
        // Inserted where there is none as yet: so it waits for a transaction that is inserting it.
        const asked = connections.write<{ commitCount: number }>(
          `INSERT INTO "Writer" AS w ("id", "commitCount", "usedAt") VALUES ($1, 0, $2)
           ON CONFLICT ("id") DO UPDATE SET "usedAt" = excluded."usedAt" RETURNING w."commitCount"`,
          [id, clock.now()],
        );
        const [row] = await orRetry(asked);
        return row?.commitCount === commitCount;
      };
      return await patiently(ask, patienceMs);
    } catch (error) {
      throw new CommitUnknown(
        `PostgreSQL could not be asked whether a commit happened: ${error instanceof Error ? error.message : String(error)}`,
        { cause: fault },
      );
    }
  }

  #writerOf(client: pg.ClientBase): Writer {
    let writer = this.#writers.get(client);
    if (writer === undefined) {
      this.#writerCount += 1;
      writer = { id: `${this.#options.serverId}/${this.#writerCount}`, commitCount: 0 };
      this.#writers.set(client, writer);
    }
    return writer;
  }
}

/** A connection, as others know it. */
interface Writer {
  readonly id: string;
  commitCount: number;
}

/** One transaction on one connection. */
class Run {
  readonly #client: pg.ClientBase;
  readonly #options: Pick<WritersOptions, 'statements' | 'clock' | 'now'>;
  readonly writer: Writer;
  #isMarked = false;
  /** The first statement that failed; PostgreSQL does nothing more in this transaction then. */
  #failure: unknown;

  constructor(client: pg.ClientBase, writer: Writer, options: WritersOptions) {
    this.#client = client;
    this.writer = writer;
    this.#options = options;
  }

  /** Does the work. That all statements went well counts, and not whether the work says so. */
  async do<T>(work: Work<T>): Promise<T> {
    this.writer.commitCount += 1;
    await this.#watched(this.#client.query('BEGIN'));
    const result = await work({
      query: (sql, parameters) => this.query(sql, parameters),
      script: (sql) => this.script(sql),
      lockRow: (sql, parameters) => this.lockRow(sql, parameters),
      now: () => this.now(),
    });
    if (this.#failure !== undefined) throw this.#failure;
    if (!this.#isMarked) {
      await this.query(mark('?1', '?2', '?3'), this.#markParameters());
    }
    return result;
  }

  async query<Row extends object>(sql: string, parameters: readonly SqlValue[] = []) {
    const { statements } = this.#options;
    return await this.#watched(statements.run<Row>(this.#client, sql, parameters));
  }

  async script(sql: string): Promise<void> {
    await this.#watched(
      this.#client.query({ ...unhurried, text: `SET LOCAL statement_timeout = 0; ${sql}` }),
    );
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

  async commit(): Promise<void> {
    const { command } = await this.#client.query('COMMIT');
    if (command !== 'COMMIT') throw new Error(`PostgreSQL answered COMMIT with ${command}.`);
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

  /** Answers whether the connection can be used again. */
  async rollback(): Promise<boolean> {
    if (this.isLost) return false;
    return await this.#client.query('ROLLBACK').then(
      () => true,
      () => false,
    );
  }

  #markParameters(): readonly SqlValue[] {
    const { id, commitCount } = this.writer;
    return [id, commitCount, this.#options.clock.now()];
  }

  async #watched<Answer>(statement: Promise<Answer>): Promise<Answer> {
    try {
      return await statement;
    } catch (error) {
      this.#failure ??= error;
      throw error;
    }
  }
}

/** Writes the number of the commit that this transaction is going to be. */
function mark(id: string, commitCount: string, usedAt: string): string {
  return `INSERT INTO "Writer" ("id", "commitCount", "usedAt") VALUES (${id}, ${commitCount}, ${usedAt})
    ON CONFLICT ("id") DO UPDATE
    SET "commitCount" = excluded."commitCount", "usedAt" = excluded."usedAt"`;
}

/** The database's clock as it goes, not as it was when the transaction began. */
export const clockMs = 'floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint';

/** For migrations, which take as long as they take. */
const unhurried = { query_timeout: 24 * 3_600_000 };

/** For how long rows of connections are kept that are not used any more. */
const keptMs = 7 * 24 * 3_600_000;
