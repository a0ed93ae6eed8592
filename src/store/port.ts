/**
 * The port between Junjo and a database: what a dialect has to give. Statements are SQL that both
 * databases understand, with parameters as ?1, ?2 ...; where they differ, a fragment of the dialect
 * is written into them. Whoever implements this port, and passes the conformance suite, has a store.
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

export interface SqlWriter {
  /**
   * Runs one statement whose answer nobody needs, after all that were given before. Resolves when the
   * next may be given; that it failed may show only later, in what the transaction rejects with.
   */
  write(sql: string, parameters: readonly SqlValue[]): Promise<void>;
}

/** One transaction of a writer. It ends with the work that it was opened for. */
export interface Transaction extends SqlReader, SqlWriter {
  /** Runs statements without parameters and without answer: the text of a migration. */
  script(sql: string): Promise<void>;
  /**
   * Runs a statement that selects one row of one table, and has that row for this transaction alone
   * until it ends. The time is taken once the row is held.
   */
  lockRow<Row extends object>(
    sql: string,
    parameters: readonly SqlValue[],
  ): Promise<LockedRow<Row>>;
  /** The database's clock, epoch milliseconds. */
  now(): Promise<number>;
}

export interface LockedRow<Row> {
  /** Undefined when there is no such row. */
  readonly row: Row | undefined;
  /** The database's clock, epoch milliseconds. */
  readonly now: number;
}

/** The fragments in which the databases' SQL differs. */
export interface Dialect {
  /**
   * A table expression for rows passed as one JSON parameter: an array of arrays, whose values are
   * in the order of the columns.
   */
  rows(parameter: string, columns: Columns): string;
  /** Joins the rows of a table whose keys a select gives for each of the rows before. */
  joinSelected(selected: Selected): string;
  /** Joins the rows of a table that match each of the rows before, which are gone through one by one. */
  joinEach(matching: Matching): string;
  /**
   * The condition that a column has a value of the rows that are passed, where these say which rows of
   * a table are written: each is looked up by an index, and nothing else comes into question.
   */
  isSame(column: string, value: string): string;
  /**
   * Whether ClaimableUnit and HeldUnit are tables, which are written with the Units that they follow from;
   * otherwise they are views of Units.
   */
  readonly hasLookupTables: boolean;
  /** A statement that deletes the rows of a table that have keys which are passed. */
  deleteEach(deletion: Deletion): string;
}

/** The rows of a table for which a condition holds, which may look at all that is joined before. */
export interface Matching {
  readonly table: string;
  readonly alias: string;
  readonly on: string;
}

/** The rows of a table that have one of the keys. */
export interface Deletion {
  readonly table: string;
  /** The columns of the key that differ. */
  readonly key: Columns;
  /** Those that are the same of all these rows, each with the parameter that has its value. */
  readonly once: Readonly<Record<string, string>>;
  /** A table expression for the keys, with columns of the same names. */
  readonly keys: string;
}

/** The rows of a table whose keys a select gives, which may look at all that is joined before. */
export interface Selected {
  readonly table: string;
  readonly alias: string;
  /** Which columns the select gives. @default ['id'] */
  readonly key?: readonly string[];
  readonly select: string;
}

export interface Store extends SqlReader, Dialect {
  readonly dialect: 'sqlite' | 'postgresql';
  /** For people: the kind of database and where it is, without its password. */
  readonly description: string;
  /** How many transactions may be under way at once; on different Topics, they do not wait for each other. */
  readonly transactionCountMax: number;
  /**
   * The database's clock, epoch milliseconds, as far as it is known here: it says when to look, and
   * what people are shown. What is decided, is by the time that a transaction takes; or before it by this,
   * and decided anew if the transaction's is behind it.
   */
  now(): number;
  /**
   * Does the work in one transaction. Resolves when the commit is on stable storage. Rejects with
   * what the work threw, and then nothing has changed; with a CommitUnknown when nothing can tell
   * whether the commit happened; with a DatabaseUnavailable when the database could not be reached
   * for some time, and then nothing has changed. Where a connection is lost, or others were in the
   * way, the work is done again from its beginning: it must not change anything but by its transaction.
   */
  transaction<T>(work: (transaction: Transaction) => Promise<T>): Promise<T>;
  /** How the record of migrations is kept. */
  readonly migrations: MigrationRecord;
  /** What servers on one database tell each other; undefined where there can only be one. */
  readonly hints: HintLine | undefined;
  /** Copies of the whole database while it is in use; not there where the database has its own. */
  readonly copies?: DatabaseCopies;
  /** Ends the store; everything committed is in the database's own files. */
  close(): Promise<void>;
}

/** Short messages between all servers on one database. One may be lost or late, and nothing depends on it. */
export interface HintLine {
  /** Tells all others; at most 7,000 bytes. Never fails. */
  send(message: string): void;
  /** Hears the others from now on; answers how to stop. */
  listen(listener: (message: string) => void): () => void;
}

/** Prisma's record of migrations in this dialect. */
export interface MigrationRecord {
  /** Where the committed migrations are. */
  readonly folder: URL;
  /** Keeps other servers out until the transaction ends; undefined where a transaction is alone anyway. */
  readonly lock: string | undefined;
  /** Selects the `name` of each table that is there. */
  readonly listTables: string;
  /** Creates the table as Prisma does, so that either may come first. */
  readonly createTable: string;
  /** The expression for an instant given as a parameter in epoch milliseconds. */
  instant(parameter: string): string;
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

/** The database could not be reached, or was busy with others, for as long as one waits. Nothing has changed. */
export class DatabaseUnavailable extends Error {
  override readonly name = 'DatabaseUnavailable';
}
