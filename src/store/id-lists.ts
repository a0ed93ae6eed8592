/**
 * Which rows belong somewhere, as ids alone: read from an index, they cost little however many
 * there are, and the rows themselves can then be read in portions.
 */
import type { RowSource } from './command-rows.ts';
import { toJsonColumn } from './row-statements.ts';

export function listUnfinishedUnitIds(source: RowSource, jobIds: Iterable<string>) {
  const on = `u."jobId" = r."id" AND u."state" IN ('PENDING', 'READY', 'RUNNING', 'PAUSED')`;
  return readIds(
    source,
    `SELECT u."id" FROM ${source.rows('?1', { id: 'text' })} r
     ${source.joinEach({ table: 'Unit', alias: 'u', on })} ORDER BY u."id"`,
    [toJsonColumn(jobIds)],
  );
}

export function listUnitIdsOfJobs(source: RowSource, jobIds: Iterable<string>) {
  return readIds(
    source,
    `SELECT u."id" FROM ${source.rows('?1', { id: 'text' })} r
     ${source.joinEach({ table: 'Unit', alias: 'u', on: 'u."jobId" = r."id"' })} ORDER BY u."id"`,
    [toJsonColumn(jobIds)],
  );
}

export function listUnitIdsOfTasks(source: RowSource, taskIds: Iterable<string>) {
  return readIds(
    source,
    `SELECT u."id" FROM ${source.rows('?1', { id: 'text' })} r
     ${source.joinEach({ table: 'Unit', alias: 'u', on: 'u."taskId" = r."id"' })} ORDER BY u."id"`,
    [toJsonColumn(taskIds)],
  );
}

export function listTaskIdsOfJobs(source: RowSource, jobIds: Iterable<string>) {
  return readIds(
    source,
    `SELECT t."id" FROM ${source.rows('?1', { id: 'text' })} r
     ${source.joinEach({ table: 'Task', alias: 't', on: 't."jobId" = r."id"' })} ORDER BY t."id"`,
    [toJsonColumn(jobIds)],
  );
}

/** The waiting Tasks of these Jobs that have no predecessors, or some that have ended already. */
export function listStartingTaskIds(source: RowSource, jobIds: Iterable<string>) {
  const mayStart = `x."state" = 'PENDING' AND (x."predecessorCount" = 0
    OR x."succeededPredecessorCount" + x."failedPredecessorCount"
       + x."cancelledPredecessorCount" + x."skippedPredecessorCount" > 0)`;
  return listTaskIds(source, jobIds, mayStart);
}

export function listUnfinishedTaskIds(source: RowSource, jobIds: Iterable<string>) {
  return listTaskIds(source, jobIds, `x."state" IN ('PENDING', 'RUNNING')`);
}

/** Job by Job: few Tasks are wanted of many, so that going through all of them must not look better. */
function listTaskIds(source: RowSource, jobIds: Iterable<string>, condition: string) {
  const select = `SELECT x."id" FROM "Task" x WHERE x."jobId" = r."id" AND ${condition}`;
  return readIds(
    source,
    `SELECT t."id" FROM ${source.rows('?1', { id: 'text' })} r
     ${source.joinSelected({ table: 'Task', alias: 't', select })} ORDER BY t."id"`,
    [toJsonColumn(jobIds)],
  );
}

export interface StateQuery {
  readonly of: keyof typeof unitsIn;
  readonly id: string;
  readonly state: string;
}

/** The Units of a Topic, Job or Task in one state; of a Topic only those that run are found. */
export function listUnitIdsInState(source: RowSource, { of, id, state }: StateQuery) {
  return readIds(source, unitsIn[of], [id, state]);
}

/** Each in an order that an index gives, so that it is this one that is used. */
const unitsIn = {
  TOPIC: `SELECT u."unitId" AS "id" FROM "HeldUnit" u
    WHERE u."topicId" = ?1 AND ?2 = 'RUNNING' ORDER BY u."worker", u."unitId"`,
  JOB: `SELECT u."id" FROM "Unit" u WHERE u."jobId" = ?1 AND u."state" = ?2 ORDER BY u."id"`,
  TASK: `SELECT u."id" FROM "Unit" u WHERE u."taskId" = ?1 AND u."state" = ?2 ORDER BY u."id"`,
} as const;

async function readIds(
  { reader }: Pick<RowSource, 'reader'>,
  sql: string,
  parameters: readonly string[],
): Promise<readonly string[]> {
  const found = await reader.query<{ readonly id: string }>(sql, parameters);
  return found.map(({ id }) => id);
}
