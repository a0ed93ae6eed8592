import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Task } from '../../src/domain/task.ts';
import type { Unit } from '../../src/domain/unit.ts';
import { waitReasons } from '../../src/domain/waiting.ts';
import { type Kitchen, leaseOf, openKitchen } from '../engine/kitchen.ts';

let kitchen: Kitchen;

beforeEach(async () => {
  kitchen = await openKitchen();
});

afterEach(async () => {
  expect(kitchen.faults).toEqual([]);
  await kitchen.close();
});

/** Why each Unit waits, by key. */
async function reasons(): Promise<Readonly<Record<string, readonly string[]>>> {
  const units = await kitchen.store.query<Unit>('SELECT * FROM "Unit" ORDER BY "id"');
  const tasks = await kitchen.store.query<Task>('SELECT * FROM "Task"');
  const taskOf = new Map(tasks.map((task) => [task.id, task]));
  return Object.fromEntries(
    units.map((unit) => {
      const task = taskOf.get(unit.taskId);
      if (task === undefined) throw new Error(`${unit.id} has no Task.`);
      return [unit.key, waitReasons(unit, task).map(({ kind }) => kind)];
    }),
  );
}

test('a Unit says what it waits for, from its submission to its end', async () => {
  await kitchen.submit({
    meal: { units: { roast: [], plate: ['roast'], soup: [] } },
    after: { dependsOn: ['meal'], units: { wash: [], dry: ['wash'] } },
  });
  expect(await reasons()).toEqual({
    roast: ['WORKER'],
    plate: ['PREDECESSORS'],
    soup: ['WORKER'],
    wash: ['TASK'],
    dry: ['TASK', 'PREDECESSORS'],
  });
  const [roast, soup] = await kitchen.claim();
  if (roast === undefined || soup === undefined) throw new Error('Two Units are ready.');
  expect(await reasons()).toMatchObject({ roast: [], soup: [] });
  const { unit } = soup;
  await kitchen.engine.execute({
    name: 'pauseUnit',
    unitId: unit.id,
    reason: null,
    resumeAt: null,
  });
  const lease = leaseOf(roast);
  await kitchen.engine.execute({ name: 'snoozeUnit', lease, delayMs: 5_000 });
  expect(await reasons()).toMatchObject({ roast: ['DELAY'], soup: ['PAUSED'] });
  await kitchen.pass(5_000);
  const [again] = await kitchen.claim();
  if (again === undefined) throw new Error('The roast is ready again.');
  await kitchen.fail(again, { isRetryable: false });
  expect(await reasons()).toMatchObject({ roast: [], plate: ['BLOCKED'], wash: ['TASK'] });
});
