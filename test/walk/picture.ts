/**
 * All rows there are at one moment, as the tables of a database would have them. A picture is never
 * changed: what a batch wrote makes a new one, which has the untouched rows in common with the old.
 */

import type { RowSet } from '../../src/commands/batch/row-set.ts';
import { attemptKey, type WorkingSet } from '../../src/commands/batch/working-set.ts';
import { type Dependants, dependencyKey } from '../../src/commands/rules/dependants.ts';
import type { Dependency } from '../../src/domain/dependency.ts';
import type { IdempotencyRecord } from '../../src/domain/idempotency.ts';
import type { Job } from '../../src/domain/job.ts';
import type { Lane } from '../../src/domain/lane.ts';
import type { Attempt } from '../../src/domain/lease.ts';
import type { Limit } from '../../src/domain/limit.ts';
import type { LimitUse } from '../../src/domain/limit-use.ts';
import type { Task } from '../../src/domain/task.ts';
import type { Topic } from '../../src/domain/topic.ts';
import type { Unit } from '../../src/domain/unit.ts';
import type { Worker } from '../../src/domain/worker.ts';

export interface Picture {
  /** Epoch milliseconds. */
  readonly now: number;
  readonly topics: Rows<Topic>;
  readonly jobs: Rows<Job>;
  readonly tasks: Rows<Task>;
  readonly units: Rows<Unit>;
  readonly limits: Rows<Limit>;
  readonly limitUses: Rows<LimitUse>;
  readonly lanes: Rows<Lane>;
  readonly workers: Rows<Worker>;
  /** Finished attempts by attemptKey. */
  readonly attempts: ReadonlyMap<string, Attempt>;
  readonly taskDependencies: readonly Dependency[];
  readonly unitDependencies: readonly Dependency[];
  readonly idempotencyRecords: ReadonlyMap<string, IdempotencyRecord>;
}

export type Rows<Row> = ReadonlyMap<string, Row>;

export const startedAt = 1_700_000_000_000;

export const emptyPicture: Picture = {
  now: startedAt,
  topics: new Map(),
  jobs: new Map(),
  tasks: new Map(),
  units: new Map(),
  limits: new Map(),
  limitUses: new Map(),
  lanes: new Map(),
  workers: new Map(),
  attempts: new Map(),
  taskDependencies: [],
  unitDependencies: [],
  idempotencyRecords: new Map(),
};

/** The picture once a batch has been written: only what the working set says has changed. */
export function written(before: Picture, set: WorkingSet): Picture {
  const { attempts, taskDependencies, unitDependencies, idempotencyRecords } = set.appended;
  return {
    now: before.now,
    topics: writtenRows(before.topics, set.topics),
    jobs: writtenRows(before.jobs, set.jobs),
    tasks: writtenRows(before.tasks, set.tasks),
    units: writtenRows(before.units, set.units),
    limits: writtenRows(before.limits, set.limits.rows),
    limitUses: writtenRows(before.limitUses, set.limits.uses),
    lanes: writtenRows(before.lanes, set.lanes),
    workers: writtenRows(before.workers, set.workers.rows),
    attempts: told(extended(before.attempts, attempts, keyOfAttempt), set.toldAttempts),
    taskDependencies: linked(before.taskDependencies, taskDependencies, set.dependantTasks),
    unitDependencies: linked(before.unitDependencies, unitDependencies, set.dependantUnits),
    idempotencyRecords: extended(before.idempotencyRecords, idempotencyRecords, ({ key }) => key),
  };
}

function keyOfAttempt({ unitId, number }: Attempt): string {
  return attemptKey(unitId, number);
}

/** Of these attempts it is known by now that their holders were told. */
function told(
  attempts: ReadonlyMap<string, Attempt>,
  those: readonly Attempt[],
): ReadonlyMap<string, Attempt> {
  if (those.length === 0) return attempts;
  const after = new Map(attempts);
  for (const each of those) {
    const old = after.get(keyOfAttempt(each));
    if (old === undefined) throw new Error(`${each.unitId} is told of what is not there.`);
    after.set(keyOfAttempt(each), { ...old, toldAt: each.toldAt });
  }
  return after;
}

/** As UPDATE does it: of a changed row those columns that are named, and no others. */
function writtenRows<
  Row extends { readonly id: string },
  Column extends keyof Row & string,
  Origin,
>(before: Rows<Row>, set: RowSet<Row, Column, Origin>): Rows<Row> {
  const inserted = set.insertedRows();
  const changed = set.changedRows();
  const removed = set.removedRows();
  if (inserted.length + changed.length + removed.length === 0) return before;
  const after = new Map(before);
  for (const { id } of removed) after.delete(id);
  for (const row of inserted) after.set(row.id, row);
  for (const { columns, rows } of changed) {
    for (const row of rows) {
      const old = before.get(row.id);
      if (old === undefined) throw new Error(`${row.id} is changed and not there.`);
      const copy = { ...old };
      for (const column of columns) copy[column] = row[column];
      after.set(row.id, copy);
    }
  }
  return after;
}

function extended<Row>(
  before: ReadonlyMap<string, Row>,
  rows: readonly Row[],
  keyOf: (row: Row) => string,
): ReadonlyMap<string, Row> {
  if (rows.length === 0) return before;
  const after = new Map(before);
  for (const row of rows) {
    const key = keyOf(row);
    if (after.has(key)) throw new Error(`${key} is written twice.`);
    after.set(key, row);
  }
  return after;
}

/** The same list while nothing is changed, so that one look tells that the graph is as it was. */
function linked(
  before: readonly Dependency[],
  added: readonly Dependency[],
  known: Dependants,
): readonly Dependency[] {
  const removed = new Set(known.removedRows().map(dependencyKey));
  const left =
    removed.size === 0 ? before : before.filter((each) => !removed.has(dependencyKey(each)));
  return added.length === 0 ? left : [...left, ...added];
}
