/**
 * What a Unit works with: the outputs of those before it. A Unit with predecessors sees their
 * outputs by key. A Unit that comes first in its Task sees, by Task key and Unit key, the outputs
 * with which the predecessor Tasks end: those of their Units that no other Unit depends on.
 */
import type { Store } from '../port.ts';
import { toJsonColumn } from '../row-statements.ts';

export interface UnitPlace {
  readonly id: string;
  readonly taskId: string;
  readonly predecessorCount: number;
}

/** By Unit key, or by Task key and Unit key, what was put out. */
export type UnitInputs = Readonly<Record<string, unknown>>;

/** The inputs of each Unit, in the order of the Units. Two statements, however many there are. */
export async function readUnitInputs(
  store: Store,
  units: readonly UnitPlace[],
): Promise<readonly UnitInputs[]> {
  const dependants = units.filter(({ predecessorCount }) => predecessorCount > 0);
  const roots = units.filter(({ predecessorCount }) => predecessorCount === 0);
  const ofUnits = await readPredecessorOutputs(store, new Set(dependants.map(({ id }) => id)));
  const ofTasks = await readTaskOutputs(store, new Set(roots.map(({ taskId }) => taskId)));
  return units.map(({ id, taskId, predecessorCount }) => {
    const found = predecessorCount > 0 ? ofUnits.get(id) : ofTasks.get(taskId);
    return found ?? {};
  });
}

interface UnitOutput {
  readonly unitId: string;
  readonly key: string;
  readonly output: string;
}

async function readPredecessorOutputs(store: Store, unitIds: ReadonlySet<string>) {
  const inputs = new Map<string, Record<string, unknown>>();
  if (unitIds.size === 0) return inputs;
  const outputs = await store.query<UnitOutput>(
    `SELECT r."id" AS "unitId", u."key", u."output"
     FROM ${store.rows('?1', { id: 'text' })} r
     ${store.joinEach({ table: 'UnitDependency', alias: 'd', on: 'd."dependantId" = r."id"' })}
     ${store.joinEach({ table: 'Unit', alias: 'u', on: 'u."id" = d."predecessorId"' })}
     WHERE u."output" IS NOT NULL ORDER BY u."id"`,
    [toJsonColumn(unitIds)],
  );
  for (const { unitId, key, output } of outputs) entry(inputs, unitId)[key] = JSON.parse(output);
  return inputs;
}

interface TaskOutput extends Omit<UnitOutput, 'unitId'> {
  readonly taskId: string;
  readonly taskKey: string;
}

async function readTaskOutputs(store: Store, taskIds: ReadonlySet<string>) {
  const inputs = new Map<string, Record<string, Record<string, unknown>>>();
  if (taskIds.size === 0) return inputs;
  const outputs = await store.query<TaskOutput>(
    `SELECT r."id" AS "taskId", t."key" AS "taskKey", u."key", u."output"
     FROM ${store.rows('?1', { id: 'text' })} r
     ${store.joinEach({ table: 'TaskDependency', alias: 'd', on: 'd."dependantId" = r."id"' })}
     ${store.joinEach({ table: 'Task', alias: 't', on: 't."id" = d."predecessorId"' })}
     ${store.joinEach({ table: 'Unit', alias: 'u', on: 'u."taskId" = t."id"' })}
     WHERE u."output" IS NOT NULL AND NOT EXISTS (
       SELECT 1 FROM "UnitDependency" x WHERE x."predecessorId" = u."id")
     ORDER BY t."id", u."id"`,
    [toJsonColumn(taskIds)],
  );
  for (const { taskId, taskKey, key, output } of outputs) {
    const byTask = entry(inputs, taskId);
    byTask[taskKey] ??= {};
    byTask[taskKey][key] = JSON.parse(output);
  }
  return inputs;
}

function entry<Value>(
  inputs: Map<string, Record<string, Value>>,
  id: string,
): Record<string, Value> {
  let found = inputs.get(id);
  if (found === undefined) {
    found = {};
    inputs.set(id, found);
  }
  return found;
}
