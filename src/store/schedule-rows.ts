/** The Schedules that commands work on, and the firings of them that are still of interest. */
import type { Schedule, ScheduleFiring } from '../domain/schedule.ts';
import type { DueQuery, RowSource } from './command-rows.ts';
import { selectList, toJsonColumn } from './row-statements.ts';
import { firingTable, scheduleTable } from './schedule-tables.ts';

export function findSchedules(source: RowSource, ids: Iterable<string>) {
  return source.reader.query<Schedule>(
    `SELECT ${selectList(scheduleTable, 's')} FROM ${source.rows('?1', { id: 'text' })} r
     ${source.joinEach({ table: 'Schedule', alias: 's', on: 's."id" = r."id"' })}`,
    [toJsonColumn(ids)],
  );
}

export function findSchedulesByName(source: RowSource, topicId: string, names: Iterable<string>) {
  return source.reader.query<Schedule>(
    `SELECT ${selectList(scheduleTable, 's')} FROM ${source.rows('?1', { name: 'text' })} r
     ${source.joinEach({
       table: 'Schedule',
       alias: 's',
       on: 's."topicId" = ?2 AND s."name" = r."name"',
     })}`,
    [toJsonColumn(names), topicId],
  );
}

/** The Schedules of a Topic that the clock has to look at, the longest due first. */
export function listSchedulesPast({ reader }: RowSource, { topicId, now, max }: DueQuery) {
  return reader.query<Schedule>(
    `SELECT ${selectList(scheduleTable, 's')} FROM "Schedule" s
     WHERE s."wakesAt" IS NOT NULL AND s."wakesAt" <= ?1 AND s."topicId" || '' = ?2
     ORDER BY s."wakesAt", s."id" LIMIT ?3`,
    [now, topicId, max],
  );
}

/** The firings of these Schedules that wait for the Job before them. */
export function listQueuedFirings(source: RowSource, scheduleIds: Iterable<string>) {
  return source.reader.query<ScheduleFiring>(
    `SELECT ${selectList(firingTable, 'f')} FROM ${source.rows('?1', { id: 'text' })} r
     ${source.joinEach({
       table: 'ScheduleFiring',
       alias: 'f',
       on: `f."scheduleId" = r."id" AND f."outcome" = 'QUEUED'`,
     })}`,
    [toJsonColumn(scheduleIds)],
  );
}

/** The oldest firings of a Schedule that wait for nothing any more. */
export function listOldestFirings({ reader }: RowSource, scheduleId: string, max: number) {
  return reader.query<ScheduleFiring>(
    `SELECT ${selectList(firingTable, 'f')} FROM "ScheduleFiring" f
     WHERE f."scheduleId" = ?1 AND f."outcome" || '' <> 'QUEUED' ORDER BY f."id" LIMIT ?2`,
    [scheduleId, max],
  );
}
