/** How the rows of a batch are written: one statement per table and kind of change. */
import type { ChangedRows } from '../commands/batch/row-set.ts';
import type { Table } from '../store/tables.ts';

export interface Writes {
  insert<Row extends object>(table: Table<Row>, rows: readonly Row[]): Promise<void>;
  update<Row extends { readonly id: string }>(
    table: Table<Row>,
    changes: readonly ChangedRows<Row>[],
  ): Promise<void>;
  remove<Row extends { readonly id: string }>(
    table: Table<Row>,
    rows: readonly Row[],
  ): Promise<void>;
}
