/** Writes what a batch changed: one statement per table and kind of change, parents before children. */
import type { ChangedRows } from '../commands/batch/row-set.ts';
import type { WorkingSet } from '../commands/batch/working-set.ts';
import type { Dependency } from '../domain/dependency.ts';
import { spansOf } from '../domain/event-span.ts';
import { eventSpanTable, eventTable } from '../store/event-table.ts';
import { addToQueues } from '../store/kind-queue-rows.ts';
import { laneTable } from '../store/lane-table.ts';
import type { Dialect, SqlWriter } from '../store/port.ts';
import { deleteRows, insertRows, updateRows } from '../store/row-statements.ts';
import {
  attemptTable,
  idempotencyTable,
  jobLabelTable,
  jobTable,
  logLineTable,
  type Table,
  taskDependencyTable,
  taskTable,
  topicTable,
  unitDependencyTable,
  unitTable,
} from '../store/tables.ts';
import { templateTable, templateTextTable } from '../store/template-tables.ts';
import { workerTable } from '../store/worker-table.ts';
import { writeDeletions } from './write-deletions.ts';
import { writeLimits } from './write-limits.ts';
import { writeLookups } from './write-lookups.ts';
import { writeSchedules } from './write-schedules.ts';

export async function writeChanges(
  target: SqlWriter,
  dialect: Dialect,
  set: WorkingSet,
): Promise<void> {
  const insert = <Row extends object>(table: Table<Row>, rows: readonly Row[]) =>
    insertRows(target, dialect, { table, rows });
  const update = async <Row extends { readonly id: string }>(
    table: Table<Row>,
    changes: readonly ChangedRows<Row>[],
  ) => {
    for (const change of changes) {
      await updateRows(target, dialect, { table, key: ['id'], ...change });
    }
  };
  const remove = <Row extends { readonly id: string }>(table: Table<Row>, rows: readonly Row[]) =>
    deleteRows(target, dialect, { table, rows, columns: ['id'] });
  const unlink = (table: Table<Dependency>, rows: readonly Dependency[]) =>
    deleteRows(target, dialect, { table, rows, columns: ['predecessorId', 'dependantId'] });
  const { appended } = set;
  await writeDeletions(target, dialect, set);
  await unlink(taskDependencyTable, set.dependantTasks.removedRows());
  await unlink(unitDependencyTable, set.dependantUnits.removedRows());
  await remove(unitTable, set.units.removedRows());
  await insert(topicTable, set.topics.insertedRows());
  await insert(templateTable, set.templates.insertedRows());
  await insert(templateTextTable, appended.templateTexts);
  // A Job that gives its key up does so before another comes that has it.
  await update(jobTable, set.jobs.changedRows());
  await insert(jobTable, set.jobs.insertedRows());
  await insert(jobLabelTable, appended.jobLabels);
  await insert(taskTable, set.tasks.insertedRows());
  await insert(taskDependencyTable, appended.taskDependencies);
  await insert(laneTable, set.lanes.insertedRows());
  await insert(unitTable, set.units.insertedRows());
  await insert(unitDependencyTable, appended.unitDependencies);
  await update(unitTable, set.units.changedRows());
  if (dialect.hasLookupTables) await writeLookups(target, dialect, set);
  await update(laneTable, set.lanes.changedRows());
  await update(taskTable, set.tasks.changedRows());
  await update(templateTable, set.templates.changedRows());
  await writeSchedules({ insert, update, remove }, set.schedules);
  const { now, queues } = set;
  const changes = queues.entries();
  if (changes.length > 0) {
    const newKinds = new Set(set.units.insertedRows().map(({ kind }) => kind));
    await addToQueues(target, dialect, { topicId: set.topic.id, now, changes, newKinds });
  }
  await writeLimits({ insert, update, remove }, set.limits);
  await update(topicTable, set.topics.changedRows());
  await insert(workerTable, set.workers.rows.insertedRows());
  await update(workerTable, set.workers.rows.changedRows());
  await insert(attemptTable, appended.attempts);
  await updateRows(target, dialect, {
    table: attemptTable,
    rows: set.toldAttempts,
    key: ['unitId', 'number'],
    columns: ['toldAt'],
  });
  await insert(logLineTable, appended.logLines);
  await insert(eventTable, appended.events);
  await insert(eventSpanTable, spansOf(appended.events));
  await insert(idempotencyTable, appended.idempotencyRecords);
}
