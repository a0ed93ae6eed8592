/**
 * How many Units come before others, counted along the index of what can be claimed. Of several in
 * the same line each is counted from the one before it, so that a page of them costs as much as its
 * last, and what is too far back is not counted to the end.
 */
import type { Lane, Place } from '../../domain/lane.ts';
import type { Store } from '../port.ts';

/** How far is counted: of what more Units, or more Lanes, come before the position is not told. */
export interface QueueBounds {
  readonly positionMax: number;
  readonly laneCountMax: number;
}

export const queueBounds: QueueBounds = { positionMax: 10_000, laneCountMax: 500 };

/** A Unit, its Lane, and its place in the claim order. */
export interface Queued extends Place {
  readonly lane: Lane;
}

/** How many Units of their Lane come before these; null for more than are counted. */
export function countAheadInLane(
  store: Store,
  units: readonly Queued[],
  most = queueBounds,
): Promise<readonly (number | null)[]> {
  return countAhead(store, units, {
    most,
    lineOf: ({ id }) => id,
    lanes: 'SELECT n."laneId" AS "id"',
  });
}

/** How many Units of their kind and labels come before these, in the claim order. */
export function countAheadInOrder(
  store: Store,
  units: readonly Queued[],
  most = queueBounds,
): Promise<readonly (number | null)[]> {
  return countAhead(store, units, {
    most,
    lineOf: ({ topicId, kind, requires }) => JSON.stringify([topicId, kind, requires]),
    lanes: `SELECT c."id" FROM "Lane" c
      WHERE c."topicId" = n."topicId" AND c."kind" = n."kind"
        AND c."requiresFirst" = n."requiresFirst" AND c."requires" = n."requires"
        AND (c."place", c."headId") < (n."rank", n."id")
        AND c."claimableCount" > 0 AND c."isOpen" = 1
      ORDER BY c."place", c."headId" LIMIT ${most.laneCountMax + 1}`,
  });
}

interface Line {
  readonly most: QueueBounds;
  /** Units of the same text are in one line. */
  readonly lineOf: (lane: Lane) => string;
  /** The Lanes that may have Units before the Unit `n`. */
  readonly lanes: string;
}

async function countAhead(
  store: Store,
  units: readonly Queued[],
  line: Line,
): Promise<readonly (number | null)[]> {
  const counted = await store.query<Counted>(countSql(store, line), [
    JSON.stringify(rowsOf(units, line.lineOf)),
  ]);
  const found = new Map(counted.map(({ id, count }) => [id, count]));
  return units.map(({ id }) => {
    const count = found.get(id);
    return count === undefined || count > line.most.positionMax ? null : count;
  });
}

interface Counted {
  readonly id: string;
  readonly count: number;
}

function countSql(store: Store, { lanes, most }: Line): string {
  const { positionMax, laneCountMax } = most;
  const named = store.rows('?1', {
    line: 'text',
    at: 'integer',
    topicId: 'text',
    kind: 'text',
    requiresFirst: 'text',
    requires: 'text',
    laneId: 'text',
    rank: 'integer',
    id: 'text',
  });
  // A Lane too many counts like Units too many.
  const laneCount = `(SELECT count(*) FROM (${lanes}) l) > ${laneCountMax}`;
  const ahead = (from: string) =>
    `CASE WHEN ${laneCount} THEN ${positionMax + 1} ELSE (
       SELECT count(*) FROM (
         SELECT 1 FROM (${lanes}) l JOIN "ClaimableUnit" x ON x."laneId" = l."id"
         WHERE (x."rank", x."unitId") < (n."rank", n."id") ${from}
         LIMIT ${positionMax + 1}) ahead) END`;
  return `WITH RECURSIVE step("line", "at", "rank", "id", "count") AS (
      SELECT n."line", n."at", n."rank", n."id", ${ahead('')} FROM ${named} n WHERE n."at" = 0
      UNION ALL
      SELECT n."line", n."at", n."rank", n."id",
        s."count" + ${ahead('AND (x."rank", x."unitId") >= (s."rank", s."id")')}
      FROM step s JOIN ${named} n ON n."line" = s."line" AND n."at" = s."at" + 1
      WHERE s."count" <= ${positionMax})
    SELECT "id", "count" FROM step`;
}

/** The Units line by line, each with its number in the line. */
function rowsOf(units: readonly Queued[], lineOf: (lane: Lane) => string) {
  const sorted = [...units].sort((a, b) => a.rank - b.rank || (a.id < b.id ? -1 : 1));
  const countByLine = new Map<string, number>();
  return sorted.map(({ lane, rank, id }) => {
    const line = lineOf(lane);
    const at = countByLine.get(line) ?? 0;
    countByLine.set(line, at + 1);
    const { topicId, kind, requiresFirst, requires } = lane;
    return [line, at, topicId, kind, requiresFirst, requires, lane.id, rank, id];
  });
}
