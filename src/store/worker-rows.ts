/** The registry of Workers, and what they hold: what commands and requests read of it. */
import type { LeaseRef } from '../domain/lease.ts';
import type { Worker } from '../domain/worker.ts';
import type { RowSource } from './command-rows.ts';
import { selectList, toJsonColumn } from './row-statements.ts';
import { workerTable } from './worker-table.ts';

export function findWorkers(source: RowSource, ids: Iterable<string>) {
  return source.reader.query<Worker>(
    `SELECT ${selectList(workerTable, 'w')} FROM ${source.rows('?1', { id: 'text' })} r
     ${source.joinEach({ table: 'Worker', alias: 'w', on: 'w."id" = r."id"' })}`,
    [toJsonColumn(ids)],
  );
}

export function findWorkersByName(source: RowSource, topicId: string, names: Iterable<string>) {
  return source.reader.query<Worker>(
    `SELECT ${selectList(workerTable, 'w')} FROM ${source.rows('?1', { name: 'text' })} r
     ${source.joinEach({
       table: 'Worker',
       alias: 'w',
       on: 'w."topicId" = ?2 AND w."name" = r."name"',
     })}`,
    [toJsonColumn(names), topicId],
  );
}

/** The ids of all Workers of a name, of one Topic or of all of them. */
export async function listWorkerIds(
  { reader }: RowSource,
  name: string,
  topicName: string | undefined,
): Promise<readonly string[]> {
  const ofTopic = 'AND w."topicId" = (SELECT t."id" FROM "Topic" t WHERE t."name" = ?2)';
  const found = await reader.query<{ readonly id: string }>(
    `SELECT w."id" FROM "Worker" w WHERE w."name" = ?1 ${topicName === undefined ? '' : ofTopic}
     ORDER BY w."topicId"`,
    topicName === undefined ? [name] : [name, topicName],
  );
  return found.map(({ id }) => id);
}

/** The Units that are still held under these leases. */
export function listUnitsHeldBy(source: RowSource, leases: readonly LeaseRef[]) {
  const named = source.rows('?1', { unitId: 'text', attempt: 'integer', leaseId: 'text' });
  return source.reader.query<{ readonly id: string }>(
    `SELECT u."id" FROM ${named} r
     ${source.joinEach({
       table: 'Unit',
       alias: 'u',
       on: 'u."id" = r."unitId" AND u."attempt" = r."attempt" AND u."leaseId" = r."leaseId"',
     })}`,
    [JSON.stringify(leases.map(({ unitId, attempt, leaseId }) => [unitId, attempt, leaseId]))],
  );
}

/** The Units that these Workers hold, each with its holder's name. */
export function listHeldUnitIds(source: RowSource, topicId: string, names: Iterable<string>) {
  return source.reader.query<{ readonly id: string; readonly worker: string }>(
    `SELECT u."unitId" AS "id", u."worker" FROM ${source.rows('?1', { name: 'text' })} r
     ${source.joinEach({
       table: 'HeldUnit',
       alias: 'u',
       on: 'u."topicId" = ?2 AND u."worker" = r."name"',
     })}`,
    [toJsonColumn(names), topicId],
  );
}
