/**
 * Puts an export into an empty database. Everything happens in one transaction, so what goes wrong
 * half-way leaves the database as empty as it was; the rows pass in portions.
 */
import { fillLookupTables } from '../lookup-tables.ts';
import type { SqlReader, Store, Transaction } from '../port.ts';
import { columnNames, insertRows } from '../row-statements.ts';
import { takeTime } from '../snapshot.ts';
import { allTables, type KeyedTable, type PlainRow } from './all-tables.ts';
import { portionBytes, sizeOf } from './export-database.ts';
import {
  type ExportHead,
  exportFormat,
  type RowLine,
  readHead,
  readLine,
  type TableLine,
} from './export-format.ts';

export interface ImportOptions {
  /**
   * Reads the lines from the beginning, as parsed JSON. Called once more when the transaction has to
   * be done again.
   */
  readonly readLines: () => AsyncIterable<unknown>;
  /** The name of the history from now on. @default that of the export, so that cursors stay good */
  readonly logEpoch?: string | undefined;
  /** Looks at what was imported, before it is committed; what it answers is wrong with it. */
  readonly check: (reader: SqlReader) => Promise<readonly string[]>;
}

export type ImportRefusal =
  | 'NOT_AN_EXPORT'
  | 'EXPORT_OF_ANOTHER_VERSION'
  | 'EXPORT_INCOMPLETE'
  | 'DATABASE_NOT_EMPTY';

/** Nothing was imported; the message says why and what to do. */
export class ImportRefused extends Error {
  override readonly name = 'ImportRefused';
  readonly code: ImportRefusal;

  constructor(code: ImportRefusal, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** What the export holds does not agree with itself. Nothing was imported. */
export class ImportFaulty extends Error {
  override readonly name = 'ImportFaulty';
  readonly faults: readonly string[];

  constructor(faults: readonly string[]) {
    super(`${faults.length} faults were found in the export.`);
    this.faults = faults;
  }
}

/** Answers what the export said of itself. The database has this version's schema. */
export async function importDatabase(
  store: Store,
  { readLines, logEpoch, check }: ImportOptions,
): Promise<ExportHead> {
  return await store.transaction(async (transaction) => {
    await takeTime(store, transaction);
    await requireEmpty(transaction, store.description);
    const filling = new Filling(transaction, store);
    let head: ExportHead | undefined;
    for await (const line of readLines()) {
      if (head === undefined) head = requireHead(line);
      else await filling.take(line);
    }
    if (head === undefined) throw notAnExport('no line at all');
    filling.requireEnd();
    if (store.hasLookupTables) await fillLookupTables(transaction);
    await transaction.query('DELETE FROM "Installation"');
    await transaction.query(
      `INSERT INTO "Installation" ("id", "logEpoch", "createdAt") VALUES (1, ?1, ?2)`,
      [logEpoch ?? head.logEpoch, head.exportedAt],
    );
    const faults = await check(transaction);
    if (faults.length > 0) throw new ImportFaulty(faults);
    return head;
  });
}

/** Takes the lines after the first, one by one and in order. */
class Filling {
  readonly #transaction: Transaction;
  readonly #store: Store;
  readonly #rowCounts: Record<string, number> = {};
  #next = 0;
  #table: KeyedTable | undefined;
  #rows: PlainRow[] = [];
  #byteCount = 0;
  #hasEnded = false;

  constructor(transaction: Transaction, store: Store) {
    this.#transaction = transaction;
    this.#store = store;
  }

  async take(value: unknown): Promise<void> {
    const line = readLine(value);
    if (line === undefined || this.#hasEnded) throw notAnExport('a line that is none of an export');
    if (isRow(line)) return await this.#takeRow(line);
    await this.#flush();
    if ('table' in line) this.#begin(line);
    else this.#end(line.rowCounts);
  }

  requireEnd(): void {
    if (!this.#hasEnded) throw incomplete('it ends before its last line');
  }

  #begin({ table, columns }: TableLine): void {
    this.#table = allTables[this.#next];
    this.#next += 1;
    const expected = this.#table?.table;
    const names: readonly string[] = expected === undefined ? [] : columnNames(expected);
    if (table !== expected?.name || columns.join() !== names.join()) {
      throw new ImportRefused(
        'EXPORT_OF_ANOTHER_VERSION',
        `The export has a table ${table} (${columns.join(', ')}) where this version has ${expected?.name ?? 'none'} (${names.join(', ')}). Nothing was imported. Export again with this version of Junjo.`,
      );
    }
    this.#rowCounts[table] = 0;
  }

  async #takeRow(values: RowLine): Promise<void> {
    const table = this.#table?.table;
    if (table === undefined) throw notAnExport('a row before its table');
    const names = columnNames(table);
    if (values.length !== names.length)
      throw notAnExport(`a row of ${table.name} with other columns`);
    this.#rows.push(Object.fromEntries(names.map((name, index) => [name, values[index] ?? null])));
    this.#byteCount += sizeOf(values);
    if (this.#byteCount > portionBytes || this.#rows.length >= rowsPerPortion) await this.#flush();
  }

  async #flush(): Promise<void> {
    const table = this.#table?.table;
    if (table === undefined || this.#rows.length === 0) return;
    try {
      await insertRows(this.#transaction, this.#store, { table, rows: this.#rows });
      // That it failed may show only later; what is read next shows it now.
      await this.#transaction.query('SELECT 1 AS "one"');
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      throw incomplete(`the database does not take rows of ${table.name} (${why})`, error);
    }
    this.#rowCounts[table.name] = (this.#rowCounts[table.name] ?? 0) + this.#rows.length;
    this.#rows = [];
    this.#byteCount = 0;
  }

  #end(rowCounts: Readonly<Record<string, number>>): void {
    if (this.#next < allTables.length) throw incomplete(`it has ${this.#next} tables`);
    for (const [table, count] of Object.entries(this.#rowCounts)) {
      if (rowCounts[table] === count) continue;
      throw incomplete(`it has ${count} of ${rowCounts[table] ?? 0} rows of ${table}`);
    }
    this.#hasEnded = true;
  }
}

const rowsPerPortion = 2_000;

function isRow(line: TableLine | RowLine | object): line is RowLine {
  return Array.isArray(line);
}

function requireHead(value: unknown): ExportHead {
  const head = readHead(value);
  if (head === undefined) throw notAnExport('a first line that is no head of one');
  if (head.format === exportFormat) return head;
  throw new ImportRefused(
    'EXPORT_OF_ANOTHER_VERSION',
    `The export has the format ${head.format}, of Junjo ${head.version}, and this version reads ${exportFormat}. Nothing was imported. Export again with this version of Junjo.`,
  );
}

/** A database that has been served holds its name, and so is empty as long as nothing was made in it. */
async function requireEmpty(reader: SqlReader, description: string): Promise<void> {
  for (const { table } of allTables) {
    const found = await reader.query(`SELECT 1 AS "one" FROM "${table.name}" LIMIT 1`);
    if (found.length === 0) continue;
    throw new ImportRefused(
      'DATABASE_NOT_EMPTY',
      `${description} holds rows already (in ${table.name}), and an import goes into an empty database only. Nothing was imported. Name another database.`,
    );
  }
}

function notAnExport(what: string): ImportRefused {
  return new ImportRefused(
    'NOT_AN_EXPORT',
    `The file has ${what}, so "junjo export" has not written it. Nothing was imported.`,
  );
}

function incomplete(what: string, cause?: unknown): ImportRefused {
  return new ImportRefused(
    'EXPORT_INCOMPLETE',
    `The export is not whole: ${what}. Nothing was imported. Export again.`,
    { cause },
  );
}
