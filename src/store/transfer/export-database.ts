import { findLogEpoch } from '../installation.ts';
import type { SqlReader, SqlValue } from '../port.ts';
import { columnNames } from '../row-statements.ts';
import { allTables, type KeyedTable, type PlainRow } from './all-tables.ts';
import { type ExportLine, exportFormat, type RowLine } from './export-format.ts';

export interface ExportOptions {
  readonly version: string;
  readonly migrations: readonly string[];
  readonly exportedAt: number;
}

/**
 * The lines of an export, read in portions. What the reader sees must not change meanwhile: it is a
 * transaction that sees one snapshot, or of a database that nobody else writes.
 */
export async function* exportDatabase(
  reader: SqlReader,
  options: ExportOptions,
): AsyncGenerator<ExportLine> {
  const logEpoch = await findLogEpoch(reader);
  if (logEpoch === undefined) throw new NothingToExport();
  yield { junjo: 'export', format: exportFormat, ...options, logEpoch };
  const rowCounts: Record<string, number> = {};
  for (const keyed of allTables) {
    const { table } = keyed;
    const columns = columnNames(table);
    yield { table: table.name, columns };
    let count = 0;
    for await (const rows of readPortions(reader, keyed)) {
      for (const row of rows) yield columns.map((name): SqlValue => row[name] ?? null);
      count += rows.length;
    }
    rowCounts[table.name] = count;
  }
  yield { rowCounts };
}

/** No server has ever worked on the database. */
export class NothingToExport extends Error {
  override readonly name = 'NothingToExport';

  constructor() {
    super('No server has worked on this database yet, so there is nothing to export.');
  }
}

/** All rows of a table in the order of its key, as many at a time as make up some megabytes. */
async function* readPortions(
  reader: SqlReader,
  { table, key }: KeyedTable,
): AsyncGenerator<readonly PlainRow[]> {
  const columns = columnNames(table).map(quote).join(', ');
  const order = key.map(quote).join(', ');
  const after = `WHERE (${order}) > (${key.map((_, index) => `?${index + 1}`).join(', ')})`;
  let last: PlainRow | undefined;
  let rowCount = firstPortion;
  for (;;) {
    const rows: readonly PlainRow[] = await reader.query<PlainRow>(
      `SELECT ${columns} FROM ${quote(table.name)} ${last === undefined ? '' : after}
       ORDER BY ${order} LIMIT ${rowCount}`,
      key.flatMap((name) => (last === undefined ? [] : [last[name] ?? null])),
    );
    if (rows.length > 0) yield rows;
    if (rows.length < rowCount) return;
    last = rows.at(-1);
    rowCount = nextPortion(rows);
  }
}

/** Rows may be some hundred bytes or half a megabyte. */
function nextPortion(rows: readonly PlainRow[]): number {
  const byteCount = rows.reduce((sum, row) => sum + sizeOf(Object.values(row)), 0);
  const fitting = Math.floor((portionBytes * rows.length) / Math.max(byteCount, 1));
  // One of a few sizes, so that there are few different statements.
  return portions.find((size) => size <= fitting) ?? 1;
}

/** About how many bytes the values of a row take. */
export function sizeOf(values: RowLine): number {
  return values.reduce<number>(
    (sum, value) => sum + (typeof value === 'string' ? value.length : 8),
    0,
  );
}

export const portionBytes = 4_000_000;
const firstPortion = 50;
const portions = [2_000, 500, 50, 5];

function quote(name: string): string {
  return `"${name}"`;
}
