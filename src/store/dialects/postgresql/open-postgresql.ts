/**
 * PostgreSQL as a store, by `pg`: connections that write, in transactions that lock their Topic first,
 * connections that only read, and one for hints. Any number of servers may be on one database. A
 * database that could lose what it has acknowledged is refused.
 */
import { randomBytes } from 'node:crypto';
import type pg from 'pg';
import type { SqlValue, Store } from '../../port.ts';
import { Connections } from './connections.ts';
import { DatabaseClock } from './database-clock.ts';
import { EarlyStatistics } from './early-statistics.ts';
import {
  deleteEach,
  isSame,
  joinEach,
  joinSelected,
  migrationRecord,
  postgresqlRows,
} from './fragments.ts';
import { openHintLine } from './hint-line.ts';
import { patienceMsByDefault, readPatiently } from './patience.ts';
import { clockMs } from './run.ts';
import { answerMsFor, type SessionOptions } from './session.ts';
import { Statements } from './statements.ts';
import { Writers } from './writers.ts';

export interface PostgresqlStore extends Store {
  readonly dialect: 'postgresql';
  /** The connections that read; Prisma's reads share them. */
  readonly readers: pg.Pool;
  /** Resolves when hints can be heard; nothing has to wait for that. */
  readonly hintsOpened: Promise<void>;
}

export interface PostgresqlOptions {
  /** `postgresql://user:password@host:port/database` */
  readonly url: string;
  /** The clock to go by instead of the database's, epoch milliseconds; for tests. */
  readonly now?: (() => number) | undefined;
  /** At most, from 3: half of them write, half read, and one is for hints. @default 17 */
  readonly connectionCountMax?: number | undefined;
  /** How long one statement may take, milliseconds. @default 3500 */
  readonly statementMs?: number | undefined;
  /** For how long is tried again what a lost connection did not do, milliseconds. @default 15000 */
  readonly patienceMs?: number | undefined;
}

export async function openPostgresql(options: PostgresqlOptions): Promise<PostgresqlStore> {
  const { url, now, connectionCountMax = 17, statementMs = 3_500 } = options;
  const { patienceMs = patienceMsByDefault } = options;
  const halfCount = Math.floor((connectionCountMax - 1) / 2);
  const session: SessionOptions = { url, isReadOnly: false, statementMs };
  const connections = new Connections(session, halfCount);
  const { readers } = connections;
  const description = describe(url);
  const clock = new DatabaseClock();
  const setClock = () => clock.set(() => readClock(readers));
  try {
    await refuseUnsafe(readers, description);
    await setClock();
  } catch (error) {
    await readers.end();
    throw error instanceof DatabaseUnsafe ? error : new DatabaseUnreachable(description, error);
  }
  const statistics = new EarlyStatistics(connections);
  const timer = setInterval(() => {
    setClock().catch(() => undefined);
    void statistics.gather();
  }, lookEveryMs).unref();
  const statements = new Statements();
  const serverId = randomBytes(9).toString('base64url');
  const writers = new Writers({
    ...{ connections, statements, clock, now, serverId, patienceMs },
    answerMs: answerMsFor(statementMs),
  });
  const hints = openHintLine(session, serverId);
  return {
    dialect: 'postgresql',
    description,
    transactionCountMax: halfCount,
    readers,
    hintsOpened: hints.opened,
    now: now ?? (() => clock.now()),
    rows: postgresqlRows,
    joinSelected,
    joinEach,
    isSame,
    hasLookupTables: true,
    deleteEach,
    migrations: migrationRecord,
    hints,
    query: async <Row extends object>(sql: string, parameters: readonly SqlValue[] = []) =>
      await readPatiently(() => statements.run<Row>(readers, sql, parameters), {
        patienceMs,
        onLost: () => connections.noteLoss(),
      }),
    transaction: (work) => writers.transaction(work),
    close: async () => {
      clearInterval(timer);
      await hints.close();
      await writers.close();
      await readers.end();
    },
  };
}

/** How often the database's clock is asked for, which each commit tells as well; and new tables are. */
const lookEveryMs = 5_000;

async function readClock(readers: pg.Pool): Promise<number> {
  const { rows } = await readers.query<{ at: number }>(`SELECT ${clockMs} AS "at"`);
  return rows[0]?.at ?? Number.NaN;
}

/** The database could lose what it has acknowledged, or does not understand the statements. */
export class DatabaseUnsafe extends Error {
  override readonly name = 'DatabaseUnsafe';
}

export class DatabaseUnreachable extends Error {
  override readonly name = 'DatabaseUnreachable';

  constructor(description: string, cause: unknown) {
    const why = cause instanceof Error ? cause.message : String(cause);
    super(
      `${description} cannot be used: ${why}. Check that PostgreSQL runs there, and the name, user and password in the URL.`,
      { cause },
    );
  }
}

async function refuseUnsafe(readers: pg.Pool, description: string): Promise<void> {
  const { rows } = await readers.query<Record<string, string>>(
    `SELECT current_setting('fsync') AS "fsync", current_setting('full_page_writes') AS "full_page_writes",
       current_setting('synchronous_commit') AS "synchronous_commit",
       current_setting('server_version_num') AS "version"`,
  );
  const settings = rows[0] ?? {};
  const off = ['fsync', 'full_page_writes', 'synchronous_commit'].filter(
    (name) => settings[name] === 'off',
  );
  if (off.length > 0) {
    throw new DatabaseUnsafe(
      `${description} has ${off.join(' and ')} switched off, so it may lose what it has acknowledged. Switch ${off.length > 1 ? 'them' : 'it'} on.`,
    );
  }
  if (Number(settings['version']) < 130_000) {
    throw new DatabaseUnsafe(`${description} is older than PostgreSQL 13. Use 13 or newer.`);
  }
}

/** Where it is, without the password. */
function describe(url: string): string {
  const { hostname, port, pathname, searchParams } = new URL(url);
  const host = searchParams.get('host') ?? hostname;
  return `postgresql ${host}${port === '' ? '' : `:${port}`}${pathname}`;
}
