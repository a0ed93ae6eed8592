/**
 * The connections to PostgreSQL: those that write and those that only read. They go one way, so they
 * are lost together; and that a connection is half open shows only when an answer has not come for a
 * long time. So when one is found lost, those that nobody uses are given up at once: whoever came next
 * would wait as long as the one before to find out the same about another. And what a lost connection
 * still holds at the other end is let go at once, because everybody else waits for that.
 */
import { randomBytes } from 'node:crypto';
import pg from 'pg';
import type { SqlValue } from '../../port.ts';
import { clientConfig, prepareSession, type SessionOptions, within } from './session.ts';

export class Connections {
  /** Whoever reads tells when a connection was lost. */
  readonly readers: pg.Pool;
  readonly #writers: pg.Pool;
  readonly #writersKnown = new WeakMap<pg.ClientBase, KnownWriter>();
  readonly #statementMs: number;
  #lostAt = Number.NEGATIVE_INFINITY;
  #readersGivenUpAt = Number.NEGATIVE_INFINITY;

  /** @param countMax how many write, and how many read, at most */
  constructor(session: Omit<SessionOptions, 'isReadOnly'>, countMax: number) {
    this.#statementMs = session.statementMs;
    this.readers = openPool(countMax, { ...session, isReadOnly: true }, prepareSession);
    this.#writers = openPool(
      countMax,
      { ...session, isReadOnly: false },
      async (client, options) => {
        await prepareSession(client, options);
        // A name of its own: what PostgreSQL numbers may be numbered otherwise by what stands in between.
        const name = `junjo ${randomBytes(9).toString('base64url')}`;
        const text = `SET application_name = '${name}'`;
        await client.query({ text, ...within(options.statementMs) });
        this.#writersKnown.set(client, { name, openedAt: performance.now() });
      },
    );
  }

  /** A connection that writes, and was opened since one was lost. */
  async connectWriter(): Promise<pg.PoolClient> {
    for (;;) {
      const client = await this.#writers.connect();
      const known = this.#writersKnown.get(client);
      if (known === undefined || known.openedAt > this.#lostAt) return client;
      giveUp(client);
    }
  }

  /** One statement by itself over a connection that writes. */
  async write<Row extends object>(
    sql: string,
    values: readonly SqlValue[],
  ): Promise<readonly Row[]> {
    const client = await this.connectWriter();
    let isUsable = false;
    try {
      const query = { text: sql, values: [...values], ...within(this.#statementMs) };
      const { rows } = await client.query<Row>(query);
      isUsable = true;
      return rows;
    } finally {
      client.release(!isUsable);
    }
  }

  /** One was lost, whichever. */
  noteLoss(): void {
    const now = performance.now();
    this.#lostAt = now;
    // Those that were lost together are found lost together: once is enough for all of them.
    if (now - this.#readersGivenUpAt < togetherMs) return;
    this.#readersGivenUpAt = now;
    for (let left = this.readers.idleCount; left > 0; left -= 1) {
      // There is nothing to give up where none could be had.
      this.readers.connect().then(giveUp, () => undefined);
    }
  }

  /**
   * One was lost that writes, and may hold a Topic. PostgreSQL ends it: what it was about to commit is
   * then committed or never will be, and others need not wait until it has stood still for too long.
   */
  letGo(client: pg.ClientBase): void {
    this.noteLoss();
    const name = this.#writersKnown.get(client)?.name;
    if (name === undefined) return;
    this.write(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
       WHERE application_name = $1 AND usename = current_user`,
      [name],
    )
      // It is ended all the same, later: because it stands still.
      .catch(() => undefined);
  }

  async endWriters(): Promise<void> {
    await this.#writers.end();
  }
}

interface KnownWriter {
  /** By which PostgreSQL knows it. */
  readonly name: string;
  /** By the clock of this process. */
  readonly openedAt: number;
}

const togetherMs = 500;

/** To say goodbye over it would wait for an answer as well. */
function giveUp(client: pg.PoolClient): void {
  client.connection.stream.destroy();
  client.release(true);
}

type Prepare = (client: pg.ClientBase, session: SessionOptions) => Promise<void>;

/** A pool whose connections are set up before anybody uses them. */
function openPool(countMax: number, session: SessionOptions, prepare: Prepare): pg.Pool {
  const pool = new pg.Pool({
    ...clientConfig(session),
    // Whoever writes does not wait for one answer before sending the next, and looks after them itself.
    ...(session.isReadOnly ? {} : { pipeline: true, query_timeout: undefined }),
    max: countMax,
    idleTimeoutMillis: 60_000,
    onConnect: (client) => prepare(client, session),
  });
  // That a connection is lost is told to whoever waits for an answer over it, and to nobody else: an
  // event that nobody hears would end the process.
  pool.on('connect', (client) => client.on('error', () => undefined));
  pool.on('error', () => undefined);
  return pool;
}
