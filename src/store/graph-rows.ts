/** What commands that change a graph have to know of it, found by indexes in sets. */
import type { Dependency } from '../domain/dependency.ts';
import type { Task } from '../domain/task.ts';
import type { Unit } from '../domain/unit.ts';
import type { RowSource } from './command-rows.ts';
import { selectList, toJsonColumn } from './row-statements.ts';
import { taskTable, unitTable } from './tables.ts';

/** The tables of dependencies. */
export type DependencyTable = 'UnitDependency' | 'TaskDependency';

export function findTasksByKey(
  source: RowSource,
  keys: readonly (readonly [jobId: string, key: string])[],
) {
  const named = source.rows('?1', { jobId: 'text', key: 'text' });
  return source.reader.query<Task>(
    `SELECT ${selectList(taskTable, 't')} FROM ${named} r
     ${source.joinEach({
       table: 'Task',
       alias: 't',
       on: 't."jobId" = r."jobId" AND t."key" = r."key"',
     })}`,
    [JSON.stringify(keys)],
  );
}

export function findUnitsByKey(
  source: RowSource,
  keys: readonly (readonly [taskId: string, key: string])[],
) {
  const named = source.rows('?1', { taskId: 'text', key: 'text' });
  return source.reader.query<Unit>(
    `SELECT ${selectList(unitTable, 'u')} FROM ${named} r
     ${source.joinEach({
       table: 'Unit',
       alias: 'u',
       on: 'u."taskId" = r."taskId" AND u."key" = r."key"',
     })}`,
    [JSON.stringify(keys)],
  );
}

/** Those of the dependencies that are there. */
export function findDependencies(
  source: RowSource,
  table: DependencyTable,
  dependencies: readonly Dependency[],
) {
  const named = source.rows('?1', { predecessorId: 'text', dependantId: 'text' });
  return source.reader.query<Dependency>(
    `SELECT d."predecessorId", d."dependantId" FROM ${named} r
     ${source.joinEach({
       table,
       alias: 'd',
       on: 'd."predecessorId" = r."predecessorId" AND d."dependantId" = r."dependantId"',
     })}`,
    [JSON.stringify(dependencies.map((each) => [each.predecessorId, each.dependantId]))],
  );
}

/** The dependencies whose dependant is one of these Units. */
export function listPredecessorsOfUnits(source: RowSource, unitIds: Iterable<string>) {
  return source.reader.query<Dependency>(
    `SELECT d."predecessorId", d."dependantId" FROM ${source.rows('?1', { id: 'text' })} r
     ${source.joinEach({ table: 'UnitDependency', alias: 'd', on: 'd."dependantId" = r."id"' })}`,
    [toJsonColumn(unitIds)],
  );
}

/**
 * The dependencies among all that lies behind some nodes, if one of the others lies there, too;
 * none otherwise. It walks what is behind and nothing else.
 */
export function listDependenciesBehind(
  source: RowSource,
  table: DependencyTable,
  { fromIds, toIds }: { readonly fromIds: readonly string[]; readonly toIds: readonly string[] },
) {
  return source.reader.query<Dependency>(
    `WITH RECURSIVE behind("id") AS (
       SELECT r."id" FROM ${source.rows('?1', { id: 'text' })} r
       UNION
       SELECT d."dependantId" FROM behind b
     ${source.joinEach({ table, alias: 'd', on: 'd."predecessorId" = b."id"' })})
     SELECT d."predecessorId", d."dependantId"
     FROM behind b ${source.joinEach({ table, alias: 'd', on: 'd."predecessorId" = b."id"' })}
     WHERE EXISTS (
       SELECT 1 FROM ${source.rows('?2', { id: 'text' })} r JOIN behind f ON f."id" = r."id")`,
    [toJsonColumn(fromIds), toJsonColumn(toIds)],
  );
}

/** The Units of these Tasks that no other Unit depends on, as if some were not there. */
export function listLastUnits(
  source: RowSource,
  taskIds: Iterable<string>,
  removedIds: Iterable<string>,
) {
  const removed = `(SELECT x."id" FROM ${source.rows('?2', { id: 'text' })} x)`;
  return source.reader.query<Unit>(
    `SELECT ${selectList(unitTable, 'u')} FROM ${source.rows('?1', { id: 'text' })} r
     ${source.joinSelected({
       table: 'Unit',
       alias: 'u',
       select: `SELECT l."id" FROM "Unit" l
         WHERE l."taskId" = r."id" AND l."id" NOT IN ${removed} AND (
           SELECT d."dependantId" FROM "UnitDependency" d
           WHERE d."predecessorId" = l."id" AND d."dependantId" NOT IN ${removed} LIMIT 1) IS NULL`,
     })}
     ORDER BY u."id"`,
    [toJsonColumn(taskIds), toJsonColumn(removedIds)],
  );
}
