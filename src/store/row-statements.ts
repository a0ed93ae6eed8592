/**
 * Statements that write and read rows by the tables' descriptions: a whole set of rows passes as
 * one JSON parameter, so the number of statements does not grow with the number of rows.
 */
import type { SqlWriter, Store } from './port.ts';
import type { Table } from './tables.ts';

type Rows = Store['rows'];

/**
 * Rows of one statement: enough for its own cost not to count, and few enough for it to take some
 * tens of milliseconds, since nothing else is looked at meanwhile.
 */
const rowsPerStatement = 2_000;

export interface Write<Row> {
  readonly table: Table<Row>;
  readonly rows: readonly Row[];
}

export async function insertRows<Row extends object>(
  target: SqlWriter,
  dialectRows: Rows,
  { table, rows }: Write<Row>,
): Promise<void> {
  for (const part of partsOf(rows)) {
    const columns = columnNames(table).filter((column) => !isDefault(table, column, part));
    const sql = textOf(dialectRows, `insert ${table.name} ${columns.join()}`, () => {
      const types = Object.fromEntries(columns.map((name) => [name, table.columns[name]]));
      const names = columns.map(quote).join(', ');
      return `INSERT INTO ${quote(table.name)} (${names}) SELECT ${names} FROM ${dialectRows('?1', types)} AS r WHERE true`;
    });
    await target.write(sql, [toJson(part, columns)]);
  }
}

/**
 * Whether a column of all these rows is what the database puts there by itself: null, or 0 where
 * the table says so. New Units are that in most of their columns, and not passing those halves the
 * cost of a submission.
 */
function isDefault<Row>(table: Table<Row>, column: keyof Row & string, rows: readonly Row[]) {
  const initial = table.zeroByDefault?.includes(column) === true ? 0 : null;
  return rows.every((row) => row[column] === initial);
}

export interface Update<Row> extends Write<Row> {
  readonly columns: readonly (keyof Row & string)[];
  /** The columns by which the rows are found. */
  readonly key: readonly (keyof Row & string)[];
}

/** Writes the given columns of existing rows. */
export async function updateRows<Row extends object>(
  target: SqlWriter,
  dialectRows: Rows,
  { table, rows, columns, key }: Update<Row>,
): Promise<void> {
  if (rows.length === 0) return;
  const passed: readonly (keyof Row & string)[] = [...key, ...columns];
  const sql = textOf(dialectRows, `update ${table.name} ${columns.join()}`, () => {
    const types = Object.fromEntries(passed.map((name) => [name, table.columns[name]]));
    const assignments = columns.map((name) => `${quote(name)} = r.${quote(name)}`).join(', ');
    return `UPDATE ${quote(table.name)} AS t SET ${assignments} FROM ${dialectRows('?1', types)} AS r WHERE ${key.map((name) => `t.${quote(name)} = r.${quote(name)}`).join(' AND ')}`;
  });
  for (const part of partsOf(rows)) await target.write(sql, [toJson(part, passed)]);
}

interface Deletion<Row, Key extends keyof Row & string> {
  readonly table: Table<Row>;
  readonly rows: readonly Pick<Row, Key>[];
  readonly columns: readonly Key[];
}

/** Deletes rows, found by the given columns. */
export async function deleteRows<Row extends object, Key extends keyof Row & string>(
  target: SqlWriter,
  dialectRows: Rows,
  { table, rows, columns }: Deletion<Row, Key>,
): Promise<void> {
  if (rows.length === 0) return;
  const sql = textOf(dialectRows, `delete ${table.name} ${columns.join()}`, () => {
    const types = Object.fromEntries(columns.map((name) => [name, table.columns[name]]));
    const names = columns.map(quote).join(', ');
    return `DELETE FROM ${quote(table.name)} WHERE (${names}) IN (SELECT ${names} FROM ${dialectRows('?1', types)} AS r)`;
  });
  for (const part of partsOf(rows)) await target.write(sql, [toJson(part, columns)]);
}

/** The table's columns, for the select list of a statement that gives the table this alias. */
export function selectList<Row>(table: Table<Row>, alias: string): string {
  return columnNames(table)
    .map((name) => `${alias}.${quote(name)}`)
    .join(', ');
}

/** Ids and other single values as a JSON parameter for `rows`. */
export function toJsonColumn(values: Iterable<string>): string {
  return JSON.stringify(Array.from(values, (value) => [value]));
}

/** Rows, or their ids, as many at a time as one statement takes. */
export function* partsOf<Row>(rows: readonly Row[]): Generator<readonly Row[]> {
  for (let start = 0; start < rows.length; start += rowsPerStatement) {
    yield rows.slice(start, start + rowsPerStatement);
  }
}

export function columnNames<Row>(table: Table<Row>): readonly (keyof Row & string)[] {
  // A table names every column of its row type and nothing else; its type says so.
  return Object.keys(table.columns) as (keyof Row & string)[];
}

function toJson<Row>(rows: readonly Row[], columns: readonly (keyof Row)[]): string {
  return JSON.stringify(rows.map((row) => columns.map((column) => row[column])));
}

function quote(name: string): string {
  return `"${name}"`;
}

/** The text of a statement, built once per dialect: drivers find prepared statements by their text. */
function textOf(dialectRows: Rows, key: string, build: () => string): string {
  let texts = textsByDialect.get(dialectRows);
  if (texts === undefined) {
    texts = new Map();
    textsByDialect.set(dialectRows, texts);
  }
  let sql = texts.get(key);
  if (sql === undefined) {
    sql = build();
    texts.set(key, sql);
  }
  return sql;
}

const textsByDialect = new WeakMap<Rows, Map<string, string>>();
