/**
 * SQLite as a store, by the synchronous `libsql` driver: one connection that writes, one that only
 * reads. Two things are made sure of at every open because losing them loses acknowledged work
 * silently: that a commit is synced to the disk (WAL with synchronous=FULL, verified after a first
 * write, since builds exist that lower it then), and that this process alone has the file open,
 * since only one connection may write and checkpoint.
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import Database from 'libsql';
import { compact } from '../../domain/compact.ts';
import {
  type Columns,
  CommitUnknown,
  type SqlValue,
  type Store,
  type Transaction,
} from '../port.ts';
import { createSqliteCopies } from './sqlite-copy.ts';
import { holdDatabaseFile } from './sqlite-file-hold.ts';

export interface SqliteStore extends Store {
  /** Where the database file is; Prisma's reads open it too. */
  readonly path: string;
}

export interface SqliteOptions {
  /** A file path, or undefined for a temporary file that goes with the process. */
  readonly path: string | undefined;
  /** The clock, epoch milliseconds. */
  readonly now: () => number;
}

export function openSqlite(options: SqliteOptions): SqliteStore {
  const folder = options.path === undefined ? mkdtempSync(join(tmpdir(), 'junjo-')) : undefined;
  const path = resolve(folder === undefined ? (options.path ?? '') : join(folder, 'junjo.db'));
  mkdirSync(dirname(path), { recursive: true });
  const release = holdDatabaseFile(path);
  try {
    const writer = openWriter(path);
    const reader = openReader(path);
    return createStore({ path, now: options.now, writer, reader }, () => {
      release();
      if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
    });
  } catch (error) {
    release();
    throw error;
  }
}

/** Values from one JSON parameter, an array of arrays. */
export function sqliteRows(parameter: string, columns: Columns): string {
  const values = Object.keys(columns).map((name, index) => `value ->> ${index} AS "${name}"`);
  return `(SELECT ${values.join(', ')} FROM json_each(${parameter}))`;
}

interface Connections {
  readonly path: string;
  readonly now: () => number;
  readonly writer: Connection;
  readonly reader: Connection;
}

function createStore(connections: Connections, release: () => void): SqliteStore {
  const { path, now, writer, reader } = connections;
  let lastTransaction: Promise<unknown> = Promise.resolve();
  const alone = <T>(work: () => T | Promise<T>): Promise<T> => {
    const next = lastTransaction.then(work);
    lastTransaction = next.catch(() => undefined);
    return next;
  };
  const copies = createSqliteCopies({ path, alone: (work) => alone(() => work(writer)) });
  const close = async () => {
    await copies.stop();
    await lastTransaction;
    reader.close();
    // The driver closes a connection only when its statements have been collected, which may be
    // never; so the log goes into the file here.
    writer.script('PRAGMA wal_checkpoint(TRUNCATE)');
    writer.close();
    await copies.close();
    release();
  };
  let closed: Promise<void> | undefined;
  return {
    dialect: 'sqlite',
    description: `sqlite ${path}`,
    path,
    now,
    rows: sqliteRows,
    query: async <Row extends object>(sql: string, parameters: readonly SqlValue[] = []) =>
      reader.query<Row>(sql, parameters),
    copies,
    transaction: (work) => alone(() => runTransaction(writer, work)),
    close: () => {
      closed ??= close();
      return closed;
    },
  };
}

async function runTransaction<T>(
  writer: Connection,
  work: (transaction: Transaction) => Promise<T>,
): Promise<T> {
  writer.script('BEGIN IMMEDIATE');
  let result: T;
  try {
    result = await work({
      query: async <Row extends object>(sql: string, parameters: readonly SqlValue[] = []) =>
        writer.query<Row>(sql, parameters),
      script: async (sql) => writer.script(sql),
    });
  } catch (error) {
    writer.rollback();
    throw error;
  }
  try {
    writer.script('COMMIT');
  } catch (error) {
    writer.rollback();
    throw new CommitUnknown('SQLite could not finish the commit.', { cause: error });
  }
  return result;
}

function openWriter(path: string): Connection {
  const writer = new Connection(path);
  writer.script('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON');
  // A write that changes nothing: the number is set to what it is.
  const version = Number(writer.setting('user_version'));
  writer.script(`BEGIN IMMEDIATE; PRAGMA user_version = ${version}; COMMIT`);
  const settings = {
    journal_mode: writer.setting('journal_mode'),
    synchronous: writer.setting('synchronous'),
    foreign_keys: writer.setting('foreign_keys'),
  };
  if (
    settings.journal_mode !== 'wal' ||
    settings.synchronous !== 2 ||
    settings.foreign_keys !== 1
  ) {
    writer.close();
    throw new Error(
      `SQLite does not keep ${path} as durable as Junjo promises (${JSON.stringify(settings)} instead of wal, 2, 1). Put the database on a local disk.`,
    );
  }
  return writer;
}

function openReader(path: string): Connection {
  const reader = new Connection(path);
  reader.script('PRAGMA query_only = ON; PRAGMA wal_autocheckpoint = 0');
  return reader;
}

/** A connection with its prepared statements. */
class Connection {
  readonly #database: Database.Database;
  readonly #statements = new Map<string, Prepared>();

  constructor(path: string) {
    // A reader may briefly hold off a checkpoint and nothing else: nobody but us writes.
    this.#database = new Database(path, { timeout: 5_000 });
  }

  query<Row extends object>(sql: string, parameters: readonly SqlValue[]): readonly Row[] {
    const { statement, layout } = this.#prepare(sql);
    if (layout === undefined) {
      statement.run([...parameters]);
      return [];
    }
    // Statements that answer are prepared to answer lists of values; see layoutOf.
    const rows = statement.all([...parameters]) as SqlValue[][];
    // The row's shape is what the statement selects; it stands beside the statement.
    return rowsOf(layout, rows) as Row[];
  }

  script(sql: string): void {
    this.#database.exec(sql);
  }

  setting(name: string): unknown {
    const [row] = this.query<Record<string, unknown>>(`PRAGMA ${name}`, []);
    return row?.[name];
  }

  rollback(): void {
    if (this.#database.inTransaction) this.#database.exec('ROLLBACK');
  }

  close(): void {
    this.#statements.clear();
    this.#database.close();
  }

  #prepare(sql: string): Prepared {
    let prepared = this.#statements.get(sql);
    if (prepared === undefined) {
      const statement = this.#database.prepare(sql);
      prepared = { statement, layout: statement.reader ? layoutOf(statement.raw()) : undefined };
      this.#statements.set(sql, prepared);
    }
    return prepared;
  }
}

interface Prepared {
  readonly statement: Database.Statement;
  /** Of the rows that the statement answers, if it answers any. */
  readonly layout: Layout | undefined;
}

/** The columns of a statement, and an empty row with them. */
interface Layout {
  readonly names: readonly string[];
  readonly row: Readonly<Record<string, SqlValue>>;
}

function layoutOf(statement: Database.Statement): Layout {
  const names = statement.columns().map(({ name }) => name);
  return { names, row: compact(Object.fromEntries(names.map((name) => [name, null]))) };
}

/**
 * Rows in their layout: the driver's own are made field by field, which costs as much as reading
 * them. Texts that repeat from row to row, such as states and the ids of parents, are kept once.
 */
function rowsOf(
  { names, row }: Layout,
  lists: readonly (readonly SqlValue[])[],
): Record<string, SqlValue>[] {
  const last: SqlValue[] = names.map(() => null);
  return lists.map((values) => {
    const filled = { ...row };
    for (let index = 0; index < names.length; index += 1) {
      const value = values[index] ?? null;
      if (value !== last[index]) last[index] = value;
      filled[names[index] ?? ''] = last[index] ?? null;
    }
    return filled;
  });
}
