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
import { CommitUnknown } from '../../port.ts';
import type { Connections } from './connections.ts';
import { faultKindOf } from './database-fault.ts';
import { orRetry, patiently, Retry, retryOf } from './patience.ts';
import { Run, type RunOptions, type Work, type Writer } from './run.ts';

export interface WritersOptions extends RunOptions {
  readonly connections: Connections;
  /** Names this process among all that write. */
  readonly serverId: string;
  /** For how long a transaction is tried again, milliseconds. */
  readonly patienceMs: number;
}

export class Writers {
  readonly #options: WritersOptions;
  readonly #writers = new WeakMap<pg.PoolClient, Writer>();
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
    try {
      const result = await run.do(work).catch(async (error: unknown) => {
        await run.rollback();
        if (run.isLost) this.#options.connections.letGo(client);
        throw run.faultOf(error);
      });
      await this.#commit(run, client);
      return result;
    } finally {
      client.release(!run.hasEnded);
    }
  }

  /** Throws when the commit is known not to have happened, and when that cannot be known. */
  async #commit(run: Run, client: pg.PoolClient): Promise<void> {
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

  #writerOf(client: pg.PoolClient): Writer {
    let writer = this.#writers.get(client);
    if (writer === undefined) {
      this.#writerCount += 1;
      writer = { id: `${this.#options.serverId}/${this.#writerCount}`, commitCount: 0 };
      this.#writers.set(client, writer);
    }
    return writer;
  }
}

/** For how long rows of connections are kept that are not used any more. */
const keptMs = 7 * 24 * 3_600_000;
