import { beforeEach, describe, expect, test } from 'vitest';
import type { TaskDefinition } from '../../src/domain/job-definition.ts';
import { type Edits, editsOf, newTask, newUnit, unitStates } from './edited-graph.ts';
import { accepted, type Kitchen, openKitchen } from './kitchen.ts';

let kitchen: Kitchen;
let edit: Edits;

beforeEach(async () => {
  kitchen = await openKitchen();
  edit = editsOf(kitchen);
  return kitchen.closeAudited;
});

describe('adding Units', () => {
  test('lets them start at once, or behind Units that are there', async () => {
    await kitchen.submit({ pan: { units: { egg: [], plate: ['egg'] } } });
    accepted(await edit.addUnits('pan', [newUnit('salt'), newUnit('toast', ['egg', 'salt'])]));
    expect(await unitStates(kitchen)).toEqual({
      'pan/egg': 'READY',
      'pan/plate': 'PENDING',
      'pan/salt': 'READY',
      'pan/toast': 'PENDING',
    });
    await edit.finishRound();
    expect((await unitStates(kitchen))['pan/toast']).toBe('READY');
  });

  test('counts what has ended: one behind a success is ready, one behind a failure is blocked', async () => {
    await kitchen.submit(
      { pan: { units: { egg: [], ham: [], wait: [] } } },
      { retry: { maxAttempts: 1 } },
    );
    const [egg, ham] = await kitchen.claim({ max: 2 });
    if (egg === undefined || ham === undefined) throw new Error('Nothing was claimed.');
    await kitchen.succeed(egg);
    await kitchen.fail(ham);
    const failed = { ...newUnit('cry', ['ham']), join: 'ANY_FAILED' as const };
    accepted(await edit.addUnits('pan', [newUnit('a', ['egg']), newUnit('b', ['ham']), failed]));
    const states = await unitStates(kitchen);
    expect([states['pan/a'], states['pan/b'], states['pan/cry']]).toEqual([
      'READY',
      'PENDING',
      'READY',
    ]);
  });

  test('keeps the Task open for them, and its own settings for Units', async () => {
    const jobId = await kitchen.submit(
      { pan: { units: { egg: [] } } },
      { retry: { maxAttempts: 1 }, attemptTimeoutMs: 5_000 },
    );
    accepted(await edit.addUnits('pan', [newUnit('ham')]));
    const [egg, ham] = await kitchen.claim();
    expect(ham?.unit.attemptTimeoutMs).toBe(5_000);
    if (egg === undefined || ham === undefined) throw new Error('Nothing was claimed.');
    await kitchen.succeed(egg);
    expect(await kitchen.jobState(jobId)).toBe('RUNNING');
    await kitchen.fail(ham);
    expect(await kitchen.jobState(jobId)).toBe('FAILED');
  });

  test('waits with a Task that waits, and with one that is held', async () => {
    const jobId = await kitchen.submit({
      pan: { units: { egg: [] } },
      oven: { dependsOn: ['pan'], units: { bread: [] } },
    });
    accepted(await edit.addUnits('oven', [newUnit('cake')]));
    accepted(
      await kitchen.engine.execute({
        name: 'pauseJob',
        jobId,
        reason: null,
        resumeAt: null,
        interrupt: false,
      }),
    );
    accepted(await edit.addUnits('pan', [newUnit('ham')]));
    expect(await kitchen.claim()).toEqual([]);
    accepted(await kitchen.engine.execute({ name: 'resumeJob', jobId, reason: null }));
    await edit.finishRound();
    expect((await unitStates(kitchen))['oven/cake']).toBe('READY');
  });

  test('is refused where it cannot be, and changes nothing then', async () => {
    const jobId = await kitchen.submit({
      pan: { units: { egg: [] } },
      oven: { units: { bread: [] } },
    });
    await edit.expectRefusal(
      () => edit.addUnits('pan', [newUnit('egg')]),
      'DUPLICATE_KEY',
      '"egg"',
    );
    await edit.expectRefusal(
      () => edit.addUnits('pan', [newUnit('a', ['b'])]),
      'UNKNOWN_DEPENDENCY',
      '"b"',
    );
    await edit.expectRefusal(
      () => edit.addUnits('pan', [newUnit('a', ['a'])]),
      'SELF_DEPENDENCY',
      '"a"',
    );
    const circle = [newUnit('a', ['b']), newUnit('b', ['a'])];
    await edit.expectRefusal(() => edit.addUnits('pan', circle), 'DEPENDENCY_CYCLE', 'a → b → a');
    const twice = newUnit('a', ['egg', 'egg']);
    await edit.expectRefusal(() => edit.addUnits('pan', [twice]), 'DUPLICATE_DEPENDENCY', '"egg"');
    const greedy = { ...newUnit('a', ['egg']), join: 'AT_LEAST' as const, joinCount: 2 };
    await edit.expectRefusal(() => edit.addUnits('pan', [greedy]), 'JOIN_UNSATISFIABLE', '"a"');
    await edit.expectRefusal(
      () => edit.addUnits('pan', [newUnit('no way')]),
      'INVALID_VALUE',
      '"no way"',
    );
    const [bread] = await kitchen
      .claim({ max: 2 })
      .then((all) => all.filter(({ unit }) => unit.key === 'bread'));
    if (bread === undefined) throw new Error('Nothing was claimed.');
    await kitchen.succeed(bread);
    await edit.expectRefusal(
      () => edit.addUnits('oven', [newUnit('a')]),
      'TASK_FINISHED',
      '"oven"',
    );
    accepted(await kitchen.engine.execute({ name: 'cancelJob', jobId, reason: null }));
    await edit.expectRefusal(() => edit.addUnits('pan', [newUnit('a')]), 'JOB_FINISHED', jobId);
    const taskId = 'task_01k00000007000800000000000';
    const units = [newUnit('a')];
    await edit.expectRefusal(
      () => kitchen.engine.execute({ name: 'addUnits', taskId, units }),
      'TASK_NOT_FOUND',
    );
  });
});

describe('adding Tasks', () => {
  test('opens those that wait for nothing, and the others when their time comes', async () => {
    const jobId = await kitchen.submit({ pan: { units: { egg: [] } } });
    accepted(
      await edit.addTasks(jobId, [
        newTask('sink', ['pan', 'oven'], ['wash']),
        newTask('oven', [], ['bread']),
      ]),
    );
    expect(await unitStates(kitchen)).toEqual({
      'oven/bread': 'READY',
      'pan/egg': 'READY',
      'sink/wash': 'PENDING',
    });
    await edit.finishRound();
    await edit.finishRound();
    expect(await kitchen.jobState(jobId)).toBe('SUCCEEDED');
    expect(await kitchen.eventKinds()).toContain('task.added');
  });

  test('opens one at once behind a Task that has succeeded', async () => {
    const jobId = await kitchen.submit({ pan: { units: { egg: [] } }, oven: { units: { a: [] } } });
    const [egg] = await kitchen.claim({ max: 1 });
    if (egg === undefined) throw new Error('Nothing was claimed.');
    await kitchen.succeed(egg);
    accepted(
      await edit.addTasks(jobId, [
        newTask('sink', ['pan'], ['wash']),
        newTask('none', ['pan'], []),
      ]),
    );
    expect((await unitStates(kitchen))['sink/wash']).toBe('READY');
  });

  test('is refused where it cannot be, and changes nothing then', async () => {
    const jobId = await kitchen.submit({ pan: { units: { egg: [] } } });
    const add = (...tasks: readonly TaskDefinition[]) => edit.addTasks(jobId, tasks);
    await edit.expectRefusal(() => add(newTask('pan', [], [])), 'DUPLICATE_KEY', '"pan"');
    await edit.expectRefusal(() => add(newTask('a', ['x'], [])), 'UNKNOWN_DEPENDENCY', '"x"');
    const circle = [newTask('a', ['b'], []), newTask('b', ['a'], [])];
    await edit.expectRefusal(() => add(...circle), 'DEPENDENCY_CYCLE', 'a → b → a');
    const units = [newUnit('x', ['y'])];
    await edit.expectRefusal(
      () => add({ ...newTask('a', [], []), units }),
      'UNKNOWN_DEPENDENCY',
      '"y"',
    );
    await edit.finishRound();
    await edit.expectRefusal(() => add(newTask('a', [], [])), 'JOB_FINISHED', jobId);
  });
});
