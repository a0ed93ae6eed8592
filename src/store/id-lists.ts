/**
 * Which rows belong somewhere, as ids alone: read from an index, they cost little however many
 * there are, and the rows themselves can then be read in portions.
 */
import type { RowSource } from './command-rows.ts';
import { toJsonColumn } from './row-statements.ts';

export function listUnfinishedUnitIds({ reader, rows }: RowSource, jobIds: Iterable<string>) {
  return readIds(
    { reader, rows },
    `SELECT u."id" FROM ${rows('?1', { id: 'text' })} r JOIN "Unit" u
     ON u."jobId" = r."id" AND u."state" IN ('PENDING', 'READY', 'RUNNING', 'PAUSED')
     ORDER BY u."id"`,
    [toJsonColumn(jobIds)],
  );
}

export function listUnitIdsOfJobs({ reader, rows }: RowSource, jobIds: Iterable<string>) {
  return readIds(
    { reader, rows },
    `SELECT u."id" FROM ${rows('?1', { id: 'text' })} r
     JOIN "Unit" u ON u."jobId" = r."id" ORDER BY u."id"`,
    [toJsonColumn(jobIds)],
  );
}

export function listUnitIdsOfTasks({ reader, rows }: RowSource, taskIds: Iterable<string>) {
  return readIds(
    { reader, rows },
    `SELECT u."id" FROM ${rows('?1', { id: 'text' })} r
     JOIN "Unit" u ON u."taskId" = r."id" ORDER BY u."id"`,
    [toJsonColumn(taskIds)],
  );
}

export function listTaskIdsOfJobs({ reader, rows }: RowSource, jobIds: Iterable<string>) {
  return readIds(
    { reader, rows },
    `SELECT t."id" FROM ${rows('?1', { id: 'text' })} r
     JOIN "Task" t ON t."jobId" = r."id" ORDER BY t."id"`,
    [toJsonColumn(jobIds)],
  );
}

export function listUnfinishedTaskIds({ reader, rows }: RowSource, jobIds: Iterable<string>) {
  return readIds(
    { reader, rows },
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
  return readIds(source, `SELECT u."id" FROM ${unitsIn[of]} ORDER BY u."id"`, [id, state]);
}

/** Each by the index that holds the fewest others: of a Topic it is that of the leases. */
const unitsIn = {
  TOPIC: `"Unit" u WHERE u."leaseUntil" IS NOT NULL AND u."topicId" = ?1 AND u."state" = ?2`,
  JOB: `"Unit" u WHERE u."jobId" = ?1 AND u."state" = ?2`,
  TASK: `"Task" t JOIN "Unit" u ON u."jobId" = t."jobId" AND u."state" = ?2 AND u."taskId" = t."id"
         WHERE t."id" = ?1`,
} as const;

async function readIds(
  { reader }: RowSource,
  sql: string,
  parameters: readonly string[],
): Promise<readonly string[]> {
  const found = await reader.query<{ readonly id: string }>(sql, parameters);
  return found.map(({ id }) => id);
}
