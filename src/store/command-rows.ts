/**
 * The rows that commands work on, read in sets within the engine's transaction. Each statement
 * finds its rows by an index and reads no more of them than it answers. Where a Topic is given as well
 * as a list, CROSS JOIN keeps SQLite from going through the Topic's rows instead of through the list.
 */
import type { Dependency } from '../domain/dependency.ts';
import type { IdempotencyRecord } from '../domain/idempotency.ts';
import type { Attempt } from '../domain/lease.ts';
import type { Task } from '../domain/task.ts';
import type { Topic } from '../domain/topic.ts';
import type { DeadlineColumn, Unit } from '../domain/unit.ts';
import type { Dialect, LockedRow, SqlReader, Store, Transaction } from './port.ts';
import { selectList, toJsonColumn } from './row-statements.ts';
import { attemptTable, idempotencyTable, taskTable, topicTable, unitTable } from './tables.ts';

/** Where the statements run and the dialect they are written in. */
export interface RowSource extends Dialect {
  readonly reader: SqlReader;
}

/** What reads in the dialect of a store. @param reader its transaction, or else the store itself */
export function sourceOf(store: Store, reader: SqlReader = store): RowSource {
  const { rows, joinSelected, joinEach, isSame, hasLookupTables, deleteEach } = store;
  return { reader, rows, joinSelected, joinEach, isSame, hasLookupTables, deleteEach };
}

/** Locks the Topic for the transaction, reads it, and takes the time after that. */
export function lockTopic(transaction: Transaction, id: string): Promise<LockedRow<Topic>> {
  return transaction.lockRow<Topic>(
    `SELECT ${selectList(topicTable, 't')} FROM "Topic" t WHERE t."id" = ?1`,
    [id],
  );
}

export function findTopicsByName(source: RowSource, names: Iterable<string>) {
  return source.reader.query<{ readonly id: string; readonly name: string }>(
    `SELECT t."id", t."name" FROM ${source.rows('?1', { name: 'text' })} r
     ${source.joinEach({ table: 'Topic', alias: 't', on: 't."name" = r."name"' })}`,
    [toJsonColumn(names)],
  );
}

export function findUnits(source: RowSource, ids: Iterable<string>) {
  return source.reader.query<Unit>(
    `SELECT ${selectList(unitTable, 'u')} FROM ${idsOf(source)} r
     ${source.joinEach({ table: 'Unit', alias: 'u', on: 'u."id" = r."id"' })}`,
    [toJsonColumn(ids)],
  );
}

export function findTasks(source: RowSource, ids: Iterable<string>) {
  return source.reader.query<Task>(
    `SELECT ${selectList(taskTable, 't')} FROM ${idsOf(source)} r
     ${source.joinEach({ table: 'Task', alias: 't', on: 't."id" = r."id"' })}`,
    [toJsonColumn(ids)],
  );
}

/** Who depends on these Units, by their places in the list: ids would be repeated many times. */
export function listDependantUnits(source: RowSource, unitIds: readonly string[]) {
  return listDependants(source, 'UnitDependency', unitIds);
}

/** Who depends on these Tasks, by their places in the list. */
export function listDependantTasks(source: RowSource, taskIds: readonly string[]) {
  return listDependants(source, 'TaskDependency', taskIds);
}

function listDependants(
  source: RowSource,
  table: 'UnitDependency' | 'TaskDependency',
  ids: readonly string[],
) {
  return source.reader.query<{ readonly place: number; readonly dependantId: string }>(
    `SELECT r."place", d."dependantId" FROM ${source.rows('?1', { place: 'integer', id: 'text' })} r
     ${source.joinEach({ table, alias: 'd', on: 'd."predecessorId" = r."id"' })}`,
    [JSON.stringify(ids.map((id, place) => [place, id]))],
  );
}

/** The dependencies whose dependant is one of these Units. */
export function listPredecessorUnits(source: RowSource, unitIds: Iterable<string>) {
  return source.reader.query<Dependency>(
    `SELECT d."predecessorId", d."dependantId" FROM ${idsOf(source)} r
     ${source.joinEach({ table: 'UnitDependency', alias: 'd', on: 'd."dependantId" = r."id"' })}`,
    [toJsonColumn(unitIds)],
  );
}

/** The dependencies whose dependant is one of these Tasks. */
export function listPredecessorTasks(source: RowSource, taskIds: Iterable<string>) {
  return source.reader.query<Dependency>(
    `SELECT d."predecessorId", d."dependantId" FROM ${idsOf(source)} r
     ${source.joinEach({ table: 'TaskDependency', alias: 'd', on: 'd."dependantId" = r."id"' })}`,
    [toJsonColumn(taskIds)],
  );
}

/** The waiting Units of these Tasks that have no predecessors, or some that have ended already. */
export function listStartingUnits(source: RowSource, taskIds: Iterable<string>) {
  return source.reader.query<Unit>(
    `SELECT ${selectList(unitTable, 'u')} FROM ${idsOf(source)} r
     ${source.joinEach({ table: 'Unit', alias: 'u', on: `u."taskId" = r."id" AND ${mayStart}` })}
     ORDER BY u."id"`,
    [toJsonColumn(taskIds)],
  );
}

/** Of these Units those that wait and have no predecessors, or some that have ended already. */
export function findStartingUnits(source: RowSource, ids: Iterable<string>) {
  return source.reader.query<Unit>(
    `SELECT ${selectList(unitTable, 'u')} FROM ${idsOf(source)} r
     ${source.joinEach({
       table: 'Unit',
       alias: 'u',
       on: 'u."id" = r."id"',
     })} WHERE ${mayStart} ORDER BY u."id"`,
    [toJsonColumn(ids)],
  );
}

const mayStart = `u."state" = 'PENDING' AND (u."predecessorCount" = 0
  OR u."succeededPredecessorCount" + u."failedPredecessorCount"
     + u."cancelledPredecessorCount" + u."skippedPredecessorCount" > 0)`;

export function findAttempts(source: RowSource, attempts: readonly (readonly [string, number])[]) {
  const named = source.rows('?1', { unitId: 'text', number: 'integer' });
  return source.reader.query<Attempt>(
    `SELECT ${selectList(attemptTable, 'a')} FROM ${named} r
     ${source.joinEach({
       table: 'Attempt',
       alias: 'a',
       on: 'a."unitId" = r."unitId" AND a."number" = r."number"',
     })}`,
    [JSON.stringify(attempts)],
  );
}

export function findIdempotencyRecords(source: RowSource, scope: string, keys: Iterable<string>) {
  return source.reader.query<IdempotencyRecord>(
    `SELECT ${selectList(idempotencyTable, 'i')} FROM ${source.rows('?1', { key: 'text' })} r
     ${source.joinEach({
       table: 'IdempotencyRecord',
       alias: 'i',
       on: 'i."key" = r."key" AND i."scope" = ?2',
     })}`,
    [toJsonColumn(keys), scope],
  );
}

/** The Topics in which a command with this key was answered. */
export async function findIdempotencyScopes({ reader }: RowSource, key: string) {
  const records = await reader.query<{ readonly scope: string }>(
    'SELECT "scope" FROM "IdempotencyRecord" WHERE "key" = ?1',
    [key],
  );
  return records.map(({ scope }) => scope);
}

export interface DueQuery {
  readonly topicId: string;
  /** Epoch milliseconds. */
  readonly now: number;
  readonly max: number;
}

/** The Units of a Topic that have waited long enough for the clock, the longest first. */
export function listUnitsPast(
  source: RowSource,
  column: DeadlineColumn,
  { topicId, now, max }: DueQuery,
) {
  const sql = column === 'leaseUntil' ? unitsPastLease(source) : unitsPast(column);
  return source.reader.query<Unit>(sql, [now, topicId, max]);
}

function unitsPast(column: Exclude<DeadlineColumn, 'leaseUntil'>): string {
  return `SELECT ${selectList(unitTable, 'u')} FROM "Unit" u
    WHERE u."${column}" IS NOT NULL AND u."${column}" <= ?1 AND u."topicId" = ?2
    ORDER BY u."${column}" LIMIT ?3`;
}

function unitsPastLease(source: RowSource): string {
  return `SELECT ${selectList(unitTable, 'u')} FROM (
      SELECT h."unitId", h."leaseUntil" FROM "HeldUnit" h
      WHERE h."leaseUntil" <= ?1 AND h."topicId" || '' = ?2 ORDER BY h."leaseUntil" LIMIT ?3) l
    ${source.joinEach({ table: 'Unit', alias: 'u', on: 'u."id" = l."unitId"' })}
    ORDER BY l."leaseUntil"`;
}

/** The Tasks of a Topic that were to be resumed by now. */
export function listTasksPast({ reader }: RowSource, { topicId, now, max }: DueQuery) {
  return reader.query<Task>(
    `SELECT ${selectList(taskTable, 't')} FROM "Task" t
     WHERE t."resumeAt" IS NOT NULL AND t."resumeAt" <= ?1 AND t."topicId" = ?2
     ORDER BY t."resumeAt" LIMIT ?3`,
    [now, topicId, max],
  );
}

function idsOf(source: RowSource): string {
  return source.rows('?1', { id: 'text' });
}
