/**
 * Lanes and what can be claimed from them, read in sets. Each statement steps along an index that
 * holds nothing but what can be claimed, from one group of Lanes, Lane or Unit to the next, so that it
 * costs what it answers.
 */
import type { Lane, LaneTraits, Place, UnitPlace } from '../domain/lane.ts';
import type { RowSource } from './command-rows.ts';
import { laneTable } from './lane-table.ts';
import { selectList, toJsonColumn } from './row-statements.ts';

export function findLanes(source: RowSource, ids: Iterable<string>) {
  return source.reader.query<Lane>(
    `SELECT ${selectList(laneTable, 'l')} FROM ${source.rows('?1', { id: 'text' })} r
     ${source.joinEach({ table: 'Lane', alias: 'l', on: 'l."id" = r."id"' })}`,
    [toJsonColumn(ids)],
  );
}

export function findLanesByTraits(
  source: RowSource,
  topicId: string,
  traits: readonly LaneTraits[],
) {
  const named = source.rows('?1', { kind: 'text', requires: 'text', concurrencyKey: 'text' });
  return source.reader.query<Lane>(
    `SELECT ${selectList(laneTable, 'l')} FROM ${named} r
     ${source.joinEach({
       table: 'Lane',
       alias: 'l',
       on: `l."topicId" = ?2 AND l."kind" = r."kind" AND l."requires" = r."requires"
         AND l."concurrencyKey" = r."concurrencyKey"`,
     })}`,
    [
      JSON.stringify(
        traits.map(({ kind, requires, concurrencyKey }) => [kind, requires, concurrencyKey]),
      ),
      topicId,
    ],
  );
}

/** The kinds of a Topic of which something can be claimed, by stepping from kind to kind. */
export async function listClaimableKinds({ reader }: RowSource, topicId: string) {
  const found = await reader.query<{ readonly kind: string }>(
    `WITH RECURSIVE step(kind) AS (
       SELECT min(l."kind") FROM "Lane" l WHERE l."topicId" = ?1 AND ${isClaimable('l')}
       UNION ALL
       SELECT (SELECT min(l."kind") FROM "Lane" l
               WHERE l."topicId" = ?1 AND l."kind" > step.kind AND ${isClaimable('l')})
       FROM step WHERE step.kind IS NOT NULL)
     SELECT kind AS "kind" FROM step WHERE kind IS NOT NULL`,
    [topicId],
  );
  return found.map(({ kind }) => kind);
}

/** Which labels are required together of what can be claimed, for these kinds and first requirements. */
export function listRequirements(
  source: RowSource,
  topicId: string,
  searches: readonly { readonly kind: string; readonly requiresFirst: string }[],
) {
  const next = (kind: string, first: string, after: string) =>
    `SELECT min(l."requires") FROM "Lane" l WHERE l."topicId" = ?2 AND l."kind" = ${kind}
       AND l."requiresFirst" = ${first} ${after} AND ${isClaimable('l')}`;
  return source.reader.query<Pick<Lane, 'kind' | 'requires'>>(
    `WITH RECURSIVE step(kind, first, requires) AS (
       SELECT s."kind", s."requiresFirst", (${next('s."kind"', 's."requiresFirst"', '')})
       FROM ${source.rows('?1', { kind: 'text', requiresFirst: 'text' })} s
       UNION ALL
       SELECT kind, first, (${next('step.kind', 'step.first', 'AND l."requires" > step.requires')})
       FROM step WHERE step.requires IS NOT NULL)
     SELECT kind AS "kind", requires AS "requires" FROM step WHERE requires IS NOT NULL`,
    [JSON.stringify(searches.map(({ kind, requiresFirst }) => [kind, requiresFirst])), topicId],
  );
}

/** A group of Lanes alike but for their concurrency keys, and up to where it was read. */
interface LaneGroupRead extends Pick<Lane, 'kind' | 'requires' | 'requiresFirst'> {
  readonly readTo: Place;
}

/** The next Lanes of each of these groups from which something can be claimed, up to `max` of each. */
export function listClaimableLanes(
  source: RowSource,
  { topicId, groups, max }: { topicId: string; groups: readonly LaneGroupRead[]; max: number },
) {
  const named = source.rows('?1', {
    kind: 'text',
    requiresFirst: 'text',
    requires: 'text',
    afterPlace: 'integer',
    afterId: 'text',
  });
  return source.reader.query<Lane>(
    `SELECT ${selectList(laneTable, 'l')} FROM ${named} g ${source.joinSelected({
      table: 'Lane',
      alias: 'l',
      select: `SELECT c."id" FROM "Lane" c WHERE c."topicId" = ?2 AND c."kind" = g."kind"
         AND c."requiresFirst" = g."requiresFirst" AND c."requires" = g."requires"
         AND (c."place", c."headId") > (g."afterPlace", g."afterId") AND ${isClaimable('c')}
       ORDER BY c."place", c."headId" LIMIT ?3`,
    })}
     ORDER BY l."place", l."headId"`,
    [
      JSON.stringify(
        groups.map(({ kind, requiresFirst, requires, readTo }) => {
          return [kind, requiresFirst, requires, readTo.rank, readTo.id];
        }),
      ),
      topicId,
      max,
    ],
  );
}

/** Lanes of a Topic that can be claimed from, whichever. */
export function listOpenLanes({ reader }: RowSource, topicId: string, max: number) {
  return reader.query<Lane>(
    `SELECT ${selectList(laneTable, 'l')} FROM "Lane" l WHERE l."topicId" = ?1 AND ${isClaimable('l')}
     ORDER BY l."kind", l."requiresFirst", l."requires", l."place", l."headId" LIMIT ?2`,
    [topicId, max],
  );
}

/** The first Lane of each group that has something to claim, whatever it requires. */
export function listFirstLanes(source: RowSource, topicId: string) {
  const first = (after: string) =>
    `(SELECT c."id" FROM "Lane" c WHERE c."topicId" = ?1 ${after} AND ${isClaimable('c')}
      ORDER BY c."kind", c."requiresFirst", c."requires", c."place", c."headId" LIMIT 1)`;
  // As expressions: two columns are compared in a way for which SQLite uses but the first of three.
  const last = ['kind', 'requiresFirst', 'requires'].map((column) => `p."${column}" || ''`).join();
  const behind = `AND (c."kind", c."requiresFirst", c."requires", c."place") > (${last}, ${lastPlace})`;
  return source.reader.query<Lane>(
    `WITH RECURSIVE step("id") AS (
       SELECT ${first('')}
       UNION ALL
       SELECT ${first(behind)} FROM step s
     ${source.joinEach({ table: 'Lane', alias: 'p', on: 'p."id" = s."id"' })})
     SELECT ${selectList(laneTable, 'l')} FROM step s
     ${source.joinEach({ table: 'Lane', alias: 'l', on: 'l."id" = s."id"' })}`,
    [topicId],
  );
}

/** The same for some kinds alone. */
export function listFirstLanesOfKinds(source: RowSource, topicId: string, kinds: Iterable<string>) {
  const first = (kind: string, after: string) =>
    `(SELECT c."id" FROM "Lane" c WHERE c."topicId" = ?2 AND c."kind" = ${kind} ${after}
        AND ${isClaimable('c')}
      ORDER BY c."requiresFirst", c."requires", c."place", c."headId" LIMIT 1)`;
  const last = ['requiresFirst', 'requires'].map((column) => `p."${column}" || ''`).join();
  const behind = `AND (c."requiresFirst", c."requires", c."place") > (${last}, ${lastPlace})`;
  return source.reader.query<Lane>(
    `WITH RECURSIVE step("id") AS (
       SELECT ${first('k."kind"', '')} FROM ${source.rows('?1', { kind: 'text' })} k
       UNION ALL
       SELECT ${first('p."kind"', behind)} FROM step s
     ${source.joinEach({ table: 'Lane', alias: 'p', on: 'p."id" = s."id"' })})
     SELECT ${selectList(laneTable, 'l')} FROM step s
     ${source.joinEach({ table: 'Lane', alias: 'l', on: 'l."id" = s."id"' })}`,
    [toJsonColumn(kinds), topicId],
  );
}

/**
 * Behind all Lanes of a group. Of several columns SQLite looks for what is equal, too, and goes through
 * that: without a place that none has it would go through the group.
 */
const lastPlace = '9223372036854775807';

/** The Lanes of these keys, whether or not there is anything to claim. */
export function listLanesOfKeys(source: RowSource, topicId: string, keys: Iterable<string>) {
  return source.reader.query<Lane>(
    `SELECT ${selectList(laneTable, 'l')} FROM ${source.rows('?1', { key: 'text' })} r
     ${source.joinEach({
       table: 'Lane',
       alias: 'l',
       on: `l."topicId" = ?2 AND l."concurrencyKey" = r."key" AND l."concurrencyKey" <> ''`,
     })}`,
    [toJsonColumn(keys), topicId],
  );
}

/** The next Lanes of a Topic, by id, that have something to claim. */
export function listWaitingLanes(
  { reader }: RowSource,
  { topicId, after, max }: { topicId: string; after: string; max: number },
) {
  return reader.query<Lane>(
    `SELECT ${selectList(laneTable, 'l')} FROM "Lane" l
     WHERE l."topicId" = ?1 AND l."claimableCount" > 0 AND l."id" > ?2 ORDER BY l."id" LIMIT ?3`,
    [topicId, after, max],
  );
}

/** Which Units are the next claimable of each of these Lanes, and where they stand: up to `max` of each. */
export function listClaimablePlaces(
  source: RowSource,
  lanes: readonly { readonly id: string; readonly readTo: Place }[],
  max: number,
) {
  const named = source.rows('?1', { laneId: 'text', afterRank: 'integer', afterId: 'text' });
  return source.reader.query<UnitPlace>(
    `SELECT u."id", u."laneId", u."rank" FROM ${named} l ${source.joinSelected({
      table: 'Unit',
      alias: 'u',
      select: `SELECT c."unitId" FROM "ClaimableUnit" c WHERE c."laneId" = l."laneId"
         AND (c."rank", c."unitId") > (l."afterRank", l."afterId")
       ORDER BY c."rank", c."unitId" LIMIT ?2`,
    })}`,
    [JSON.stringify(lanes.map(({ id, readTo }) => [id, readTo.rank, readTo.id])), max],
  );
}

/** As the index of what can be claimed says it, so that it is this one that is used. */
function isClaimable(alias: string): string {
  return `${alias}."claimableCount" > 0 AND ${alias}."isOpen" = 1`;
}
