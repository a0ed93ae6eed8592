/** Tasks and Units found by the keys that their submitter gave them. */
import type { Task } from '../../domain/task.ts';
import type { Unit } from '../../domain/unit.ts';
import type { Store } from '../port.ts';
import { selectList } from '../row-statements.ts';
import { taskTable, unitTable } from '../tables.ts';

export interface TaskName {
  readonly jobId: string;
  readonly taskKey: string;
}

export interface UnitName extends TaskName {
  readonly unitKey: string;
}

export async function findTasksByKey(store: Store, names: readonly TaskName[]) {
  const named = store.rows('?1', { jobId: 'text', key: 'text' });
  return await store.query<Task>(
    `SELECT ${selectList(taskTable, 't')} FROM ${named} r
     ${store.joinEach({
       table: 'Task',
       alias: 't',
       on: 't."jobId" = r."jobId" AND t."key" = r."key"',
     })}`,
    [JSON.stringify(names.map(({ jobId, taskKey }) => [jobId, taskKey]))],
  );
}

export async function findUnitsByKey(store: Store, names: readonly UnitName[]) {
  const named = store.rows('?1', { jobId: 'text', taskKey: 'text', unitKey: 'text' });
  return await store.query<Unit & { readonly taskKey: string }>(
    `SELECT t."key" AS "taskKey", ${selectList(unitTable, 'u')} FROM ${named} r
     ${store.joinEach({
       table: 'Task',
       alias: 't',
       on: 't."jobId" = r."jobId" AND t."key" = r."taskKey"',
     })}
     ${store.joinEach({
       table: 'Unit',
       alias: 'u',
       on: 'u."taskId" = t."id" AND u."key" = r."unitKey"',
     })}`,
    [JSON.stringify(names.map(({ jobId, taskKey, unitKey }) => [jobId, taskKey, unitKey]))],
  );
}
