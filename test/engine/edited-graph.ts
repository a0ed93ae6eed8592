/** Short ways to change a graph that is alive, and to name what is in it. */
import { expect } from 'vitest';
import type { DependencyPaths, Outcome } from '../../src/domain/command.ts';
import type { TaskDefinition, UnitDefinition } from '../../src/domain/job-definition.ts';
import { accepted, codesOf, type Kitchen } from './kitchen.ts';

export type Edits = ReturnType<typeof editsOf>;

export function editsOf(kitchen: Kitchen) {
  const { engine, store } = kitchen;

  function snapshot() {
    const tables = ['Topic', 'Job', 'Task', 'TaskDependency', 'Unit', 'UnitDependency', 'Event'];
    return Promise.all(tables.map((table) => store.query(`SELECT * FROM "${table}"`)));
  }

  return {
    addUnits: async (task: string, units: readonly UnitDefinition[]) => {
      const taskId = await taskIdOf(kitchen, task);
      return engine.execute<'addUnits'>({ name: 'addUnits', taskId, units });
    },
    addTasks: (jobId: string, tasks: readonly TaskDefinition[]) =>
      engine.execute<'addTasks'>({ name: 'addTasks', jobId, tasks }),
    link: (jobId: string, ...dependencies: readonly DependencyPaths[]) =>
      engine.execute<'addDependencies'>({ name: 'addDependencies', jobId, dependencies }),
    unlink: (jobId: string, ...dependencies: readonly DependencyPaths[]) =>
      engine.execute<'removeDependencies'>({ name: 'removeDependencies', jobId, dependencies }),
    removeUnits: async (jobId: string, ...paths: readonly string[]) => {
      const unitIds = await Promise.all(paths.map((path) => unitIdOf(kitchen, path)));
      return engine.execute<'removeUnits'>({ name: 'removeUnits', jobId, unitIds });
    },
    /** Claims everything that can be, and reports all of it done. */
    finishRound: async () => {
      for (const leased of await kitchen.claim()) accepted(await kitchen.succeed(leased));
    },
    /** What is refused has changed nothing, and left no Event. */
    expectRefusal: async (act: () => Promise<Outcome>, code: string, ...words: string[]) => {
      const before = await snapshot();
      const outcome = await act();
      expect(codesOf(outcome)).toEqual([code]);
      const message = outcome.isAccepted ? '' : outcome.rejections[0].message;
      for (const word of words) expect(message).toContain(word);
      expect(await snapshot()).toEqual(before);
    },
  };
}

export function newUnit(key: string, dependsOn: readonly string[] = []): UnitDefinition {
  return { key, kind: 'cook', input: 'null', dependsOn, priority: null };
}

export function newTask(
  key: string,
  dependsOn: readonly string[],
  units: readonly string[],
): TaskDefinition {
  return { key, name: null, dependsOn, units: units.map((unit) => newUnit(unit)) };
}

/** The states of all Units, by path. */
export async function unitStates({ store }: Kitchen): Promise<Readonly<Record<string, string>>> {
  const units = await store.query<{ path: string; state: string }>(
    `SELECT t."key" || '/' || u."key" AS "path", u."state" FROM "Unit" u
     JOIN "Task" t ON t."id" = u."taskId" ORDER BY 1`,
  );
  return Object.fromEntries(units.map(({ path, state }) => [path, state]));
}

export async function taskIdOf({ store }: Kitchen, key: string): Promise<string> {
  const [task] = await store.query<{ id: string }>('SELECT "id" FROM "Task" WHERE "key" = ?1', [
    key,
  ]);
  if (task === undefined) throw new Error(`There is no Task "${key}".`);
  return task.id;
}

export async function unitIdOf({ store }: Kitchen, path: string): Promise<string> {
  const [unit] = await store.query<{ id: string }>(
    `SELECT u."id" FROM "Unit" u JOIN "Task" t ON t."id" = u."taskId"
     WHERE t."key" || '/' || u."key" = ?1`,
    [path],
  );
  if (unit === undefined) throw new Error(`There is no Unit "${path}".`);
  return unit.id;
}
