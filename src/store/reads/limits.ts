/** Limits for those who look: of Topics, what is used of them, and by which Units. */
import { groupBy } from '../../domain/group-by.ts';
import type { Limit } from '../../domain/limit.ts';
import type { LimitUse } from '../../domain/limit-use.ts';
import type { Unit } from '../../domain/unit.ts';
import { limitTable, limitUseTable } from '../limit-tables.ts';
import type { Store } from '../port.ts';
import { selectList, toJsonColumn } from '../row-statements.ts';
import { unitTable } from '../tables.ts';
import { greatestId, type KeysetPage, leastId } from './keyset-page.ts';

export async function findLimits(store: Store, ids: Iterable<string>): Promise<readonly Limit[]> {
  return await store.query<Limit>(
    `SELECT ${selectList(limitTable, 'l')} FROM ${store.rows('?1', { id: 'text' })} r
     ${store.joinEach({ table: 'Limit', alias: 'l', on: 'l."id" = r."id"' })}`,
    [toJsonColumn(ids)],
  );
}

/** The Limits of Topics by id: there are few of each, so they are cut to the page as they come. */
export async function listLimitsOfTopics(
  store: Store,
  topicIds: readonly string[],
  page: KeysetPage,
): Promise<ReadonlyMap<string, readonly Limit[]>> {
  const rows = await store.query<Limit>(
    `SELECT ${selectList(limitTable, 'l')} FROM ${store.rows('?1', { id: 'text' })} r
     ${store.joinEach({
       table: 'Limit',
       alias: 'l',
       on: 'l."topicId" = r."id" AND l."id" > ?2 AND l."id" < ?3',
     })}
     ORDER BY l."id" ${page.scan}`,
    [toJsonColumn(topicIds), page.above ?? leastId, page.below ?? greatestId],
  );
  const byTopic = groupBy(rows, ({ topicId }) => topicId);
  return new Map([...byTopic].map(([id, limits]) => [id, limits.slice(0, page.limit)]));
}

/** What is used of Limits, by kind or key: that is how their ids go on behind the Limit's. */
export async function listUsesOfLimits(
  store: Store,
  limitIds: readonly string[],
  page: KeysetPage,
): Promise<ReadonlyMap<string, readonly LimitUse[]>> {
  const above = page.above === undefined ? '' : `/${page.above}`;
  // The character behind the slash ends all that begins with the Limit's id and a slash.
  const below = page.below === undefined ? '0' : `/${page.below}`;
  const rows = await store.query<LimitUse>(
    `SELECT ${selectList(limitUseTable, 'l')} FROM ${store.rows('?1', { id: 'text' })} p
     ${store.joinSelected({
       table: 'LimitUse',
       alias: 'l',
       select: `SELECT x."id" FROM "LimitUse" x WHERE x."id" > p."id" || ?2 AND x."id" < p."id" || ?3
       ORDER BY x."id" ${page.scan} LIMIT ?4`,
     })}
     ORDER BY l."id" ${page.scan}`,
    [toJsonColumn(limitIds), above, below, page.limit],
  );
  return groupBy(rows, ({ limitId }) => limitId);
}

/** What a use counts, and the Topic that it is in. */
export type Counted = Pick<LimitUse, 'topicId' | 'scope' | 'subject'>;

/** The first Units that run of what each use counts, those first whose leases end first. */
export async function listHolders(
  store: Store,
  counted: readonly Counted[],
  limit: number,
): Promise<readonly (readonly Unit[])[]> {
  const columns = { place: 'text', topicId: 'text', scope: 'text', subject: 'text' } as const;
  const rows = await store.query<Unit & { readonly place: string }>(
    `SELECT r."place", ${selectList(unitTable, 'u')} FROM ${store.rows('?1', columns)} r
     ${store.joinSelected({
       table: 'Unit',
       alias: 'u',
       select: `SELECT x."id" FROM "HeldUnit" h
       ${store.joinEach({ table: 'Unit', alias: 'x', on: 'x."id" = h."unitId"' })}
       WHERE h."leaseUntil" > 0 AND h."topicId" || '' = r."topicId"
         AND (r."scope" = 'TOPIC' OR (r."scope" = 'KIND' AND x."kind" = r."subject")
           OR (r."scope" = 'KEY' AND EXISTS (SELECT 1 FROM "Lane" l
             WHERE l."id" = x."laneId" AND l."concurrencyKey" = r."subject")))
       ORDER BY h."leaseUntil" LIMIT ?2`,
     })}
     ORDER BY u."leaseUntil", u."id"`,
    [
      JSON.stringify(
        counted.map((use, place) => [`${place}`, use.topicId, use.scope, use.subject]),
      ),
      limit,
    ],
  );
  const byPlace = groupBy(rows, ({ place }) => place);
  return counted.map((_, place) => byPlace.get(`${place}`) ?? []);
}
