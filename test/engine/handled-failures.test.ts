import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { TaskDefinition, UnitDefinition } from '../../src/domain/job-definition.ts';
import { audit } from '../audit.ts';
import { codesOf, definition, type Kitchen, openKitchen } from './kitchen.ts';

let kitchen: Kitchen;

beforeEach(async () => {
  kitchen = await openKitchen();
});

afterEach(async () => {
  expect([...(await audit(kitchen.store)), ...kitchen.faults]).toEqual([]);
  await kitchen.close();
});

function unit(key: string, more: Partial<UnitDefinition> = {}): UnitDefinition {
  return { key, kind: key, input: 'null', dependsOn: [], priority: null, ...more };
}

function task(key: string, units: readonly UnitDefinition[], more: Partial<TaskDefinition> = {}) {
  return { key, name: null, dependsOn: [], units, ...more };
}

async function submit(...tasks: readonly TaskDefinition[]) {
  const job = { ...definition({}), tasks };
  const { topicId } = kitchen;
  const outcome = await kitchen.engine.execute({ name: 'submitJob', topicId, job });
  return outcome.isAccepted ? outcome.result.jobId : codesOf(outcome).join();
}

/** Claims all that is ready and has each succeed, or fail for good if it is named. */
async function work(...failing: readonly string[]): Promise<void> {
  for (;;) {
    const leases = await kitchen.claim();
    if (leases.length === 0) return;
    for (const leased of leases) {
      if (failing.includes(leased.unit.key)) await kitchen.fail(leased, { isRetryable: false });
      else await kitchen.succeed(leased);
    }
  }
}

async function rerun(key: string) {
  const unitId = await idOf(key);
  return await kitchen.engine.execute({ name: 'rerunUnit', unitId, reason: null });
}

async function skip(key: string) {
  const unitId = await idOf(key);
  return await kitchen.engine.execute({ name: 'skipUnit', unitId, output: null, reason: null });
}

async function idOf(key: string): Promise<string> {
  const sql = 'SELECT "id" FROM "Unit" WHERE "key" = ?1';
  const [row] = await kitchen.store.query<{ id: string }>(sql, [key]);
  return row?.id ?? '';
}

const guarded = task('meal', [
  unit('fry'),
  unit('rescue', { dependsOn: ['fry'], join: 'ANY_FAILED', handles: true }),
  unit('serve', { dependsOn: ['fry', 'rescue'], join: 'ANY_SUCCEEDED' }),
]);

describe('a failed Unit', () => {
  test('does not fail its Task when a Unit behind it has handled that', async () => {
    const jobId = await submit(guarded);
    await work('fry');
    expect(await kitchen.unitStates()).toEqual({
      fry: 'FAILED',
      rescue: 'SUCCEEDED',
      serve: 'SUCCEEDED',
    });
    expect(await kitchen.jobState(jobId)).toBe('SUCCEEDED');
  });

  test('fails its Task when what should have handled it failed as well', async () => {
    const jobId = await submit(guarded);
    await work('fry', 'rescue');
    expect(await kitchen.jobState(jobId)).toBe('FAILED');
  });

  test('fails its Task when what depends on it does not handle failures', async () => {
    const [fry, rescue, serve] = guarded.units;
    if (fry === undefined || rescue === undefined || serve === undefined) throw new Error('Three.');
    const jobId = await submit(task('meal', [fry, { ...rescue, handles: false }, serve]));
    await work('fry');
    expect(await kitchen.jobState(jobId)).toBe('FAILED');
  });

  test('fails its Task again while its handler is done again', async () => {
    const jobId = await submit(guarded);
    await work('fry');
    await rerun('rescue');
    expect(await kitchen.jobState(jobId)).toBe('RUNNING');
    await work('rescue');
    expect(await kitchen.jobState(jobId)).toBe('FAILED');
    await rerun('rescue');
    await work();
    expect(await kitchen.jobState(jobId)).toBe('SUCCEEDED');
  });

  test('is handled only once by two, and as long as one of them has succeeded', async () => {
    const twice = task('meal', [
      unit('fry'),
      unit('rescue', { dependsOn: ['fry'], join: 'ANY_FAILED', handles: true }),
      unit('excuse', { dependsOn: ['fry'], join: 'ALL_FINISHED', handles: true }),
    ]);
    const jobId = await submit(twice);
    await work('fry');
    await rerun('rescue');
    await skip('rescue');
    expect(await kitchen.jobState(jobId)).toBe('SUCCEEDED');
    await rerun('excuse');
    await skip('excuse');
    expect(await kitchen.jobState(jobId)).toBe('FAILED');
  });
});

describe('a failed Task', () => {
  const kitchenFire = [
    task('cook', [unit('fry')]),
    task('extinguish', [unit('foam')], {
      dependsOn: ['cook'],
      join: 'ANY_FAILED',
      handles: true,
    }),
  ] as const;

  test('does not fail its Job when a Task behind it has handled that', async () => {
    const jobId = await submit(...kitchenFire);
    await work('fry');
    expect(await kitchen.jobState(jobId)).toBe('SUCCEEDED');
  });

  test('fails its Job when something else stays blocked behind it', async () => {
    const serve = task('serve', [unit('set')], { dependsOn: ['cook'] });
    const jobId = await submit(...kitchenFire, serve);
    await work('fry');
    expect(await kitchen.unitStates()).toMatchObject({ foam: 'SUCCEEDED', set: 'PENDING' });
    expect(await kitchen.jobState(jobId)).toBe('FAILED');
  });
});
