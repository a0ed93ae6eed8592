/** The Jobs that commands work on, found in sets by indexes within the engine's transaction. */
import type { Job, JobDeadlineColumn } from '../domain/job.ts';
import type { DueQuery, RowSource } from './command-rows.ts';
import { selectList, toJsonColumn } from './row-statements.ts';
import { jobTable } from './tables.ts';

export function findJobs(source: RowSource, ids: Iterable<string>) {
  return source.reader.query<Job>(
    `SELECT ${selectList(jobTable, 'j')} FROM ${source.rows('?1', { id: 'text' })} r
     ${source.joinEach({ table: 'Job', alias: 'j', on: 'j."id" = r."id"' })}`,
    [toJsonColumn(ids)],
  );
}

export function findJobsByKey(source: RowSource, topicId: string, keys: Iterable<string>) {
  return source.reader.query<Job>(
    `SELECT ${selectList(jobTable, 'j')} FROM ${source.rows('?1', { key: 'text' })} r
     ${source.joinEach({
       table: 'Job',
       alias: 'j',
       on: 'j."topicId" = ?2 AND j."key" = r."key"',
     })}`,
    [toJsonColumn(keys), topicId],
  );
}

/** What of the Jobs with a collapse key can matter to the next submission under it. */
export interface CollapseQuery {
  readonly topicId: string;
  readonly keys: Iterable<string>;
  /** How many are to be found of each sort. */
  readonly max: number;
}

/** The newest Jobs of each key, the newest unfinished that have not begun, and that have. */
export function listCollapsingJobs(source: RowSource, { topicId, keys, max }: CollapseQuery) {
  const newest = (conditions: string) =>
    source.joinSelected({
      table: 'Job',
      alias: 'j',
      select: `SELECT c."id" FROM "Job" c
        WHERE c."topicId" = ?2 AND c."collapseKey" = r."key" AND ${conditions}
        ORDER BY c."id" DESC LIMIT ?3`,
    });
  const isWaiting = `(c."beginsAt" IS NOT NULL OR c."behindJobId" IS NOT NULL)`;
  const sorts = [
    newest('c."collapseKey" IS NOT NULL AND c."deletingAt" IS NULL'),
    newest(`c."state" = 'RUNNING' AND ${isWaiting}`),
    newest(`c."state" = 'RUNNING' AND NOT ${isWaiting}`),
  ];
  const statement = sorts.map(
    (sort) =>
      `SELECT ${selectList(jobTable, 'j')} FROM ${source.rows('?1', { key: 'text' })} r ${sort}`,
  );
  return source.reader.query<Job>(statement.join(' UNION ALL '), [
    toJsonColumn(keys),
    topicId,
    max,
  ]);
}

/** The Jobs that begin after these. */
export function listJobsBehind(source: RowSource, ids: Iterable<string>) {
  return source.reader.query<Job>(
    `SELECT ${selectList(jobTable, 'j')} FROM ${source.rows('?1', { id: 'text' })} r
     ${source.joinEach({ table: 'Job', alias: 'j', on: 'j."behindJobId" = r."id"' })}`,
    [toJsonColumn(ids)],
  );
}

/**
 * The Jobs of a Topic whose time by this column has come, the longest past first; not by the index
 * of the Topic's Jobs, which are many.
 */
export function listJobsPast(
  { reader }: RowSource,
  column: JobDeadlineColumn | 'resumeAt',
  { topicId, now, max }: DueQuery,
) {
  return reader.query<Job>(
    `SELECT ${selectList(jobTable, 'j')} FROM "Job" j
     WHERE j."${column}" IS NOT NULL AND j."${column}" <= ?1 AND j."topicId" || '' = ?2
     ORDER BY j."${column}" LIMIT ?3`,
    [now, topicId, max],
  );
}
