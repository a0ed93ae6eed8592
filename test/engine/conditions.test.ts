import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type {
  JobDefinition,
  TaskDefinition,
  UnitDefinition,
} from '../../src/domain/job-definition.ts';
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

async function submit(tasks: readonly TaskDefinition[], more: Partial<JobDefinition> = {}) {
  const job = { ...definition({}), tasks, ...more };
  const { topicId } = kitchen;
  const outcome = await kitchen.engine.execute({ name: 'submitJob', topicId, job });
  return outcome.isAccepted ? outcome.result.jobId : codesOf(outcome).join();
}

/** Claims all that is ready and has each succeed with the output it is given. */
async function work(outputs: Readonly<Record<string, unknown>> = {}): Promise<void> {
  for (;;) {
    const leases = await kitchen.claim();
    if (leases.length === 0) return;
    for (const leased of leases) {
      await kitchen.succeed(leased, JSON.stringify(outputs[leased.unit.key] ?? null));
    }
  }
}

async function operate(name: 'retryUnit' | 'rerunUnit', key: string) {
  const sql = 'SELECT "id" FROM "Unit" WHERE "key" = ?1';
  const [row] = await kitchen.store.query<{ id: string }>(sql, [key]);
  return await kitchen.engine.execute({ name, unitId: row?.id ?? '', reason: null });
}

async function failureOf(key: string) {
  const sql = 'SELECT "failureCode" AS "code" FROM "Unit" WHERE "key" = ?1';
  return (await kitchen.store.query<{ code: string | null }>(sql, [key]))[0]?.code;
}

describe('a Unit with a condition', () => {
  const check = (more: Partial<UnitDefinition>) =>
    task('meal', [
      unit('taste'),
      unit('salt', { dependsOn: ['taste'], when: 'inputs.taste.salt < 3', ...more }),
      unit('serve', { dependsOn: ['salt'] }),
    ]);

  test('starts when the output before it meets the condition', async () => {
    const jobId = await submit([check({})]);
    await work({ taste: { salt: 2 } });
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
    const jobId = await submit([check({ onFalse })]);
    await work({ taste: { salt: 5 } });
    expect(await kitchen.unitStates()).toEqual({ taste: 'SUCCEEDED', salt, serve });
    expect(await kitchen.jobState(jobId)).toBe(job);
  });

  test('fails when nobody can tell whether it is met', async () => {
    await submit([check({})]);
    await work({ taste: { sugar: 5 } });
    expect(await kitchen.unitStates()).toMatchObject({ salt: 'FAILED', serve: 'PENDING' });
    expect(await failureOf('salt')).toBe('CONDITION_FAULT');
  });

  test('sees the payload and the labels of its Job', async () => {
    const choosy = task('meal', [
      unit('fish', { when: 'payload.guests.exists(g, g.eats == "fish")' }),
      unit('meat', { when: 'labels.region == "north" && payload.guests.size() > 2' }),
    ]);
    await submit([choosy], {
      payload: '{"guests":[{"eats":"fish"},{"eats":"meat"}]}',
      labels: '{"region":"north"}',
    });
    expect(await kitchen.unitStates()).toEqual({ fish: 'READY', meat: 'SKIPPED' });
  });

  test('that comes first in its Task sees what the Tasks before have put out', async () => {
    const shop = task('shop', [unit('list'), unit('buy', { dependsOn: ['list'] })]);
    const cook = task('cook', [unit('bake', { when: 'inputs.shop.buy.flour >= 2' })], {
      dependsOn: ['shop'],
    });
    await submit([shop, cook]);
    await work({ buy: { flour: 2 } });
    expect(await kitchen.unitStates()).toMatchObject({ bake: 'SUCCEEDED' });
  });

  test('sees outputs that were reported in the same moment', async () => {
    await submit([check({})]);
    const [taste] = await kitchen.claim();
    if (taste === undefined) throw new Error('Nothing can be claimed.');
    const [, salted] = await Promise.all([
      kitchen.succeed(taste, '{"salt":1}'),
      kitchen.claim({ waitMs: 0 }),
    ]);
    expect(salted.map(({ unit: { key } }) => key)).toEqual(['salt']);
  });

  test('is looked at once, and anew only after a rerun before it', async () => {
    await submit([check({ onFalse: 'SKIP_DOWNSTREAM' })]);
    await work({ taste: { salt: 1 } });
    await operate('rerunUnit', 'taste');
    await work({ taste: { salt: 9 } });
    expect(await kitchen.unitStates()).toMatchObject({ salt: 'SKIPPED', serve: 'SKIPPED' });
    await operate('rerunUnit', 'taste');
    await work({ taste: { salt: 0 } });
    expect(await kitchen.unitStates()).toMatchObject({ salt: 'SUCCEEDED', serve: 'SUCCEEDED' });
  });
});

test('a condition that held is looked at anew when something new comes before its Unit', async () => {
  const units = [
    unit('taste'),
    unit('ask'),
    unit('salt', { dependsOn: ['taste'], when: '!("ask" in inputs)' }),
  ];
  const jobId = await submit([task('meal', units)]);
  const [taste] = await kitchen.claim({ kinds: ['taste'] });
  if (taste === undefined) throw new Error('Nothing can be claimed.');
  await kitchen.succeed(taste);
  expect(await kitchen.unitStates()).toMatchObject({ salt: 'READY' });
  const dependencies = [{ predecessor: 'meal/ask', dependant: 'meal/salt' }];
  await kitchen.engine.execute({ name: 'addDependencies', jobId, dependencies });
  expect(await kitchen.unitStates()).toMatchObject({ salt: 'PENDING' });
  await work();
  expect(await kitchen.unitStates()).toMatchObject({ ask: 'SUCCEEDED', salt: 'SKIPPED' });
});

describe('a Task with a condition', () => {
  const stages = (more: Partial<TaskDefinition>) => [
    task('shop', [unit('buy')]),
    task('bake', [unit('mix'), unit('heat', { dependsOn: ['mix'] })], {
      dependsOn: ['shop'],
      when: 'inputs.shop.buy == "flour"',
      ...more,
    }),
    task('serve', [unit('set')], { dependsOn: ['bake'] }),
  ];

  test('opens when it is met', async () => {
    const jobId = await submit(stages({}));
    await work({ buy: 'flour' });
    expect(await kitchen.jobState(jobId)).toBe('SUCCEEDED');
    expect(await kitchen.unitStates()).toMatchObject({ heat: 'SUCCEEDED', set: 'SUCCEEDED' });
  });

  test.each([
    ['SKIP', { mix: 'SKIPPED', heat: 'SKIPPED', set: 'SUCCEEDED' }, 'SUCCEEDED'],
    ['SKIP_DOWNSTREAM', { mix: 'SKIPPED', heat: 'SKIPPED', set: 'SKIPPED' }, 'SUCCEEDED'],
    ['FAIL', { mix: 'FAILED', heat: 'PENDING', set: 'PENDING' }, 'FAILED'],
  ] as const)('that is not met goes %s', async (onFalse, units, job) => {
    const jobId = await submit(stages({ onFalse }));
    await work({ buy: 'fish' });
    expect(await kitchen.unitStates()).toEqual({ buy: 'SUCCEEDED', ...units });
    expect(await kitchen.jobState(jobId)).toBe(job);
  });

  test('that failed goes on when its first Unit is tried again', async () => {
    const jobId = await submit(stages({ onFalse: 'FAIL' }));
    await work({ buy: 'fish' });
    expect(await failureOf('mix')).toBe('CONDITION_FALSE');
    await operate('retryUnit', 'mix');
    await work();
    expect(await kitchen.jobState(jobId)).toBe('SUCCEEDED');
  });

  test('fails once when what is before it fails and succeeds within one command', async () => {
    await submit(stages({ onFalse: 'FAIL' }));
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
    const gate = task('bake', [unit('mix')], { when: 'false', onFalse: 'FAIL' });
    const jobId = await submit([gate]);
    const rerun = { name: 'rerunJob', jobId, reason: null } as const;
    const outcomes = await Promise.all([
      kitchen.engine.execute(rerun),
      kitchen.engine.execute(rerun),
    ]);
    expect(outcomes.map(({ isAccepted }) => isAccepted)).toEqual([true, true]);
    expect(await kitchen.unitStates()).toEqual({ mix: 'FAILED' });
  });

  test('without Units is skipped with what depends on it when nobody can tell', async () => {
    const gate = task('bake', [], { dependsOn: ['shop'], when: 'inputs.shop.buy.no > 1' });
    const [shop, , serve] = stages({});
    if (shop === undefined || serve === undefined) throw new Error('There are three Tasks.');
    await submit([shop, gate, serve]);
    await work({ buy: 'fish' });
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
    expect(await submit([task('meal', [unit('salt', more)])])).toBe(code);
    expect(await submit([task('meal', [unit('salt')], more)])).toBe(code);
    expect(await kitchen.unitStates()).toEqual({});
  });
});
