/**
 * Which rows belong somewhere, as ids alone: read from an index, they cost little however many
 * there are, and the rows themselves can then be read in portions.
 */
import type { RowSource } from './command-rows.ts';
import { toJsonColumn } from './row-statements.ts';

export function listUnfinishedUnitIds({ reader, rows }: RowSource, jobIds: Iterable<string>) {
  return readIds(
    { reader },
    `SELECT u."id" FROM ${rows('?1', { id: 'text' })} r JOIN "Unit" u
     ON u."jobId" = r."id" AND u."state" IN ('PENDING', 'READY', 'RUNNING', 'PAUSED')
     ORDER BY u."id"`,
    [toJsonColumn(jobIds)],
  );
}

export function listUnitIdsOfJobs({ reader, rows }: RowSource, jobIds: Iterable<string>) {
  return readIds(
    { reader },
    `SELECT u."id" FROM ${rows('?1', { id: 'text' })} r
     JOIN "Unit" u ON u."jobId" = r."id" ORDER BY u."id"`,
    [toJsonColumn(jobIds)],
  );
}

export function listUnitIdsOfTasks({ reader, rows }: RowSource, taskIds: Iterable<string>) {
  return readIds(
    { reader },
    `SELECT u."id" FROM ${rows('?1', { id: 'text' })} r
     JOIN "Unit" u ON u."taskId" = r."id" ORDER BY u."id"`,
    [toJsonColumn(taskIds)],
  );
}

export function listTaskIdsOfJobs({ reader, rows }: RowSource, jobIds: Iterable<string>) {
  return readIds(
    { reader },
    `SELECT t."id" FROM ${rows('?1', { id: 'text' })} r
     JOIN "Task" t ON t."jobId" = r."id" ORDER BY t."id"`,
    [toJsonColumn(jobIds)],
  );
}

/** The waiting Tasks of these Jobs that have no predecessors, or some that have ended already. */
export function listStartingTaskIds({ reader, rows }: RowSource, jobIds: Iterable<string>) {
  return readIds(
    { reader },
    `SELECT t."id" FROM ${rows('?1', { id: 'text' })} r JOIN "Task" t
     ON t."jobId" = r."id" WHERE t."state" = 'PENDING' AND (t."predecessorCount" = 0
       OR t."succeededPredecessorCount" + t."failedPredecessorCount"
          + t."cancelledPredecessorCount" + t."skippedPredecessorCount" > 0) ORDER BY t."id"`,
    [toJsonColumn(jobIds)],
  );
}

export function listUnfinishedTaskIds({ reader, rows }: RowSource, jobIds: Iterable<string>) {
  return readIds(
    { reader },
    `SELECT t."id" FROM ${rows('?1', { id: 'text' })} r JOIN "Task" t
     ON t."jobId" = r."id" WHERE t."state" IN ('PENDING', 'RUNNING') ORDER BY t."id"`,
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
  return readIds(source, `SELECT u."id" FROM "Unit" u WHERE ${unitsIn[of]}`, [id, state]);
}

/**
 * Each in an order that an index gives, so that it is this one that is used: of a Topic that of the
 * leases, which holds those that run and no others.
 */
const unitsIn = {
  TOPIC: `u."leaseUntil" IS NOT NULL AND u."topicId" = ?1 AND u."state" = ?2 ORDER BY u."leaseUntil"`,
  JOB: `u."jobId" = ?1 AND u."state" = ?2 ORDER BY u."id"`,
  TASK: `u."taskId" = ?1 AND u."state" = ?2 ORDER BY u."id"`,
} as const;

async function readIds(
  { reader }: Pick<RowSource, 'reader'>,
  sql: string,
  parameters: readonly string[],
): Promise<readonly string[]> {
  const found = await reader.query<{ readonly id: string }>(sql, parameters);
  return found.map(({ id }) => id);
}
