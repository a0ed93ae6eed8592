/**
 * A store of one's own: SQLite by another road, with a connection that writes and one that reads. It
 * is what a server needs of a database, and about as short as it can be.
 */
import type { Columns, MigrationRecord, SqlReader, Store, Transaction } from 'junjo/testing';
import Database from 'libsql';

/** @param now the clock, epoch milliseconds */
export function openOwnStore(path: string, now: () => number): Store {
  const writer = connect(
    path,
    'PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON',
  );
  const reader = connect(path, 'PRAGMA query_only = ON');
  const transaction = transactionOn(writer, now);
  let last: Promise<unknown> = Promise.resolve();
  return {
    dialect: 'sqlite',
    description: `SQLite of one's own at ${path}`,
    transactionCountMax: 1,
    now,
    rows,
    joinSelected: ({ table, alias, key = ['id'], select }) =>
      `JOIN "${table}" ${alias} ON (${listOf(key, `${alias}.`)}) IN (${select})`,
    joinEach: ({ table, alias, on }) => `CROSS JOIN "${table}" ${alias} ON ${on}`,
    isSame: (column, value) => `${column} = ${value}`,
    hasLookupTables: false,
    deleteEach: ({ table, key, keys, once }) =>
      `DELETE FROM "${table}" WHERE ${sameOf(once)}(${listOf(Object.keys(key))}) IN (SELECT ${typed(key)} FROM ${keys} AS r)`,
    migrations,
    hints: undefined,
    ...readerOf(reader),
    transaction: (work) => {
      const next = last.then(() => runAlone(writer, () => work(transaction)));
      last = next.catch(() => undefined);
      return next;
    },
    close: async () => {
      await last;
      reader.close();
      writer.close();
    },
  };
}

async function runAlone<T>(writer: Database.Database, work: () => Promise<T>): Promise<T> {
  writer.exec('BEGIN IMMEDIATE');
  try {
    const result = await work();
    writer.exec('COMMIT');
    return result;
  } catch (error) {
    if (writer.inTransaction) writer.exec('ROLLBACK');
    throw error;
  }
}

function transactionOn(writer: Database.Database, now: () => number): Transaction {
  const { query } = readerOf(writer);
  return {
    query,
    write: async (sql, parameters) => void (await query(sql, parameters)),
    script: (sql) => Promise.resolve(sql).then((text) => void writer.exec(text)),
    // Nobody else writes while a transaction is under way, so every row is locked.
    lockRow: async <Row extends object>(...select: Parameters<Transaction['lockRow']>) => {
      const [row] = await query<Row>(...select);
      return { row, now: now() };
    },
    now: () => Promise.resolve(now()),
  };
}

function readerOf(connection: Database.Database): SqlReader {
  return {
    // What the driver throws becomes a rejection.
    query: <Row extends object>(sql: string, parameters: readonly unknown[] = []) =>
      Promise.resolve(connection).then((database) => {
        const statement = database.prepare(sql);
        if (statement.reader) return statement.all(...parameters) as Row[];
        statement.run(...parameters);
        return [];
      }),
  };
}

function connect(path: string, pragmas: string): Database.Database {
  const connection = new Database(path);
  connection.exec(pragmas);
  return connection;
}

/** Rows from one JSON parameter, an array of arrays. */
function rows(parameter: string, columns: Columns): string {
  const values = Object.entries(columns).map(([name, type], index) => {
    const value = `value ->> ${index}`;
    return `${type === 'real' ? `CAST(${value} AS REAL)` : value} AS "${name}"`;
  });
  return `(SELECT ${values.join(', ')} FROM json_each(${parameter}))`;
}

const typed = (key: Columns) =>
  Object.entries(key).map(([name, type]) => `CAST("${name}" AS ${type})`);

/** Columns that are the same of all rows, each with its parameter. */
const sameOf = (once: Readonly<Record<string, string>>) =>
  Object.entries(once).reduce((all, [name, value]) => `"${name}" = ${value} AND ${all}`, '');

const listOf = (names: readonly string[], of = '') => names.map((name) => `${of}"${name}"`).join();

const migrations: MigrationRecord = {
  folder: new URL('prisma/migrations/', import.meta.resolve('junjo/package.json')),
  lock: undefined,
  listTables: `SELECT name AS "name" FROM sqlite_master WHERE type = 'table'`,
  createTable: `CREATE TABLE "_prisma_migrations" ("id" TEXT PRIMARY KEY NOT NULL,
    "checksum" TEXT NOT NULL, "finished_at" DATETIME, "migration_name" TEXT NOT NULL, "logs" TEXT,
    "rolled_back_at" DATETIME, "started_at" DATETIME NOT NULL DEFAULT current_timestamp,
    "applied_steps_count" INTEGER UNSIGNED NOT NULL DEFAULT 0)`,
  instant: (parameter) => parameter,
};
