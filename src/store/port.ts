/**
 * The port between Junjo and a database: what a dialect has to give. Statements are SQL that both
 * databases understand, with parameters as ?1, ?2 ...; the `rows` fragment of a dialect is where
 * they differ. Whoever implements this port has a store.
 */
import type { FileHandle } from 'node:fs/promises';

export type SqlValue = string | number | null;

export type ColumnType = 'text' | 'integer' | 'real';

/** The columns of rows that are passed to a statement as one JSON parameter, in order. */
export type Columns = Readonly<Record<string, ColumnType>>;

export interface SqlReader {
  /** Runs one statement and answers its rows; the caller names the shape of the columns it selects. */
  query<Row extends object>(sql: string, parameters?: readonly SqlValue[]): Promise<readonly Row[]>;
}

/** One transaction of the writer. It ends with the work that it was opened for. */
export interface Transaction extends SqlReader {
  /** Runs statements without parameters and without answer: the text of a migration. */
  script(sql: string): Promise<void>;
}

export interface Store extends SqlReader {
  readonly dialect: 'sqlite' | 'postgresql';
  /** For people: the kind of database and where it is. */
  readonly description: string;
  /** The database's clock, in epoch milliseconds. */
  now(): number;
  /**
   * A table expression for rows passed as one JSON parameter: an array of arrays, whose values are
   * in the order of the columns.
   */
  rows(parameter: string, columns: Columns): string;
  /**
   * Does the work in one transaction that is alone in writing. Resolves when the commit is on
   * stable storage. Rejects with what the work threw, and then nothing has changed; with a
   * CommitUnknown when the connection was lost during the commit.
   */
  transaction<T>(work: (transaction: Transaction) => Promise<T>): Promise<T>;
  /** Copies of the whole database while it is in use; not there where the database has its own. */
  readonly copies?: DatabaseCopies;
  /** Ends the store; everything committed is in the database's own files. */
  close(): Promise<void>;
}

export interface DatabaseCopies {
  /** The folder that has room for them: the one of the database. */
  readonly folder: string;
  /**
   * Writes the database, in a state that it had after the call, into a file that is open and empty,
   * and syncs it. One copy is made at a time; rejects with a CopyRefused otherwise.
   */
  into(target: FileHandle, signal?: AbortSignal): Promise<void>;
}

/** No copy was made; the message says why. */
export class CopyRefused extends Error {
  override readonly name = 'CopyRefused';
  readonly code: 'BACKUP_UNDER_WAY' | 'BACKUP_NO_ROOM' | 'DRAINING';

  constructor(code: CopyRefused['code'], message: string) {
    super(message);
    this.code = code;
  }
}

/** The commit was sent and its answer never came: it may have happened or not. */
export class CommitUnknown extends Error {
  override readonly name = 'CommitUnknown';
}
