/** Lists of Schedules by name, and of what became of their firings. */
import { groupBy } from '../../domain/group-by.ts';
import type { FiringOutcome, Schedule, ScheduleFiring } from '../../domain/schedule.ts';
import type { Store } from '../port.ts';
import { selectList, toJsonColumn } from '../row-statements.ts';
import { firingTable, scheduleTable } from '../schedule-tables.ts';
import { greatestId, type KeysetPage, leastId } from './keyset-page.ts';

export async function listSchedulesOfTopics(
  store: Store,
  topicIds: readonly string[],
  { above, below, scan, limit }: KeysetPage,
): Promise<ReadonlyMap<string, readonly Schedule[]>> {
  // A name may have any character, so nothing is greater than all of them.
  const before = below === undefined ? '' : 'AND x."name" < ?4';
  const rows = await store.query<Schedule>(
    `SELECT ${selectList(scheduleTable, 's')} FROM ${store.rows('?1', { id: 'text' })} p
     ${store.joinSelected({
       table: 'Schedule',
       alias: 's',
       select: `SELECT x."id" FROM "Schedule" x WHERE x."topicId" = p."id" AND x."name" > ?2 ${before}
       ORDER BY x."name" ${scan} LIMIT ?3`,
     })}
     ORDER BY s."topicId", s."name" ${scan}`,
    [toJsonColumn(topicIds), above ?? '', limit, ...(below === undefined ? [] : [below])],
  );
  return groupBy(rows, ({ topicId }) => topicId);
}

/** The firings of Schedules, of one outcome or of any, by the time at which they were written down. */
export async function listFiringsOfSchedules(
  store: Store,
  scheduleIds: readonly string[],
  page: KeysetPage & { readonly outcome: FiringOutcome | null },
): Promise<ReadonlyMap<string, readonly ScheduleFiring[]>> {
  const { above, below, scan, limit, outcome } = page;
  const withOutcome = outcome === null ? '' : 'AND x."outcome" = ?5';
  const rows = await store.query<ScheduleFiring>(
    `SELECT ${selectList(firingTable, 'f')} FROM ${store.rows('?1', { id: 'text' })} p
     ${store.joinSelected({
       table: 'ScheduleFiring',
       alias: 'f',
       select: `SELECT x."id" FROM "ScheduleFiring" x
       WHERE x."scheduleId" = p."id" AND x."id" > ?2 AND x."id" < ?3 ${withOutcome}
       ORDER BY x."id" ${scan} LIMIT ?4`,
     })}
     ORDER BY f."scheduleId", f."id" ${scan}`,
    [
      toJsonColumn(scheduleIds),
      above ?? leastId,
      below ?? greatestId,
      limit,
      ...(outcome === null ? [] : [outcome]),
    ],
  );
  return groupBy(rows, ({ scheduleId }) => scheduleId);
}

export function findFirings(store: Store, ids: Iterable<string>) {
  return store.query<ScheduleFiring>(
    `SELECT ${selectList(firingTable, 'f')} FROM ${store.rows('?1', { id: 'text' })} r
     ${store.joinEach({ table: 'ScheduleFiring', alias: 'f', on: 'f."id" = r."id"' })}`,
    [toJsonColumn(ids)],
  );
}
