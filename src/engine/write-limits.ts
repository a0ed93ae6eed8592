/** Writes the Limits that a batch changed, and what is used of them. */
import type { KnownLimits } from '../commands/limit/known-limits.ts';
import { limitTable, limitUseTable } from '../store/limit-tables.ts';
import type { Writes } from './writes.ts';

/** What is removed goes first: another Limit may be set for the same. */
export async function writeLimits(
  { insert, update, remove }: Writes,
  { rows, uses }: KnownLimits,
): Promise<void> {
  await remove(limitTable, rows.removedRows());
  await remove(limitUseTable, uses.removedRows());
  await insert(limitTable, rows.insertedRows());
  await insert(limitUseTable, uses.insertedRows());
  await update(limitTable, rows.changedRows());
  await update(limitUseTable, uses.changedRows());
}
