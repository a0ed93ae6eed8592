/** Writes the rows by which Units are found, as a batch has changed them. */
import { lookupChangesOf, type RowChanges } from '../commands/batch/lookup-changes.ts';
import type { WorkingSet } from '../commands/batch/working-set.ts';
import {
  claimableUnitKey,
  claimableUnitTable,
  heldUnitKey,
  heldUnitTable,
} from '../store/lookup-tables.ts';
import type { Dialect, SqlWriter } from '../store/port.ts';
import { deleteRows, insertRows, updateRows } from '../store/row-statements.ts';
import type { Table } from '../store/tables.ts';

export async function writeLookups(
  target: SqlWriter,
  dialect: Dialect,
  { units }: WorkingSet,
): Promise<void> {
  const write = async <Row extends object, Key extends keyof Row & string>(
    table: Table<Row>,
    key: readonly Key[],
    value: Exclude<keyof Row & string, Key>,
    { inserted, changed, removed }: RowChanges<Row>,
  ) => {
    await deleteRows(target, dialect, { table, rows: removed, columns: key });
    await insertRows(target, dialect, { table, rows: inserted });
    await updateRows(target, dialect, { table, rows: changed, key, columns: [value] });
  };
  const { claimable, held } = lookupChangesOf(units.moves());
  await write(claimableUnitTable, claimableUnitKey, 'readyAt', claimable);
  await write(heldUnitTable, heldUnitKey, 'leaseUntil', held);
}
