/**
 * The connections to PostgreSQL: those that write and those that only read. They go one way, so they
 * are lost together; and that a connection is half open shows only when an answer has not come for a
 * long time. So when one is found lost, those that nobody uses are given up at once: whoever came next
 * would wait as long as the one before to find out the same about another.
 */
import pg from 'pg';
import { Retry } from './patience.ts';
import { clientConfig, prepareSession, type SessionOptions } from './session.ts';

export class Connections {
  readonly readers: pg.Pool;
  readonly writers: pg.Pool;
  #givenUpAt = Number.NEGATIVE_INFINITY;

  /** @param countMax how many write, and how many read, at most */
  constructor(session: Omit<SessionOptions, 'isReadOnly'>, countMax: number) {
    this.readers = openPool({ ...session, isReadOnly: true }, countMax);
    this.writers = openPool({ ...session, isReadOnly: false }, countMax);
  }

  /** Does what uses one of them, and learns from it when that was lost. */
  async learnFrom<Answer>(attempt: () => Promise<Answer>): Promise<Answer> {
    try {
      return await attempt();
    } catch (error) {
      if (error instanceof Retry && error.kind === 'LOST') this.giveUpIdle();
      throw error;
    }
  }

  /** One was lost. */
  giveUpIdle(): void {
    const now = performance.now();
    // Those that were lost together are found lost together: once is enough for all of them.
    if (now - this.#givenUpAt < togetherMs) return;
    this.#givenUpAt = now;
    for (const pool of [this.readers, this.writers]) {
      for (let left = pool.idleCount; left > 0; left -= 1) {
        pool.connect().then(
          (client) => {
            // To say goodbye over it would wait for an answer as well.
            client.connection.stream.destroy();
            client.release(true);
          },
          // There is nothing to give up where none could be had.
          () => undefined,
        );
      }
    }
  }
}

const togetherMs = 500;

/** A pool whose connections are set up before anybody uses them. */
function openPool(session: SessionOptions, countMax: number): pg.Pool {
  const pool = new pg.Pool({
    ...clientConfig(session),
    max: countMax,
    idleTimeoutMillis: 60_000,
    onConnect: (client) => prepareSession(client, session),
  });
  // That a connection is lost is told to whoever waits for an answer over it, and to nobody else: an
  // event that nobody hears would end the process.
  pool.on('connect', (client) => client.on('error', () => undefined));
  pool.on('error', () => undefined);
  return pool;
}
