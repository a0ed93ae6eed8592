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
import type {
  Columns,
  Deletion,
  Matching,
  MigrationRecord,
  Selected,
  SqlValue,
  Store,
  Transaction,
} from '../../port.ts';
import { Connection } from './connection.ts';
import { createSqliteCopies } from './copy.ts';
import { holdDatabaseFile } from './file-hold.ts';
import { HeldWrites } from './held-writes.ts';

export interface SqliteStore extends Store {
  readonly dialect: 'sqlite';
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
    forgetStatistics(path);
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
  const values = Object.entries(columns).map(([name, type], index) => {
    const value = `value ->> ${index}`;
    // A fraction that happens to be whole would be calculated with as a whole number.
    return `${type === 'real' ? `CAST(${value} AS REAL)` : value} AS "${name}"`;
  });
  return `(SELECT ${values.join(', ')} FROM json_each(${parameter}))`;
}

/** By the keys, one after the other, which SQLite looks up as it comes upon them. */
function joinSelected({ table, alias, key = ['id'], select }: Selected): string {
  const columns = key.map((name) => `${alias}."${name}"`).join(', ');
  return `JOIN "${table}" ${alias} ON ${key.length > 1 ? `(${columns})` : columns} IN (${select})`;
}

/** CROSS JOIN keeps SQLite from beginning with the table. */
function joinEach({ table, alias, on }: Matching): string {
  return `CROSS JOIN "${table}" ${alias} ON ${on}`;
}

function isSame(column: string, value: string): string {
  return `${column} = ${value}`;
}

/** What comes out of JSON is of no type, and SQLite looks up only what is of the type of the column. */
function deleteEach({ table, key, keys, once }: Deletion): string {
  const same = Object.entries(once).map(([name, value]) => `"${name}" = ${value} AND `);
  const names = Object.keys(key).map((name) => `"${name}"`);
  const values = Object.entries(key).map(([name, type]) => `CAST(r."${name}" AS ${type})`);
  return `DELETE FROM "${table}" WHERE ${same.join('')}(${names}) IN (SELECT ${values} FROM ${keys} AS r)`;
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
    // One connection writes, and SQLite locks the whole file.
    transactionCountMax: 1,
    now,
    rows: sqliteRows,
    joinSelected,
    joinEach,
    isSame,
    hasLookupTables: false,
    deleteEach,
    migrations: migrationRecord,
    hints: undefined,
    query: async <Row extends object>(sql: string, parameters: readonly SqlValue[] = []) =>
      reader.query<Row>(sql, parameters),
    copies,
    transaction: (work) => alone(() => runTransaction({ writer, now }, work)),
    close: () => {
      closed ??= close();
      return closed;
    },
  };
}

async function runTransaction<T>(
  { writer, now }: Pick<Connections, 'writer' | 'now'>,
  work: (transaction: Transaction) => Promise<T>,
): Promise<T> {
  writer.script('BEGIN IMMEDIATE');
  const writes = new HeldWrites(writer);
  const query = <Row extends object>(sql: string, parameters: readonly SqlValue[] = []) => {
    writes.flush();
    return writer.query<Row>(sql, parameters);
  };
  const script = (sql: string) => {
    writes.flush();
    writer.script(sql);
  };
  try {
    const result = await work({
      query: async (sql, parameters) => query(sql, parameters),
      write: async (sql, parameters) => writes.add(sql, parameters),
      script: async (sql) => script(sql),
      // The transaction is alone in writing from its beginning, so every row is locked.
      lockRow: async <Row extends object>(sql: string, parameters: readonly SqlValue[]) => ({
        row: query<Row>(sql, parameters)[0],
        now: now(),
      }),
      now: async () => now(),
    });
    await writes.commit();
    return result;
  } catch (error) {
    writer.rollback();
    throw error;
  }
}

const migrationRecord: MigrationRecord = {
  folder: new URL('../../../../prisma/migrations/', import.meta.url),
  lock: undefined,
  listTables: `SELECT name AS "name" FROM sqlite_master
    WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'`,
  createTable: `CREATE TABLE "_prisma_migrations" (
    "id"                    TEXT PRIMARY KEY NOT NULL,
    "checksum"              TEXT NOT NULL,
    "finished_at"           DATETIME,
    "migration_name"        TEXT NOT NULL,
    "logs"                  TEXT,
    "rolled_back_at"        DATETIME,
    "started_at"            DATETIME NOT NULL DEFAULT current_timestamp,
    "applied_steps_count"   INTEGER UNSIGNED NOT NULL DEFAULT 0
)`,
  instant: (parameter) => parameter,
};

/**
 * What somebody else's ANALYZE has found: it counts for as long as the file lives, and indexes look bad
 * by it in which many rows begin alike. By a connection of its own, since those that were there when it
 * was found go on by it.
 */
function forgetStatistics(path: string): void {
  const connection = new Connection(path);
  connection.script('DROP TABLE IF EXISTS "sqlite_stat1"');
  connection.close();
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
