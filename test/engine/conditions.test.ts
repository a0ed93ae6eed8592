import { beforeEach, describe, expect, test } from 'vitest';
import type { TaskDefinition, UnitDefinition } from '../../src/domain/job-definition.ts';
import { type Kitchen, openKitchen, taskNamed, unitNamed } from './kitchen.ts';

let kitchen: Kitchen;

beforeEach(async () => {
  kitchen = await openKitchen();
  return kitchen.closeAudited;
});

async function operate(name: 'retryUnit' | 'rerunUnit' | 'pauseUnit' | 'resumeUnit', key: string) {
  const unitId = await kitchen.unitId(key);
  return await kitchen.engine.execute({ name, unitId, reason: null, resumeAt: null });
}

async function failureOf(key: string) {
  const sql = 'SELECT "failureCode" AS "code" FROM "Unit" WHERE "key" = ?1';
  return (await kitchen.store.query<{ code: string | null }>(sql, [key]))[0]?.code;
}

describe('a Unit with a condition', () => {
  const check = (more: Partial<UnitDefinition>) =>
    taskNamed('meal', [
      unitNamed('taste'),
      unitNamed('salt', { dependsOn: ['taste'], when: 'inputs.taste.salt < 3', ...more }),
      unitNamed('serve', { dependsOn: ['salt'] }),
    ]);

  test('starts when the output before it meets the condition', async () => {
    const jobId = await kitchen.submitTasks([check({})]);
    await kitchen.workOff({ outputs: { taste: { salt: 2 } } });
    expect(await kitchen.unitStates()).toEqual({
      taste: 'SUCCEEDED',
      salt: 'SUCCEEDED',
      serve: 'SUCCEEDED',
    });
    expect(await kitchen.jobState(jobId)).toBe('SUCCEEDED');
  });

  test.each([
    ['SKIP', 'SKIPPED', 'SUCCEEDED', 'SUCCEEDED'],
    ['SKIP_DOWNSTREAM', 'SKIPPED', 'SKIPPED', 'SUCCEEDED'],
    ['FAIL', 'FAILED', 'PENDING', 'FAILED'],
  ] as const)('that is not met goes %s', async (onFalse, salt, serve, job) => {
    const jobId = await kitchen.submitTasks([check({ onFalse })]);
    await kitchen.workOff({ outputs: { taste: { salt: 5 } } });
    expect(await kitchen.unitStates()).toEqual({ taste: 'SUCCEEDED', salt, serve });
    expect(await kitchen.jobState(jobId)).toBe(job);
  });

  test('fails when nobody can tell whether it is met', async () => {
    await kitchen.submitTasks([check({})]);
    await kitchen.workOff({ outputs: { taste: { sugar: 5 } } });
    expect(await kitchen.unitStates()).toMatchObject({ salt: 'FAILED', serve: 'PENDING' });
    expect(await failureOf('salt')).toBe('CONDITION_FAULT');
  });

  test('sees the payload and the labels of its Job', async () => {
    const choosy = taskNamed('meal', [
      unitNamed('fish', { when: 'payload.guests.exists(g, g.eats == "fish")' }),
      unitNamed('meat', { when: 'labels.region == "north" && payload.guests.size() > 2' }),
    ]);
    await kitchen.submitTasks([choosy], {
      payload: '{"guests":[{"eats":"fish"},{"eats":"meat"}]}',
      labels: '{"region":"north"}',
    });
    expect(await kitchen.unitStates()).toEqual({ fish: 'READY', meat: 'SKIPPED' });
  });

  test('that comes first in its Task sees what the Tasks before have put out', async () => {
    const shop = taskNamed('shop', [unitNamed('list'), unitNamed('buy', { dependsOn: ['list'] })]);
    const cook = taskNamed('cook', [unitNamed('bake', { when: 'inputs.shop.buy.flour >= 2' })], {
      dependsOn: ['shop'],
    });
    await kitchen.submitTasks([shop, cook]);
    await kitchen.workOff({ outputs: { buy: { flour: 2 } } });
    expect(await kitchen.unitStates()).toMatchObject({ bake: 'SUCCEEDED' });
  });

  test('sees outputs that were reported in the same moment', async () => {
    await kitchen.submitTasks([check({})]);
    const taste = await kitchen.claimOne();
    const [, salted] = await Promise.all([
      kitchen.succeed(taste, '{"salt":1}'),
      kitchen.claim({ waitMs: 0 }),
    ]);
    expect(salted.map(({ unit: { key } }) => key)).toEqual(['salt']);
  });

  test('is looked at once, and anew only after a rerun before it', async () => {
    await kitchen.submitTasks([check({ onFalse: 'SKIP_DOWNSTREAM' })]);
    await kitchen.workOff({ outputs: { taste: { salt: 1 } } });
    await operate('rerunUnit', 'taste');
    await kitchen.workOff({ outputs: { taste: { salt: 9 } } });
    expect(await kitchen.unitStates()).toMatchObject({ salt: 'SKIPPED', serve: 'SKIPPED' });
    await operate('rerunUnit', 'taste');
    await kitchen.workOff({ outputs: { taste: { salt: 0 } } });
    expect(await kitchen.unitStates()).toMatchObject({ salt: 'SUCCEEDED', serve: 'SUCCEEDED' });
  });
});

test('a condition that held is looked at anew when something new comes before its Unit', async () => {
  const units = [
    unitNamed('taste'),
    unitNamed('ask'),
    unitNamed('salt', { dependsOn: ['taste'], when: '!("ask" in inputs)' }),
  ];
  const jobId = await kitchen.submitTasks([taskNamed('meal', units)]);
  const taste = await kitchen.claimOne({ kinds: ['taste'] });
  await kitchen.succeed(taste);
  expect(await kitchen.unitStates()).toMatchObject({ salt: 'READY' });
  const dependencies = [{ predecessor: 'meal/ask', dependant: 'meal/salt' }];
  await kitchen.engine.execute({ name: 'addDependencies', jobId, dependencies });
  expect(await kitchen.unitStates()).toMatchObject({ salt: 'PENDING' });
  await kitchen.workOff();
  expect(await kitchen.unitStates()).toMatchObject({ ask: 'SUCCEEDED', salt: 'SKIPPED' });
});

test('a Unit that waits again after it was resumed is looked at anew when what is before it is rerun', async () => {
  const salt = unitNamed('salt', {
    dependsOn: ['taste', 'ask'],
    join: 'ALL_FINISHED',
    when: 'inputs.taste.salt < 3',
  });
  await kitchen.submitTasks([taskNamed('meal', [unitNamed('taste'), unitNamed('ask'), salt])]);
  for (const leased of await kitchen.claim()) {
    if (leased.unit.key === 'taste') await kitchen.succeed(leased, '{"salt":1}');
    else await kitchen.fail(leased, { isRetryable: false });
  }
  expect(await kitchen.unitStates()).toMatchObject({ salt: 'READY' });
  await operate('pauseUnit', 'salt');
  await operate('retryUnit', 'ask');
  await operate('resumeUnit', 'salt');
  expect(await kitchen.unitStates()).toMatchObject({ ask: 'READY', salt: 'PENDING' });
  await operate('rerunUnit', 'taste');
  await kitchen.workOff({ outputs: { taste: { salt: 9 } } });
  expect(await kitchen.unitStates()).toMatchObject({ ask: 'SUCCEEDED', salt: 'SKIPPED' });
});

test('a Unit that has met its condition is not asked again when it is resumed', async () => {
  const salt = unitNamed('salt', { when: 'context.bland' });
  const jobId = await kitchen.submitTasks([taskNamed('meal', [salt])], {
    context: '{"bland":true}',
  });
  await operate('pauseUnit', 'salt');
  const merge = { jobId, values: '{"bland":false}', reason: null };
  await kitchen.engine.execute({ name: 'mergeJobContext', ...merge });
  await operate('resumeUnit', 'salt');
  expect(await kitchen.unitStates()).toEqual({ salt: 'READY' });
});

describe('a Task with a condition', () => {
  const stages = (more: Partial<TaskDefinition>) => [
    taskNamed('shop', [unitNamed('buy')]),
    taskNamed('bake', [unitNamed('mix'), unitNamed('heat', { dependsOn: ['mix'] })], {
      dependsOn: ['shop'],
      when: 'inputs.shop.buy == "flour"',
      ...more,
    }),
    taskNamed('serve', [unitNamed('set')], { dependsOn: ['bake'] }),
  ];

  test('opens when it is met', async () => {
    const jobId = await kitchen.submitTasks(stages({}));
    await kitchen.workOff({ outputs: { buy: 'flour' } });
    expect(await kitchen.jobState(jobId)).toBe('SUCCEEDED');
    expect(await kitchen.unitStates()).toMatchObject({ heat: 'SUCCEEDED', set: 'SUCCEEDED' });
  });

  test.each([
    ['SKIP', { mix: 'SKIPPED', heat: 'SKIPPED', set: 'SUCCEEDED' }, 'SUCCEEDED'],
    ['SKIP_DOWNSTREAM', { mix: 'SKIPPED', heat: 'SKIPPED', set: 'SKIPPED' }, 'SUCCEEDED'],
    ['FAIL', { mix: 'FAILED', heat: 'PENDING', set: 'PENDING' }, 'FAILED'],
  ] as const)('that is not met goes %s', async (onFalse, units, job) => {
    const jobId = await kitchen.submitTasks(stages({ onFalse }));
    await kitchen.workOff({ outputs: { buy: 'fish' } });
    expect(await kitchen.unitStates()).toEqual({ buy: 'SUCCEEDED', ...units });
    expect(await kitchen.jobState(jobId)).toBe(job);
  });

  test('that failed goes on when its first Unit is tried again', async () => {
    const jobId = await kitchen.submitTasks(stages({ onFalse: 'FAIL' }));
    await kitchen.workOff({ outputs: { buy: 'fish' } });
    expect(await failureOf('mix')).toBe('CONDITION_FALSE');
    await operate('retryUnit', 'mix');
    await kitchen.workOff();
    expect(await kitchen.jobState(jobId)).toBe('SUCCEEDED');
  });

  test('that is skipped is so with what is paused in it', async () => {
    const jobId = await kitchen.submitTasks(stages({ onFalse: 'SKIP' }));
    await operate('pauseUnit', 'heat');
    await kitchen.workOff({ outputs: { buy: 'fish' } });
    expect(await kitchen.unitStates()).toMatchObject({ mix: 'SKIPPED', heat: 'SKIPPED' });
    expect(await kitchen.jobState(jobId)).toBe('SUCCEEDED');
  });

  test('fails with its first Unit also while that is paused', async () => {
    const jobId = await kitchen.submitTasks(stages({ onFalse: 'FAIL' }));
    await operate('pauseUnit', 'mix');
    await kitchen.workOff({ outputs: { buy: 'fish' } });
    const units = { mix: 'FAILED', heat: 'PENDING', set: 'PENDING' };
    expect(await kitchen.unitStates()).toEqual({ buy: 'SUCCEEDED', ...units });
    expect(await failureOf('mix')).toBe('CONDITION_FALSE');
    expect(await kitchen.jobState(jobId)).toBe('FAILED');
  });

  test('fails once when what is before it fails and succeeds within one command', async () => {
    await kitchen.submitTasks(stages({ onFalse: 'FAIL' }));
    const [buy] = await kitchen.claim();
    if (buy === undefined) throw new Error('There is something to buy.');
    await kitchen.fail(buy, { isRetryable: false });
    const sql = 'SELECT "id" FROM "Unit" WHERE "key" = ?1';
    const [row] = await kitchen.store.query<{ id: string }>(sql, ['buy']);
    const unitId = row?.id ?? '';
    const forced = { unitId, reason: 'because', output: '"fish"' };
    await kitchen.engine.execute({ name: 'forceSucceedUnit', ...forced });
    expect(await failureOf('mix')).toBe('CONDITION_FALSE');
    const units = { mix: 'FAILED', heat: 'PENDING', set: 'PENDING' };
    expect(await kitchen.unitStates()).toEqual({ buy: 'SUCCEEDED', ...units });
  });

  test('fails as often as its Job is rerun, in one batch as well', async () => {
    const gate = taskNamed('bake', [unitNamed('mix')], { when: 'false', onFalse: 'FAIL' });
    const jobId = await kitchen.submitTasks([gate]);
    const rerun = { name: 'rerunJob', jobId, reason: null } as const;
    const outcomes = await Promise.all([
      kitchen.engine.execute(rerun),
      kitchen.engine.execute(rerun),
    ]);
    expect(outcomes.map(({ isAccepted }) => isAccepted)).toEqual([true, true]);
    expect(await kitchen.unitStates()).toEqual({ mix: 'FAILED' });
  });

  test('without Units is skipped with what depends on it when nobody can tell', async () => {
    const gate = taskNamed('bake', [], { dependsOn: ['shop'], when: 'inputs.shop.buy.no > 1' });
    const [shop, , serve] = stages({});
    if (shop === undefined || serve === undefined) throw new Error('There are three Tasks.');
    await kitchen.submitTasks([shop, gate, serve]);
    await kitchen.workOff({ outputs: { buy: 'fish' } });
    expect(await kitchen.unitStates()).toEqual({ buy: 'SUCCEEDED', set: 'SKIPPED' });
  });
});

describe('a definition', () => {
  test.each([
    ['a condition that does not parse', { when: 'payload.x >' }, 'CONDITION_INVALID'],
    ['a condition over what there is not', { when: 'weather.rain' }, 'CONDITION_INVALID'],
    ['what follows without a condition', { onFalse: 'FAIL' }, 'INVALID_VALUE'],
    ['a handler of nothing', { handles: true }, 'INVALID_VALUE'],
  ] as const)('with %s is refused', async (_, more, code) => {
    expect(await kitchen.submitTasks([taskNamed('meal', [unitNamed('salt', more)])])).toBe(code);
    expect(await kitchen.submitTasks([taskNamed('meal', [unitNamed('salt')], more)])).toBe(code);
    expect(await kitchen.unitStates()).toEqual({});
  });
});
