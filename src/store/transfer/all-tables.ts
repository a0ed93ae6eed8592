/**
 * Every table that holds what Junjo keeps, each after those that it refers to: the order in which
 * rows can be put into an empty database. A test holds the list to the migrations. The table
 * Installation is not among them: it says which database this is, and not what is in it; nor are those
 * by which Units are found: they follow from the Units.
 */

import { eventSpanTable, eventTable } from '../event-table.ts';
import { kindQueueTable } from '../kind-queue-rows.ts';
import { laneTable } from '../lane-table.ts';
import { limitTable, limitUseTable } from '../limit-tables.ts';
import type { SqlValue } from '../port.ts';
import { firingTable, scheduleTable } from '../schedule-tables.ts';
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
} from '../tables.ts';
import { templateTable, templateTextTable } from '../template-tables.ts';
import { workerTable } from '../worker-table.ts';

/** A row of any table. */
export type PlainRow = Readonly<Record<string, SqlValue>>;

export interface KeyedTable {
  readonly table: Table<PlainRow>;
  /** The columns of the primary key, in its order. */
  readonly key: readonly string[];
}

export const allTables: readonly KeyedTable[] = [
  { table: topicTable, key: ['id'] },
  { table: templateTable, key: ['id'] },
  { table: templateTextTable, key: ['id'] },
  { table: jobTable, key: ['id'] },
  { table: jobLabelTable, key: ['topicId', 'name', 'value', 'jobId'] },
  { table: taskTable, key: ['id'] },
  { table: taskDependencyTable, key: ['predecessorId', 'dependantId'] },
  { table: laneTable, key: ['id'] },
  { table: kindQueueTable, key: ['topicId', 'kind'] },
  { table: unitTable, key: ['id'] },
  { table: unitDependencyTable, key: ['predecessorId', 'dependantId'] },
  { table: attemptTable, key: ['unitId', 'number'] },
  { table: logLineTable, key: ['unitId', 'attempt', 'line'] },
  { table: limitTable, key: ['id'] },
  { table: limitUseTable, key: ['id'] },
  { table: scheduleTable, key: ['id'] },
  { table: firingTable, key: ['id'] },
  { table: workerTable, key: ['id'] },
  { table: eventTable, key: ['topicId', 'seq'] },
  { table: eventSpanTable, key: ['jobId', 'lastSeq'] },
  { table: idempotencyTable, key: ['key', 'scope'] },
];
