/**
 * Rows that are kept no longer, found by index within the engine's transaction. Every list is bounded,
 * and no statement reads more rows than it answers: what hangs on one Unit may be any number.
 */

import type { Dependency } from '../domain/dependency.ts';
import type { Job } from '../domain/job.ts';
import type { Attempt } from '../domain/lease.ts';
import type { LogLine } from '../domain/log-line.ts';
import type { ExpiredUnit } from '../domain/retention.ts';
import type { Task } from '../domain/task.ts';
import type { RowSource } from './command-rows.ts';
import { selectList, toJsonColumn } from './row-statements.ts';
import { jobTable, taskTable } from './tables.ts';

/** The Jobs of a Topic that are being deleted, those first that have been for the longest. */
export function listDeletingJobs({ reader }: RowSource, topicId: string, max: number) {
  return reader.query<Job>(
    `SELECT ${selectList(jobTable, 'j')} FROM "Job" j
     WHERE j."topicId" = ?1 AND j."deletingAt" IS NOT NULL
     ORDER BY j."deletingAt", j."id" LIMIT ?2`,
    [topicId, max],
  );
}

/** The Jobs of a Topic that had finished by an instant, those first that have for the longest. */
export function listJobsFinishedBy(
  { reader }: RowSource,
  { topicId, finishedBy, max }: { topicId: string; finishedBy: number; max: number },
) {
  return reader.query<Job>(
    `SELECT ${selectList(jobTable, 'j')} FROM "Job" j
     WHERE j."topicId" = ?1 AND j."finishedAt" IS NOT NULL AND j."finishedAt" <= ?2
     ORDER BY j."finishedAt", j."id" LIMIT ?3`,
    [topicId, finishedBy, max],
  );
}

/** When the Job of a Topic finished that has been finished for the longest; null if none has. */
export async function findOldestFinishedAt(
  { reader }: RowSource,
  topicId: string,
): Promise<number | null> {
  const [found] = await reader.query<{ readonly at: number | null }>(
    `SELECT min(j."finishedAt") AS "at" FROM "Job" j
     WHERE j."topicId" = ?1 AND j."finishedAt" IS NOT NULL`,
    [topicId],
  );
  return found?.at ?? null;
}

/** Some of the Tasks of these Jobs. */
export function listSomeTasks(source: RowSource, jobIds: readonly string[], max: number) {
  return source.reader.query<Task>(
    `SELECT ${selectList(taskTable, 't')} FROM ${idsOf(source)} r
     ${source.joinEach({ table: 'Task', alias: 't', on: 't."jobId" = r."id"' })} LIMIT ?2`,
    [toJsonColumn(jobIds), max],
  );
}

/** Some of the Units of these Tasks. */
export function listSomeUnits(source: RowSource, taskIds: readonly string[], max: number) {
  return source.reader.query<ExpiredUnit>(
    `SELECT u."id", u."taskId", u."jobId", u."laneId", u."state", u."succeededHandlerCount"
     FROM ${idsOf(source)} r
     ${source.joinEach({ table: 'Unit', alias: 'u', on: 'u."taskId" = r."id"' })} LIMIT ?2`,
    [toJsonColumn(taskIds), max],
  );
}

export function listSomeLogLines(source: RowSource, unitIds: readonly string[], max: number) {
  return source.reader.query<Pick<LogLine, 'unitId' | 'attempt' | 'line'>>(
    `SELECT l."unitId", l."attempt", l."line"
     FROM ${idsOf(source)} r
     ${source.joinEach({ table: 'LogLine', alias: 'l', on: 'l."unitId" = r."id"' })} LIMIT ?2`,
    [toJsonColumn(unitIds), max],
  );
}

export function listSomeAttempts(source: RowSource, unitIds: readonly string[], max: number) {
  return source.reader.query<Pick<Attempt, 'unitId' | 'number'>>(
    `SELECT a."unitId", a."number"
     FROM ${idsOf(source)} r
     ${source.joinEach({ table: 'Attempt', alias: 'a', on: 'a."unitId" = r."id"' })} LIMIT ?2`,
    [toJsonColumn(unitIds), max],
  );
}

/** Some of the dependencies from and to these Units or Tasks, each once. */
export async function listSomeDependencies(
  source: RowSource,
  table: 'UnitDependency' | 'TaskDependency',
  { ids, max }: { readonly ids: readonly string[]; readonly max: number },
): Promise<readonly Dependency[]> {
  const found = new Map<string, Dependency>();
  for (const end of ['predecessorId', 'dependantId'] as const) {
    const dependencies = await source.reader.query<Dependency>(
      `SELECT d."predecessorId", d."dependantId"
       FROM ${idsOf(source)} r
     ${source.joinEach({ table, alias: 'd', on: `d."${end}" = r."id"` })} LIMIT ?2`,
      [toJsonColumn(ids), max],
    );
    for (const each of dependencies) found.set(`${each.predecessorId} ${each.dependantId}`, each);
  }
  return [...found.values()];
}

function idsOf(source: RowSource): string {
  return source.rows('?1', { id: 'text' });
}
