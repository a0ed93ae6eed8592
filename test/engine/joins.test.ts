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
  const outcome = await kitchen.engine.execute({
    name: 'submitJob',
    topicId: kitchen.topicId,
    job,
  });
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

const provisioning = task('host', [
  unit('install'),
  unit('configure', { dependsOn: ['install'] }),
  unit('wipe', { dependsOn: ['install', 'configure'], join: 'ANY_FAILED' }),
  unit('ticket', { dependsOn: ['wipe'] }),
  unit('report', { dependsOn: ['configure', 'ticket'], join: 'ANY_SUCCEEDED' }),
]);

describe('a failure branch', () => {
  test('runs when what it watches fails, while what needed it stays blocked', async () => {
    const jobId = await submit(provisioning);
    await work('install');
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
    const jobId = await submit(provisioning);
    await work();
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
    await submit(
      task('t', [
        unit('a'),
        unit('rescue', { dependsOn: ['a'], join: 'ANY_FAILED' }),
        unit('last', { dependsOn: ['rescue'], join: 'ALL_FINISHED' }),
      ]),
      task('after', [], { dependsOn: ['t'], join: 'ALL_FINISHED' }),
    );
    await work();
    const kinds = await kitchen.eventKinds();
    expect(kinds.filter((kind) => kind === 'task.reopened')).toEqual([]);
    expect(await kitchen.unitStates()).toEqual({
      a: 'SUCCEEDED',
      rescue: 'SKIPPED',
      last: 'SUCCEEDED',
    });
  });

  test('may be a Task: its Units are skipped with it, and so are the Tasks behind it', async () => {
    const jobId = await submit(
      task('build', [unit('compile')]),
      task('rollback', [unit('restore'), unit('tell')], {
        dependsOn: ['build'],
        join: 'ANY_FAILED',
      }),
      task('review', [unit('meet')], { dependsOn: ['rollback'] }),
    );
    await work();
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
    await submit(
      task('t', [
        unit('a'),
        unit('b'),
        unit('sum', { dependsOn: ['a', 'b'], join: 'ALL_FINISHED' }),
      ]),
    );
    await work('a');
    expect(await kitchen.unitStates()).toMatchObject({ a: 'FAILED', sum: 'SUCCEEDED' });
  });

  test('AT_LEAST starts with as many successes as it asks for', async () => {
    const votes = ['a', 'b', 'c'];
    const quorum = unit('quorum', { dependsOn: votes, join: 'AT_LEAST', joinCount: 2 });
    await submit(task('t', [...votes.map((key) => unit(key)), quorum]));
    await work('b');
    expect(await kitchen.unitStates()).toMatchObject({ b: 'FAILED', quorum: 'SUCCEEDED' });
  });

  test('a Task within its tolerance succeeds, and what depends on it goes on', async () => {
    const jobId = await submit(
      task('survey', [unit('a'), unit('b'), unit('c')], { tolerateCount: 1 }),
      task('after', [unit('sum')], { dependsOn: ['survey'] }),
    );
    await work('b');
    expect(await kitchen.unitStates()).toMatchObject({ b: 'FAILED', sum: 'SUCCEEDED' });
    expect(await kitchen.jobState(jobId)).toBe('SUCCEEDED');
  });
});

describe('a Unit that is not needed any more', () => {
  test('is not skipped plainly after that: its dependants are skipped with it', async () => {
    await submit(provisioning);
    await work();
    const [row] = await kitchen.store.query<{ id: string }>(
      `SELECT "id" FROM "Unit" WHERE "key" = 'wipe'`,
    );
    const skip = { name: 'skipUnit', unitId: row?.id ?? '', reason: null, output: null } as const;
    expect(codesOf(await kitchen.engine.execute(skip))).toEqual(['UNIT_NOT_IN_STATE']);
  });
});

describe('a join that can never be satisfied', () => {
  test.each([
    ['a count of nothing', unit('x', { join: 'AT_LEAST' })],
    ['more than there are', unit('x', { dependsOn: ['a'], join: 'AT_LEAST', joinCount: 2 })],
    ['none at all', unit('x', { dependsOn: ['a'], join: 'AT_LEAST', joinCount: 0 })],
    ['a failure of nobody', unit('x', { join: 'ANY_FAILED' })],
  ])('is refused at submission: %s', async (_, impossible) => {
    expect(await submit(task('t', [unit('a'), impossible]))).toBe('JOIN_UNSATISFIABLE');
    expect(await kitchen.unitStates()).toEqual({});
  });

  test.each(['ALL_SUCCEEDED', 'ALL_FINISHED', 'ANY_SUCCEEDED', 'ANY_FAILED'] as const)(
    'takes no count: %s',
    async (join) => {
      const odd = unit('x', { dependsOn: ['a'], join, joinCount: 1 });
      expect(await submit(task('t', [unit('a'), odd]))).toBe('INVALID_VALUE');
    },
  );
});
