/** Writes the Schedules that a batch changed, and what became of their firings. */
import type { FoundSchedules } from '../commands/schedule/found-schedules.ts';
import { firingTable, scheduleTable } from '../store/schedule-tables.ts';
import type { Writes } from './writes.ts';

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
