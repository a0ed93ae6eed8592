/** Writes the Schedules that a batch changed, and what became of their firings. */
import type { FoundSchedules } from '../commands/found-schedules.ts';
import type { ChangedRows } from '../commands/row-set.ts';
import { firingTable, scheduleTable } from '../store/schedule-tables.ts';
import type { Table } from '../store/tables.ts';

interface Writes {
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

/** What is removed goes first: its name may be taken anew. Its firings go with it. */
export async function writeSchedules(
  { insert, update, remove }: Writes,
  { rows, firings }: FoundSchedules,
): Promise<void> {
  await remove(scheduleTable, rows.removedRows());
  await remove(firingTable, firings.removedRows());
  await insert(scheduleTable, rows.insertedRows());
  await update(scheduleTable, rows.changedRows());
  await update(firingTable, firings.changedRows());
  await insert(firingTable, firings.insertedRows());
}
