/** Limits and what is used of them, read in sets within the engine's transaction. */
import type { Limit } from '../domain/limit.ts';
import type { LimitUse } from '../domain/limit-use.ts';
import type { DueQuery, RowSource } from './command-rows.ts';
import { limitTable, limitUseTable } from './limit-tables.ts';
import { selectList, toJsonColumn } from './row-statements.ts';

export function listLimits({ reader }: RowSource, topicId: string) {
  return reader.query<Limit>(
    `SELECT ${selectList(limitTable, 'l')} FROM "Limit" l WHERE l."topicId" = ?1 ORDER BY l."id"`,
    [topicId],
  );
}

export function findLimitUses(source: RowSource, ids: Iterable<string>) {
  return source.reader.query<LimitUse>(
    `SELECT ${selectList(limitUseTable, 'l')} FROM ${source.rows('?1', { id: 'text' })} r
     ${source.joinEach({ table: 'LimitUse', alias: 'l', on: 'l."id" = r."id"' })}`,
    [toJsonColumn(ids)],
  );
}

/** The uses of one Limit, by id; a part of them after another. */
export function listUsesOfLimit(
  { reader }: RowSource,
  limitId: string,
  { after, max }: { readonly after: string; readonly max: number },
) {
  return reader.query<LimitUse>(
    `SELECT ${selectList(limitUseTable, 'l')} FROM "LimitUse" l
     WHERE l."id" > ?1 AND l."id" < ?2 ORDER BY l."id" LIMIT ?3`,
    // The character behind the slash ends all that begins with the Limit's id and a slash.
    [after === '' ? limitId : after, `${limitId}0`, max],
  );
}

/** The uses of a Topic that count Units which run, or that let nothing start. */
export function listUsesInUse({ reader }: RowSource, topicId: string) {
  return reader.query<LimitUse>(
    `SELECT ${selectList(limitUseTable, 'l')} FROM "LimitUse" l
     WHERE l."topicId" = ?1 AND l."runningCount" > 0
     UNION
     SELECT ${selectList(limitUseTable, 'l')} FROM "LimitUse" l
     WHERE l."topicId" = ?1 AND l."isClosed" = 1`,
    [topicId],
  );
}

/** What of a Topic lets nothing start of itself, or of one of its kinds: claims leave that out. */
export function listShutUses({ reader }: RowSource, topicId: string) {
  return reader.query<LimitUse>(
    `SELECT ${selectList(limitUseTable, 'l')} FROM "LimitUse" l
     WHERE l."topicId" = ?1 AND l."isClosed" = 1 AND l."scope" IN ('KIND', 'TOPIC')`,
    [topicId],
  );
}

/** What of a Topic was to be opened by now, the longest ago first. */
export function listUsesPast({ reader }: RowSource, { topicId, now, max }: DueQuery) {
  return reader.query<LimitUse>(
    `SELECT ${selectList(limitUseTable, 'l')} FROM "LimitUse" l
     WHERE l."opensAt" IS NOT NULL AND l."opensAt" <= ?1 AND l."topicId" = ?2
     ORDER BY l."opensAt" LIMIT ?3`,
    [now, topicId, max],
  );
}
