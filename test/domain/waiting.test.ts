import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Job } from '../../src/domain/job.ts';
import type { Task } from '../../src/domain/task.ts';
import type { Topic } from '../../src/domain/topic.ts';
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
  const [topic] = await kitchen.store.query<Topic>('SELECT * FROM "Topic"');
  const [job] = await kitchen.store.query<Job>('SELECT * FROM "Job"');
  const taskOf = new Map(tasks.map((task) => [task.id, task]));
  return Object.fromEntries(
    units.map((unit) => {
      const task = taskOf.get(unit.taskId);
      if (task === undefined || job === undefined || topic === undefined) {
        throw new Error(`${unit.id} stands alone.`);
      }
      return [unit.key, waitReasons(unit, { task, job, topic }).map(({ kind }) => kind)];
    }),
  );
}

test('a Unit says what it waits for, from its submission to its end', async () => {
  await kitchen.submit({
    meal: { units: { roast: [], plate: ['roast'], soup: [] } },
    after: { dependsOn: ['meal'], units: { wash: [], dry: ['wash'] } },
  });
  expect(await reasons()).toEqual({
    roast: [],
    plate: ['PREDECESSORS'],
    soup: [],
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

test('a Unit says that what it is part of is held, and misses no worker meanwhile', async () => {
  const jobId = await kitchen.submit({ meal: { units: { roast: [], plate: ['roast'] } } });
  const [leased] = await kitchen.claim();
  if (leased === undefined) throw new Error('The roast is ready.');
  const hold = { reason: null, resumeAt: null, interrupt: false };
  await kitchen.engine.execute({ name: 'pauseJob', jobId, ...hold });
  expect(await reasons()).toEqual({ roast: [], plate: ['PREDECESSORS', 'PAUSED'] });
  const lease = leaseOf(leased);
  await kitchen.engine.execute({ name: 'snoozeUnit', lease, delayMs: 5_000 });
  expect(await reasons()).toMatchObject({ roast: ['DELAY', 'PAUSED'] });
  await kitchen.pass(5_000);
  await kitchen.engine.execute({ name: 'pauseTopic', topicId: kitchen.topicId, ...hold });
  expect(await reasons()).toMatchObject({ roast: ['PAUSED', 'PAUSED'] });
});
