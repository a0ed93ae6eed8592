/**
 * The first rows of a list for each of many parents, in one statement. A statement per parent would
 * be one query per row of the list above, and Prisma's nested `take` reads every child and cuts the
 * list in memory. The invariant: a statement reads at most `limit` rows for each parent and state,
 * from an index, however many there are.
 */
import { groupBy } from '../../domain/group-by.ts';
import type { Job, JobState } from '../../domain/job.ts';
import type { Attempt } from '../../domain/lease.ts';
import type { LogLine } from '../../domain/log-line.ts';
import type { Task, TaskState } from '../../domain/task.ts';
import type { Unit, UnitState } from '../../domain/unit.ts';
import type { Store } from '../port.ts';
import { selectList, toJsonColumn } from '../row-statements.ts';
import { attemptTable, jobTable, taskTable, unitTable } from '../tables.ts';
import { greatestId, type KeysetPage, leastId } from './keyset-page.ts';

export interface JobSelection {
  readonly states: readonly JobState[];
  readonly key: string | undefined;
  /** Submitted at or after this, epoch milliseconds. */
  readonly createdFrom: number | undefined;
  /** Submitted before this, epoch milliseconds. */
  readonly createdBefore: number | undefined;
}

/** Jobs of Topics: read state by state, which is how the index holds them. */
export async function listJobsOfTopics(
  store: Store,
  topicIds: readonly string[],
  page: KeysetPage & JobSelection,
): Promise<ReadonlyMap<string, readonly Job[]>> {
  // A key is looked up by its own index, so the condition stands only where there is one. In the order
  // of states, which is one here: by that of ids alone PostgreSQL would go through Jobs of all states.
  const withKey = page.key === undefined ? '' : 'AND x."key" = ?8';
  const rows = await store.query<Job>(
    `SELECT ${selectList(jobTable, 'j')}
     FROM ${store.rows('?1', { id: 'text' })} p CROSS JOIN ${store.rows('?2', { state: 'text' })} s
     ${store.joinSelected({
       table: 'Job',
       alias: 'j',
       select: `SELECT x."id" FROM "Job" x
       WHERE x."topicId" = p."id"
         AND (x."state", x."id") > (s."state", ?3) AND (x."state", x."id") < (s."state", ?4)
         AND x."createdAt" >= ?6 AND x."createdAt" < ?7 AND x."deletingAt" IS NULL ${withKey}
       ORDER BY x."state" ${page.scan}, x."id" ${page.scan} LIMIT ?5`,
     })}`,
    [
      toJsonColumn(topicIds),
      toJsonColumn(page.states),
      ...bounds(page),
      page.createdFrom ?? 0,
      page.createdBefore ?? Number.MAX_SAFE_INTEGER,
      ...(page.key === undefined ? [] : [page.key]),
    ],
  );
  return groupRows(rows, 'topicId', page);
}

/** Units of Jobs: read state by state, which is how the index holds them. */
export async function listUnitsOfJobs(
  store: Store,
  jobIds: readonly string[],
  page: KeysetPage & { readonly states: readonly UnitState[] },
): Promise<ReadonlyMap<string, readonly Unit[]>> {
  const rows = await store.query<Unit>(
    `SELECT ${selectList(unitTable, 'u')}
     FROM ${store.rows('?1', { id: 'text' })} p CROSS JOIN ${store.rows('?2', { state: 'text' })} s
     ${store.joinSelected({
       table: 'Unit',
       alias: 'u',
       select: `SELECT x."id" FROM "Unit" x
       WHERE x."jobId" = p."id" AND x."state" = s."state" AND x."id" > ?3 AND x."id" < ?4
       ORDER BY x."id" ${page.scan} LIMIT ?5`,
     })}`,
    [toJsonColumn(jobIds), toJsonColumn(page.states), ...bounds(page)],
  );
  return groupRows(rows, 'jobId', page);
}

export async function listTasksOfJobs(
  store: Store,
  jobIds: readonly string[],
  page: KeysetPage & { readonly states: readonly TaskState[] },
): Promise<ReadonlyMap<string, readonly Task[]>> {
  const rows = await store.query<Task>(
    `SELECT ${selectList(taskTable, 't')}
     FROM ${store.rows('?1', { id: 'text' })} p
     ${store.joinSelected({
       table: 'Task',
       alias: 't',
       select: `SELECT x."id" FROM "Task" x
       WHERE x."jobId" = p."id" AND x."id" > ?3 AND x."id" < ?4
         AND x."state" IN (SELECT s."state" FROM ${store.rows('?2', { state: 'text' })} s)
       ORDER BY x."id" ${page.scan} LIMIT ?5`,
     })}`,
    [toJsonColumn(jobIds), toJsonColumn(page.states), ...bounds(page)],
  );
  return groupRows(rows, 'jobId', page);
}

export async function listUnitsOfTasks(
  store: Store,
  taskIds: readonly string[],
  page: KeysetPage & { readonly states: readonly UnitState[] },
): Promise<ReadonlyMap<string, readonly Unit[]>> {
  const rows = await store.query<Unit>(
    `SELECT ${selectList(unitTable, 'u')}
     FROM ${store.rows('?1', { id: 'text' })} p
     ${store.joinSelected({
       table: 'Unit',
       alias: 'u',
       select: `SELECT x."id" FROM "Unit" x
       WHERE x."taskId" = p."id" AND x."id" > ?3 AND x."id" < ?4
         AND x."state" IN (SELECT s."state" FROM ${store.rows('?2', { state: 'text' })} s)
       ORDER BY x."id" ${page.scan} LIMIT ?5`,
     })}`,
    [toJsonColumn(taskIds), toJsonColumn(page.states), ...bounds(page)],
  );
  return groupRows(rows, 'taskId', page);
}

/** The Units that Units have spawned. */
export async function listUnitsOfParents(
  store: Store,
  parentIds: readonly string[],
  page: KeysetPage,
): Promise<ReadonlyMap<string, readonly Unit[]>> {
  const rows = await store.query<Unit>(
    `SELECT ${selectList(unitTable, 'u')}
     FROM ${store.rows('?1', { id: 'text' })} p
     ${store.joinSelected({
       table: 'Unit',
       alias: 'u',
       select: `SELECT x."id" FROM "Unit" x
       WHERE x."parentUnitId" = p."id" AND x."id" > ?2 AND x."id" < ?3
       ORDER BY x."id" ${page.scan} LIMIT ?4`,
     })}`,
    [toJsonColumn(parentIds), ...bounds(page)],
  );
  return groupRows(rows.filter(hasParent), 'parentUnitId', page);
}

type Child = Unit & { readonly parentUnitId: string };

function hasParent(unit: Unit): unit is Child {
  return unit.parentUnitId !== null;
}

/** Finished attempts of Units, by number. */
export async function listAttemptsOfUnits(
  store: Store,
  unitIds: readonly string[],
  page: KeysetPage<number>,
): Promise<ReadonlyMap<string, readonly Attempt[]>> {
  const rows = await store.query<Attempt>(
    `SELECT ${selectList(attemptTable, 'a')}
     FROM ${store.rows('?1', { id: 'text' })} p
     ${store.joinSelected({
       table: 'Attempt',
       alias: 'a',
       key: ['unitId', 'number'],
       select: `SELECT x."unitId", x."number" FROM "Attempt" x
         WHERE x."unitId" = p."id" AND x."number" > ?2 AND x."number" < ?3
         ORDER BY x."number" ${page.scan} LIMIT ?4`,
     })}
     ORDER BY a."number" ${page.scan}`,
    [toJsonColumn(unitIds), page.above ?? 0, page.below ?? greatestNumber, page.limit],
  );
  return groupBy(rows, ({ unitId }) => unitId);
}

/** Where a log line stands among those of its Unit. */
export interface LogPosition {
  readonly attempt: number;
  readonly line: number;
}

/** Log lines of Units, by attempt and line. */
export async function listLogLinesOfUnits(
  store: Store,
  unitIds: readonly string[],
  page: KeysetPage<LogPosition> & { readonly levels: readonly LogLine['level'][] },
): Promise<ReadonlyMap<string, readonly LogLine[]>> {
  const above = page.above ?? { attempt: 0, line: 0 };
  const below = page.below ?? { attempt: greatestNumber, line: 0 };
  const rows = await store.query<LogLine>(
    `SELECT l."unitId", l."attempt", l."line", l."at", l."level", l."message", l."fields"
     FROM ${store.rows('?1', { id: 'text' })} p
     ${store.joinSelected({
       table: 'LogLine',
       alias: 'l',
       key: ['unitId', 'attempt', 'line'],
       select: `SELECT x."unitId", x."attempt", x."line" FROM "LogLine" x
         WHERE x."unitId" = p."id"
           AND (x."attempt", x."line") > (?3, ?4) AND (x."attempt", x."line") < (?5, ?6)
           AND x."level" IN (SELECT v."level" FROM ${store.rows('?2', { level: 'text' })} v)
         ORDER BY x."attempt" ${page.scan}, x."line" ${page.scan} LIMIT ?7`,
     })}
     ORDER BY l."attempt" ${page.scan}, l."line" ${page.scan}`,
    [
      toJsonColumn(unitIds),
      toJsonColumn(page.levels),
      above.attempt,
      above.line,
      below.attempt,
      below.line,
      page.limit,
    ],
  );
  return groupBy(rows, ({ unitId }) => unitId);
}

/** The greatest that a column of either database holds. */
const greatestNumber = 2 ** 31 - 1;

function bounds(page: KeysetPage): readonly [string, string, number] {
  return [page.above ?? leastId, page.below ?? greatestId, page.limit];
}

/** Rows found state by state, brought into the order of the list and cut to the page. */
function groupRows<
  Row extends { readonly id: string } & Readonly<Record<Parent, string>>,
  Parent extends string,
>(
  rows: readonly Row[],
  parent: Parent,
  { scan, limit }: KeysetPage,
): ReadonlyMap<string, readonly Row[]> {
  const sign = scan === 'ASC' ? 1 : -1;
  const groups = groupBy(
    [...rows].sort((one, other) => (one.id < other.id ? -sign : sign)),
    (row): string => row[parent],
  );
  return new Map([...groups].map(([id, group]) => [id, group.slice(0, limit)]));
}
