/** Lists of Workers, and of what they hold, for many parents in one statement each. */
import { groupBy } from '../../domain/group-by.ts';
import type { Unit } from '../../domain/unit.ts';
import type { Worker, WorkerMode } from '../../domain/worker.ts';
import type { Store } from '../port.ts';
import { selectList, toJsonColumn } from '../row-statements.ts';
import { unitTable } from '../tables.ts';
import { workerTable } from '../worker-table.ts';
import { greatestId, type KeysetPage, leastId } from './keyset-page.ts';

/** Where a Worker stands among those of its Topic. */
export interface WorkerPosition {
  /** When it was last seen, epoch milliseconds. */
  readonly lastSeenAt: number;
  readonly id: string;
}

export interface WorkerPage extends KeysetPage<WorkerPosition> {
  readonly modes: readonly WorkerMode[];
  /** Last seen at or after this, epoch milliseconds. */
  readonly seenFrom: number;
  /** Last seen before this, epoch milliseconds. */
  readonly seenBefore: number;
}

/** Workers of Topics: read mode by mode, which is how the index holds them. */
export async function listWorkersOfTopics(
  store: Store,
  topicIds: readonly string[],
  page: WorkerPage,
): Promise<ReadonlyMap<string, readonly Worker[]>> {
  const { scan, limit, seenFrom, seenBefore } = page;
  const above = page.above ?? { lastSeenAt: 0, id: leastId };
  const below = page.below ?? { lastSeenAt: Number.MAX_SAFE_INTEGER, id: greatestId };
  const rows = await store.query<Worker>(
    `SELECT ${selectList(workerTable, 'w')}
     FROM ${store.rows('?1', { id: 'text' })} p CROSS JOIN ${store.rows('?2', { mode: 'text' })} m
     ${store.joinSelected({
       table: 'Worker',
       alias: 'w',
       select: `SELECT x."id" FROM "Worker" x
       WHERE x."topicId" = p."id" AND x."mode" = m."mode"
         AND (x."lastSeenAt", x."id") > (?3, ?4) AND (x."lastSeenAt", x."id") < (?5, ?6)
         AND x."lastSeenAt" >= ?7 AND x."lastSeenAt" < ?8
       ORDER BY x."lastSeenAt" ${scan}, x."id" ${scan} LIMIT ?9`,
     })}
     ORDER BY w."lastSeenAt" ${scan}, w."id" ${scan}`,
    [
      toJsonColumn(topicIds),
      toJsonColumn(page.modes),
      above.lastSeenAt,
      above.id,
      below.lastSeenAt,
      below.id,
      seenFrom,
      seenBefore,
      limit,
    ],
  );
  const groups = groupBy(rows, ({ topicId }) => topicId);
  return new Map([...groups].map(([id, group]) => [id, group.slice(0, limit)]));
}

/** Workers by the names that they have in their Topics. */
export async function findNamedWorkers(
  store: Store,
  names: readonly Pick<Worker, 'topicId' | 'name'>[],
): Promise<readonly Worker[]> {
  return await store.query<Worker>(
    `SELECT ${selectList(workerTable, 'w')}
     FROM ${store.rows('?1', { topicId: 'text', name: 'text' })} r
     ${store.joinEach({
       table: 'Worker',
       alias: 'w',
       on: 'w."topicId" = r."topicId" AND w."name" = r."name"',
     })}`,
    [JSON.stringify(names.map(({ topicId, name }) => [topicId, name]))],
  );
}

/** The Units that Workers hold. */
export async function listUnitsOfWorkers(
  store: Store,
  workerIds: readonly string[],
  { above = leastId, below = greatestId, scan, limit }: KeysetPage,
): Promise<ReadonlyMap<string, readonly Unit[]>> {
  const rows = await store.query<Unit & { readonly workerId: string }>(
    `SELECT w."id" AS "workerId", ${selectList(unitTable, 'u')}
     FROM ${store.rows('?1', { id: 'text' })} p
     ${store.joinEach({ table: 'Worker', alias: 'w', on: 'w."id" = p."id"' })}
     ${store.joinSelected({
       table: 'Unit',
       alias: 'u',
       select: `SELECT x."unitId" FROM "HeldUnit" x
       WHERE x."topicId" = w."topicId" AND x."worker" = w."name"
         AND x."unitId" > ?2 AND x."unitId" < ?3
       ORDER BY x."unitId" ${scan} LIMIT ?4`,
     })}
     ORDER BY u."id" ${scan}`,
    [toJsonColumn(workerIds), above, below, limit],
  );
  return groupBy(rows, ({ workerId }) => workerId);
}

/** How many Units Workers hold: as many steps over the index as they hold. */
export async function countHeldUnits(
  store: Store,
  workerIds: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const rows = await store.query<{ readonly id: string; readonly heldCount: number }>(
    `SELECT w."id", (SELECT count(*) FROM "HeldUnit" u
                     WHERE u."topicId" = w."topicId" AND u."worker" = w."name") AS "heldCount"
     FROM ${store.rows('?1', { id: 'text' })} p
     ${store.joinEach({ table: 'Worker', alias: 'w', on: 'w."id" = p."id"' })}`,
    [toJsonColumn(workerIds)],
  );
  return new Map(rows.map(({ id, heldCount }) => [id, heldCount]));
}
