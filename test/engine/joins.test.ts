import { beforeEach, describe, expect, test } from 'vitest';
import { codesOf, type Kitchen, openKitchen, taskNamed, unitNamed } from './kitchen.ts';

let kitchen: Kitchen;

beforeEach(async () => {
  kitchen = await openKitchen();
  return kitchen.closeAudited;
});

const provisioning = taskNamed('host', [
  unitNamed('install'),
  unitNamed('configure', { dependsOn: ['install'] }),
  unitNamed('wipe', { dependsOn: ['install', 'configure'], join: 'ANY_FAILED' }),
  unitNamed('ticket', { dependsOn: ['wipe'] }),
  unitNamed('report', { dependsOn: ['configure', 'ticket'], join: 'ANY_SUCCEEDED' }),
]);

describe('a failure branch', () => {
  test('runs when what it watches fails, while what needed it stays blocked', async () => {
    const jobId = await kitchen.submitTasks([provisioning]);
    await kitchen.workOff({ failing: ['install'] });
    expect(await kitchen.unitStates()).toEqual({
      install: 'FAILED',
      configure: 'PENDING',
      wipe: 'SUCCEEDED',
      ticket: 'SUCCEEDED',
      report: 'SUCCEEDED',
    });
    expect(await kitchen.jobState(jobId)).toBe('FAILED');
  });

  test('is skipped with all that depends on it when nothing fails', async () => {
    const jobId = await kitchen.submitTasks([provisioning]);
    await kitchen.workOff();
    expect(await kitchen.unitStates()).toEqual({
      install: 'SUCCEEDED',
      configure: 'SUCCEEDED',
      wipe: 'SKIPPED',
      ticket: 'SKIPPED',
      report: 'SUCCEEDED',
    });
    expect(await kitchen.jobState(jobId)).toBe('SUCCEEDED');
  });

  test('ends nothing that still goes on behind it', async () => {
    await kitchen.submitTasks([
      taskNamed('t', [
        unitNamed('a'),
        unitNamed('rescue', { dependsOn: ['a'], join: 'ANY_FAILED' }),
        unitNamed('last', { dependsOn: ['rescue'], join: 'ALL_FINISHED' }),
      ]),
      taskNamed('after', [], { dependsOn: ['t'], join: 'ALL_FINISHED' }),
    ]);
    await kitchen.workOff();
    const kinds = await kitchen.eventKinds();
    expect(kinds.filter((kind) => kind === 'task.reopened')).toEqual([]);
    expect(await kitchen.unitStates()).toEqual({
      a: 'SUCCEEDED',
      rescue: 'SKIPPED',
      last: 'SUCCEEDED',
    });
  });

  test('may be a Task: its Units are skipped with it, and so are the Tasks behind it', async () => {
    const jobId = await kitchen.submitTasks([
      taskNamed('build', [unitNamed('compile')]),
      taskNamed('rollback', [unitNamed('restore'), unitNamed('tell')], {
        dependsOn: ['build'],
        join: 'ANY_FAILED',
      }),
      taskNamed('review', [unitNamed('meet')], { dependsOn: ['rollback'] }),
    ]);
    await kitchen.workOff();
    expect(await kitchen.unitStates()).toEqual({
      compile: 'SUCCEEDED',
      restore: 'SKIPPED',
      tell: 'SKIPPED',
      meet: 'SKIPPED',
    });
    expect(await kitchen.jobState(jobId)).toBe('SUCCEEDED');
  });
});

describe('other joins', () => {
  test('ALL_FINISHED starts however those before it have ended', async () => {
    await kitchen.submitTasks([
      taskNamed('t', [
        unitNamed('a'),
        unitNamed('b'),
        unitNamed('sum', { dependsOn: ['a', 'b'], join: 'ALL_FINISHED' }),
      ]),
    ]);
    await kitchen.workOff({ failing: ['a'] });
    expect(await kitchen.unitStates()).toMatchObject({ a: 'FAILED', sum: 'SUCCEEDED' });
  });

  test('AT_LEAST starts with as many successes as it asks for', async () => {
    const votes = ['a', 'b', 'c'];
    const quorum = unitNamed('quorum', { dependsOn: votes, join: 'AT_LEAST', joinCount: 2 });
    await kitchen.submitTasks([taskNamed('t', [...votes.map((key) => unitNamed(key)), quorum])]);
    await kitchen.workOff({ failing: ['b'] });
    expect(await kitchen.unitStates()).toMatchObject({ b: 'FAILED', quorum: 'SUCCEEDED' });
  });

  test('a Task within its tolerance succeeds, and what depends on it goes on', async () => {
    const jobId = await kitchen.submitTasks([
      taskNamed('survey', [unitNamed('a'), unitNamed('b'), unitNamed('c')], { tolerateCount: 1 }),
      taskNamed('after', [unitNamed('sum')], { dependsOn: ['survey'] }),
    ]);
    await kitchen.workOff({ failing: ['b'] });
    expect(await kitchen.unitStates()).toMatchObject({ b: 'FAILED', sum: 'SUCCEEDED' });
    expect(await kitchen.jobState(jobId)).toBe('SUCCEEDED');
  });
});

describe('a Unit that is not needed any more', () => {
  test('is not skipped plainly after that: its dependants are skipped with it', async () => {
    await kitchen.submitTasks([provisioning]);
    await kitchen.workOff();
    const [row] = await kitchen.store.query<{ id: string }>(
      `SELECT "id" FROM "Unit" WHERE "key" = 'wipe'`,
    );
    const skip = { name: 'skipUnit', unitId: row?.id ?? '', reason: null, output: null } as const;
    expect(codesOf(await kitchen.engine.execute(skip))).toEqual(['UNIT_NOT_IN_STATE']);
  });
});

describe('a join that can never be satisfied', () => {
  test.each([
    ['a count of nothing', unitNamed('x', { join: 'AT_LEAST' })],
    ['more than there are', unitNamed('x', { dependsOn: ['a'], join: 'AT_LEAST', joinCount: 2 })],
    ['none at all', unitNamed('x', { dependsOn: ['a'], join: 'AT_LEAST', joinCount: 0 })],
    ['a failure of nobody', unitNamed('x', { join: 'ANY_FAILED' })],
  ])('is refused at submission: %s', async (_, impossible) => {
    expect(await kitchen.submitTasks([taskNamed('t', [unitNamed('a'), impossible])])).toBe(
      'JOIN_UNSATISFIABLE',
    );
    expect(await kitchen.unitStates()).toEqual({});
  });

  test.each(['ALL_SUCCEEDED', 'ALL_FINISHED', 'ANY_SUCCEEDED', 'ANY_FAILED'] as const)(
    'takes no count: %s',
    async (join) => {
      const odd = unitNamed('x', { dependsOn: ['a'], join, joinCount: 1 });
      expect(await kitchen.submitTasks([taskNamed('t', [unitNamed('a'), odd])])).toBe(
        'INVALID_VALUE',
      );
    },
  );
});
