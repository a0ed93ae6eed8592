/**
 * Statements that write and read rows by the tables' descriptions: a whole set of rows passes as
 * one JSON parameter, so the number of statements does not grow with the number of rows.
 */
import { groupBy } from '../domain/group-by.ts';
import { perDialect } from './per-dialect.ts';
import type { Columns, Dialect, SqlValue, SqlWriter } from './port.ts';
import { makeMarkDifferences } from './row-functions.ts';
import { enoughRows, type FormsOptions, StatementForms } from './statement-forms.ts';
import type { Table } from './tables.ts';

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
  dialect: Dialect,
  { table, rows }: Write<Row>,
): Promise<void> {
  for (const part of insertionsOf(table, rows)) {
    const alike = alikeColumns(table, part, columnNames(table));
    const columns = columnNames(table).filter((name) => !isDefault(table, name, alike));
    const forms = madeOnce(formsByName(dialect), `insert ${table.name} ${columns}`, () => {
      return new StatementForms<Row>({ key: [], columns, textOf: insertText(dialect, table) });
    });
    await writeRows(target, forms, part, alike);
  }
}

/**
 * Of many rows, those of a kind are inserted by themselves, as there is less to be passed then: of
 * Events nothing but whom they are about. What there are few of goes together, since a statement costs
 * as much as some tens of rows.
 */
function* insertionsOf<Row>(
  { kindColumn }: Table<Row>,
  rows: readonly Row[],
): Generator<readonly Row[]> {
  if (kindColumn === undefined || rows.length < 2 * enoughRows) {
    yield* partsOf(rows);
    return;
  }
  const few: Row[] = [];
  for (const alike of groupBy(rows, (row) => row[kindColumn]).values()) {
    if (alike.length < enoughRows) few.push(...alike);
    else yield* partsOf(alike);
  }
  yield* partsOf(few);
}

function insertText<Row>(dialect: Dialect, table: Table<Row>): FormsOptions<Row>['textOf'] {
  return (passed, once) => {
    const names = [...passed, ...once].map(quote).join(', ');
    const values = [
      ...passed.map((column) => `r.${quote(column)}`),
      ...once.map((column, at) => `CAST(?${at + 2} AS ${sqlTypes[table.columns[column]]})`),
    ];
    return `INSERT INTO ${quote(table.name)} (${names}) SELECT ${values.join(', ')} FROM ${dialect.rows('?1', typesOf(table, passed))} AS r WHERE true`;
  };
}

/** What both databases call them. */
const sqlTypes = { text: 'text', integer: 'bigint', real: 'double precision' } as const;

/**
 * Whether a column of all these rows is what the database puts there by itself: null, or 0 where
 * the table says so. New Units are that in most of their columns, and not passing those halves the
 * cost of a submission.
 */
function isDefault<Row>(table: Table<Row>, column: keyof Row & string, alike: Alike): boolean {
  if (!alike.has(column)) return false;
  return alike.get(column) === (table.zeroByDefault?.includes(column) === true ? 0 : null);
}

export interface Update<Row> extends Write<Row> {
  readonly columns: readonly (keyof Row & string)[];
  /** The columns by which the rows are found. */
  readonly key: readonly (keyof Row & string)[];
}

/** Writes the given columns of existing rows. */
export async function updateRows<Row extends object>(
  target: SqlWriter,
  dialect: Dialect,
  { table, rows, columns, key }: Update<Row>,
): Promise<void> {
  if (rows.length === 0) return;
  const forms = madeOnce(formsByName(dialect), `update ${table.name} ${columns}`, () => {
    return new StatementForms<Row>({ key, columns, textOf: updateText(dialect, table, key) });
  });
  for (const part of partsOf(rows)) {
    await writeRows(target, forms, part, alikeColumns(table, part, columns));
  }
}

function updateText<Row>(
  dialect: Dialect,
  table: Table<Row>,
  key: readonly (keyof Row & string)[],
): FormsOptions<Row>['textOf'] {
  return (passed, once) => {
    const assignments = [
      ...passed.map((name) => `${quote(name)} = r.${quote(name)}`),
      ...once.map((name, at) => `${quote(name)} = ?${at + 2}`),
    ].join(', ');
    const types = typesOf(table, [...key, ...passed]);
    const same = key.map((name) => dialect.isSame(`t.${quote(name)}`, `r.${quote(name)}`));
    const found = same.join(' AND ');
    return `UPDATE ${quote(table.name)} AS t SET ${assignments} FROM ${dialect.rows('?1', types)} AS r WHERE ${found}`;
  };
}

/** Writes rows by the form of a statement that passes the least. */
async function writeRows<Row extends object>(
  target: SqlWriter,
  forms: StatementForms<Row>,
  rows: readonly Row[],
  alike: Alike,
): Promise<void> {
  const { sql, valuesOf, once } = forms.bestFor(alike, rows.length);
  const json = JSON.stringify(rows.map(valuesOf));
  await target.write(sql, [json, ...once.map((name) => parameterOf(name, alike.get(name)))]);
}

/** The columns in which some rows have the same value, with that. */
type Alike = ReadonlyMap<string, unknown>;

function alikeColumns<Row extends object>(
  table: { readonly name: string },
  rows: readonly Row[],
  columns: readonly (keyof Row & string)[],
): Alike {
  const [first] = rows;
  if (first === undefined) return new Map();
  const markDifferences = madeOnce(markDifferencesByName, `${table.name} ${columns}`, () => {
    return makeMarkDifferences(columns);
  });
  const differs = columns.map(() => false);
  for (const row of rows) markDifferences(row, first, differs);
  const alike = columns.filter((_, place) => differs[place] === false);
  return new Map(alike.map((name) => [name, first[name]]));
}

/** The value of a column, as a parameter of its own. */
function parameterOf(name: string, value: unknown): SqlValue {
  if (value === null || typeof value === 'string' || typeof value === 'number') return value;
  throw new Error(`The column ${name} holds a ${typeof value}, which no database takes.`);
}

interface Deletion<Row, Key extends keyof Row & string> {
  readonly table: Table<Row>;
  readonly rows: readonly Pick<Row, Key>[];
  readonly columns: readonly Key[];
}

/** Deletes rows, found by the given columns. */
export async function deleteRows<Row extends object, Key extends keyof Row & string>(
  target: SqlWriter,
  dialect: Dialect,
  { table, rows, columns }: Deletion<Row, Key>,
): Promise<void> {
  if (rows.length === 0) return;
  const forms = madeOnce(formsByName(dialect), `delete ${table.name} ${columns}`, () => {
    return new StatementForms<Pick<Row, Key>>({
      key: [],
      columns,
      textOf: deleteText(dialect, table),
    });
  });
  for (const part of partsOf(rows)) {
    await writeRows(target, forms, part, alikeColumns(table, part, columns));
  }
}

function deleteText<Row, Key extends keyof Row & string>(
  dialect: Dialect,
  table: Table<Row>,
): FormsOptions<Pick<Row, Key>>['textOf'] {
  return (passed, once) => {
    const key = typesOf(table, passed);
    return dialect.deleteEach({
      table: table.name,
      key,
      keys: dialect.rows('?1', key),
      once: Object.fromEntries(once.map((name, at) => [name, `?${at + 2}`])),
    });
  };
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

function typesOf<Row>(table: Table<Row>, columns: readonly (keyof Row & string)[]): Columns {
  return Object.fromEntries(columns.map((name) => [name, table.columns[name]]));
}

function quote(name: string): string {
  return `"${name}"`;
}

const formsByName = perDialect(() => new Map<string, unknown>());
const markDifferencesByName = new Map<string, unknown>();

/** What is made once for a name, that of a table and of what is done with its rows. */
function madeOnce<Made>(known: Map<string, unknown>, name: string, make: () => Made): Made {
  let made = known.get(name);
  if (made === undefined) {
    made = make();
    known.set(name, made);
  }
  // The rows of a table are of one type, and so is what is made for them by this name.
  return made as Made;
}
