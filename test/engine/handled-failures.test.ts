import { beforeEach, describe, expect, test } from 'vitest';
import { type Kitchen, openKitchen, taskNamed, unitNamed } from './kitchen.ts';

let kitchen: Kitchen;

beforeEach(async () => {
  kitchen = await openKitchen();
  return kitchen.closeAudited;
});

async function rerun(key: string) {
  const unitId = await kitchen.unitId(key);
  return await kitchen.engine.execute({ name: 'rerunUnit', unitId, reason: null });
}

async function skip(key: string) {
  const unitId = await kitchen.unitId(key);
  return await kitchen.engine.execute({ name: 'skipUnit', unitId, output: null, reason: null });
}

const guarded = taskNamed('meal', [
  unitNamed('fry'),
  unitNamed('rescue', { dependsOn: ['fry'], join: 'ANY_FAILED', handles: true }),
  unitNamed('serve', { dependsOn: ['fry', 'rescue'], join: 'ANY_SUCCEEDED' }),
]);

describe('a failed Unit', () => {
  test('does not fail its Task when a Unit behind it has handled that', async () => {
    const jobId = await kitchen.submitTasks([guarded]);
    await kitchen.workOff({ failing: ['fry'] });
    expect(await kitchen.unitStates()).toEqual({
      fry: 'FAILED',
      rescue: 'SUCCEEDED',
      serve: 'SUCCEEDED',
    });
    expect(await kitchen.jobState(jobId)).toBe('SUCCEEDED');
  });

  test('fails its Task when what should have handled it failed as well', async () => {
    const jobId = await kitchen.submitTasks([guarded]);
    await kitchen.workOff({ failing: ['fry', 'rescue'] });
    expect(await kitchen.jobState(jobId)).toBe('FAILED');
  });

  test('fails its Task when what depends on it does not handle failures', async () => {
    const [fry, rescue, serve] = guarded.units;
    if (fry === undefined || rescue === undefined || serve === undefined) throw new Error('Three.');
    const jobId = await kitchen.submitTasks([
      taskNamed('meal', [fry, { ...rescue, handles: false }, serve]),
    ]);
    await kitchen.workOff({ failing: ['fry'] });
    expect(await kitchen.jobState(jobId)).toBe('FAILED');
  });

  test('is still handled when it is tried again and fails again', async () => {
    const jobId = await kitchen.submitTasks([guarded]);
    await kitchen.workOff({ failing: ['fry'] });
    const unitId = await kitchen.unitId('fry');
    await kitchen.engine.execute({ name: 'retryUnit', unitId, reason: null });
    expect(await kitchen.jobState(jobId)).toBe('RUNNING');
    await kitchen.workOff({ failing: ['fry'] });
    expect(await kitchen.unitStates()).toMatchObject({ fry: 'FAILED', rescue: 'SUCCEEDED' });
    expect(await kitchen.jobState(jobId)).toBe('SUCCEEDED');
  });

  test('fails its Task again while its handler is done again', async () => {
    const jobId = await kitchen.submitTasks([guarded]);
    await kitchen.workOff({ failing: ['fry'] });
    await rerun('rescue');
    expect(await kitchen.jobState(jobId)).toBe('RUNNING');
    await kitchen.workOff({ failing: ['rescue'] });
    expect(await kitchen.jobState(jobId)).toBe('FAILED');
    await rerun('rescue');
    await kitchen.workOff();
    expect(await kitchen.jobState(jobId)).toBe('SUCCEEDED');
  });

  test('is handled only once by two, and as long as one of them has succeeded', async () => {
    const twice = taskNamed('meal', [
      unitNamed('fry'),
      unitNamed('rescue', { dependsOn: ['fry'], join: 'ANY_FAILED', handles: true }),
      unitNamed('excuse', { dependsOn: ['fry'], join: 'ALL_FINISHED', handles: true }),
    ]);
    const jobId = await kitchen.submitTasks([twice]);
    await kitchen.workOff({ failing: ['fry'] });
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
    taskNamed('cook', [unitNamed('fry')]),
    taskNamed('extinguish', [unitNamed('foam')], {
      dependsOn: ['cook'],
      join: 'ANY_FAILED',
      handles: true,
    }),
  ] as const;

  test('does not fail its Job when a Task behind it has handled that', async () => {
    const jobId = await kitchen.submitTasks([...kitchenFire]);
    await kitchen.workOff({ failing: ['fry'] });
    expect(await kitchen.jobState(jobId)).toBe('SUCCEEDED');
  });

  test('fails its Job when something else stays blocked behind it', async () => {
    const serve = taskNamed('serve', [unitNamed('set')], { dependsOn: ['cook'] });
    const jobId = await kitchen.submitTasks([...kitchenFire, serve]);
    await kitchen.workOff({ failing: ['fry'] });
    expect(await kitchen.unitStates()).toMatchObject({ foam: 'SUCCEEDED', set: 'PENDING' });
    expect(await kitchen.jobState(jobId)).toBe('FAILED');
  });
});
