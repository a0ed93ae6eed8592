/** Deletes the rows that a batch has removed for good: what refers to others before those. */

import type { WorkingSet } from '../commands/batch/working-set.ts';
import { leftoverKinds } from '../commands/retention/leftovers.ts';
import { eventSpanTable } from '../store/event-table.ts';
import { leftoverKey, leftoverTable } from '../store/leftover-rows.ts';
import type { Dialect, SqlWriter } from '../store/port.ts';
import { deleteRows } from '../store/row-statements.ts';
import {
  attemptTable,
  jobLabelTable,
  jobTable,
  logLineTable,
  type Table,
  taskDependencyTable,
  taskTable,
  unitDependencyTable,
  unitTable,
} from '../store/tables.ts';

export async function writeDeletions(
  target: SqlWriter,
  dialect: Dialect,
  { removed, tasks, jobs }: WorkingSet,
): Promise<void> {
  const remove = <Row extends object, Key extends keyof Row & string>(
    table: Table<Row>,
    columns: readonly Key[],
    rows: readonly Pick<Row, Key>[],
  ) => deleteRows(target, dialect, { table, rows, columns });
  await remove(logLineTable, ['unitId', 'attempt', 'line'], removed.logLines);
  await remove(attemptTable, ['unitId', 'number'], removed.attempts);
  await remove(unitDependencyTable, ['predecessorId', 'dependantId'], removed.unitDependencies);
  await remove(unitTable, ['id'], removed.units);
  await remove(taskDependencyTable, ['predecessorId', 'dependantId'], removed.taskDependencies);
  await remove(taskTable, ['id'], tasks.removedRows());
  await remove(jobLabelTable, ['topicId', 'name', 'value', 'jobId'], removed.jobLabels);
  await remove(jobTable, ['id'], jobs.removedRows());
  for (const kind of leftoverKinds) {
    await remove(leftoverTable(kind), leftoverKey(kind), removed.leftovers[kind]);
  }
  // A span goes with the last of its Events; those of other numbers end none.
  const ends = removed.leftovers.EVENT.flatMap(({ jobId, seq: lastSeq }) =>
    jobId === null ? [] : [{ jobId, lastSeq }],
  );
  await remove(eventSpanTable, ['jobId', 'lastSeq'], ends);
}
