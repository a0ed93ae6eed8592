import { beforeEach, describe, expect, test } from 'vitest';
import { type Edits, editsOf, newUnit, unitIdOf, unitStates } from './edited-graph.ts';
import { accepted, type Kitchen, openKitchen } from './kitchen.ts';

let kitchen: Kitchen;
let edit: Edits;

beforeEach(async () => {
  kitchen = await openKitchen();
  edit = editsOf(kitchen);
  return kitchen.closeAudited;
});

describe('adding dependencies', () => {
  test('puts what is ready back to waiting, and opens a Task later', async () => {
    const jobId = await kitchen.submit({
      pan: { units: { egg: [], ham: [] } },
      oven: { dependsOn: ['pan'], units: { bread: [] } },
      sink: { units: { wash: [] } },
    });
    const after = { predecessor: 'sink', dependant: 'oven' };
    accepted(await edit.link(jobId, { predecessor: 'pan/egg', dependant: 'pan/ham' }, after));
    expect((await unitStates(kitchen))['pan/ham']).toBe('PENDING');
    const first = await kitchen.claim();
    expect(first.map(({ unit }) => unit.key).toSorted()).toEqual(['egg', 'wash']);
    for (const leased of first.filter(({ unit }) => unit.key === 'egg'))
      await kitchen.succeed(leased);
    await edit.finishRound();
    expect((await unitStates(kitchen))['oven/bread']).toBe('PENDING');
    for (const leased of first.filter(({ unit }) => unit.key === 'wash'))
      await kitchen.succeed(leased);
    expect((await unitStates(kitchen))['oven/bread']).toBe('READY');
  });

  test('on what has ended counts at once', async () => {
    const jobId = await kitchen.submit(
      { pan: { units: { egg: [], ham: [], last: ['ham'] } } },
      { retry: { maxAttempts: 1 } },
    );
    const [egg] = await kitchen.claim({ max: 1 });
    if (egg === undefined) throw new Error('Nothing was claimed.');
    await kitchen.fail(egg);
    accepted(await edit.link(jobId, { predecessor: 'pan/egg', dependant: 'pan/ham' }));
    // Nothing in the Task can progress any more.
    expect(await kitchen.jobState(jobId)).toBe('FAILED');
  });

  test('lets the deadline of what is paused begin anew, once it is ready again', async () => {
    const tasks = { pan: { units: { egg: [], ham: [] } } };
    const jobId = await kitchen.submit(tasks, { deadlineMs: 5_000 });
    const unitId = await unitIdOf(kitchen, 'pan/ham');
    const named = { unitId, reason: null };
    accepted(await kitchen.engine.execute({ name: 'pauseUnit', ...named, resumeAt: null }));
    accepted(await edit.link(jobId, { predecessor: 'pan/egg', dependant: 'pan/ham' }));
    accepted(await kitchen.succeed(await kitchen.claimOne()));
    await kitchen.pass(6_000);
    expect((await unitStates(kitchen))['pan/ham']).toBe('PAUSED');
    accepted(await kitchen.engine.execute({ name: 'resumeUnit', ...named }));
    expect((await kitchen.claimOne()).leaseMs).toBe(5_000);
  });

  test('names the circle that one of them would close, through others of the same call as well', async () => {
    const jobId = await kitchen.submit({
      pan: { units: { a: [], b: ['a'], c: ['b'], d: ['c'], e: [], f: ['e'] } },
      oven: { dependsOn: ['pan'], units: {} },
      sink: { dependsOn: ['oven'], units: { wash: [] } },
    });
    const back = { predecessor: 'pan/d', dependant: 'pan/b' };
    await edit.expectRefusal(() => edit.link(jobId, back), 'DEPENDENCY_CYCLE', 'b', 'c', 'd');
    const one = { predecessor: 'pan/d', dependant: 'pan/e' };
    const other = { predecessor: 'pan/f', dependant: 'pan/b' };
    await edit.expectRefusal(() => edit.link(jobId, one, other), 'DEPENDENCY_CYCLE', 'f');
    accepted(await edit.link(jobId, one));
    const round = { predecessor: 'sink', dependant: 'oven' };
    await edit.expectRefusal(
      () => edit.link(jobId, round),
      'DEPENDENCY_CYCLE',
      'sink → oven → sink',
    );
  });

  test('is refused where it cannot be, and changes nothing then', async () => {
    const jobId = await kitchen.submit({
      pan: { units: { egg: [], ham: ['egg'], salt: [] } },
      oven: { units: { bread: [] } },
    });
    const refuse = async (predecessor: string, dependant: string, code: string, word = '') => {
      await edit.expectRefusal(() => edit.link(jobId, { predecessor, dependant }), code, word);
    };
    await refuse('pan/egg', 'pan/ham', 'DUPLICATE_DEPENDENCY', '"ham"');
    await refuse('pan/egg', 'pan/egg', 'SELF_DEPENDENCY', '"pan/egg"');
    await refuse('pan/x', 'pan/egg', 'UNKNOWN_DEPENDENCY', '"pan/x"');
    await refuse('pan', 'x', 'UNKNOWN_DEPENDENCY', '"x"');
    await refuse('oven/bread', 'pan/egg', 'UNKNOWN_DEPENDENCY', '"oven"');
    await refuse('oven', 'pan/egg', 'INVALID_VALUE', 'one level');
    await refuse('pan/a/b', 'pan/egg', 'INVALID_VALUE', 'path');
    await refuse('pan', 'oven', 'NODE_STARTED', '"oven"');
    const same = { predecessor: 'pan/salt', dependant: 'pan/ham' };
    await edit.expectRefusal(() => edit.link(jobId, same, same), 'DUPLICATE_DEPENDENCY', 'twice');
    const [egg] = await kitchen.claim({ max: 1 });
    if (egg === undefined) throw new Error('Nothing was claimed.');
    await refuse('pan/salt', 'pan/egg', 'NODE_STARTED', '"pan/egg"');
    await kitchen.engine.execute({ name: 'cancelJob', jobId, reason: null });
    await refuse('pan/salt', 'pan/ham', 'JOB_FINISHED', jobId);
  });
});

describe('removing dependencies', () => {
  test('lets what waits for nothing any more start', async () => {
    const jobId = await kitchen.submit({
      pan: { units: { egg: [], ham: ['egg'] } },
      oven: { dependsOn: ['pan'], units: { bread: [] } },
    });
    const dependencies = [
      { predecessor: 'pan/egg', dependant: 'pan/ham' },
      { predecessor: 'pan', dependant: 'oven' },
    ];
    accepted(await edit.unlink(jobId, ...dependencies));
    expect(await unitStates(kitchen)).toEqual({
      'oven/bread': 'READY',
      'pan/egg': 'READY',
      'pan/ham': 'READY',
    });
  });

  test('is refused where it cannot be, and changes nothing then', async () => {
    const jobId = await kitchen.submit({ pan: { units: { egg: [], ham: [] } } });
    const picky = { ...newUnit('picky', ['egg', 'ham']), join: 'AT_LEAST' as const, joinCount: 2 };
    const fallback = { ...newUnit('fallback', ['egg']), join: 'ANY_FAILED' as const };
    accepted(await edit.addUnits('pan', [picky, fallback]));
    const first = { predecessor: 'pan/egg', dependant: 'pan/picky' };
    await edit.expectRefusal(() => edit.unlink(jobId, first), 'JOIN_UNSATISFIABLE', '"picky"');
    const second = { predecessor: 'pan/egg', dependant: 'pan/fallback' };
    await edit.expectRefusal(() => edit.unlink(jobId, second), 'JOIN_UNSATISFIABLE', '"fallback"');
    const none = { predecessor: 'pan/egg', dependant: 'pan/ham' };
    await edit.expectRefusal(() => edit.unlink(jobId, none), 'UNKNOWN_DEPENDENCY', '"ham"');
  });
});

describe('removing Units', () => {
  test('lets what depended on them start, and the Task end without them', async () => {
    const jobId = await kitchen.submit({
      pan: { units: { egg: [], ham: [], plate: ['egg', 'ham'] } },
    });
    const [egg] = await kitchen.claim({ max: 1 });
    if (egg === undefined) throw new Error('Nothing was claimed.');
    await kitchen.succeed(egg);
    accepted(await edit.removeUnits(jobId, 'pan/ham'));
    expect(await unitStates(kitchen)).toEqual({ 'pan/egg': 'SUCCEEDED', 'pan/plate': 'READY' });
    accepted(await edit.removeUnits(jobId, 'pan/plate'));
    expect(await kitchen.jobState(jobId)).toBe('SUCCEEDED');
  });

  test('takes a whole branch, across Tasks that open by it', async () => {
    const jobId = await kitchen.submit({
      pan: { units: { egg: [], ham: ['egg'] } },
      oven: { dependsOn: ['pan'], units: { bread: [], cake: [] } },
    });
    accepted(await edit.removeUnits(jobId, 'pan/ham', 'pan/egg', 'oven/cake'));
    expect(await unitStates(kitchen)).toEqual({ 'oven/bread': 'READY' });
    await edit.finishRound();
    expect(await kitchen.jobState(jobId)).toBe('SUCCEEDED');
  });

  test('is refused where it cannot be, and changes nothing then', async () => {
    const jobId = await kitchen.submit({ pan: { units: { egg: [], ham: [] } } });
    const otherId = await kitchen.submit({ sink: { units: { wash: [] } } });
    const picky = { ...newUnit('picky', ['egg', 'ham']), join: 'AT_LEAST' as const, joinCount: 2 };
    accepted(await edit.addUnits('pan', [picky]));
    await edit.expectRefusal(
      () => edit.removeUnits(jobId, 'pan/ham'),
      'JOIN_UNSATISFIABLE',
      '"picky"',
    );
    await edit.expectRefusal(() => edit.removeUnits(jobId, 'sink/wash'), 'INVALID_VALUE', otherId);
    await edit.expectRefusal(
      () => edit.removeUnits(jobId, 'pan/ham', 'pan/ham'),
      'INVALID_VALUE',
      'twice',
    );
    const [egg] = await kitchen.claim({ max: 1 });
    if (egg === undefined) throw new Error('Nothing was claimed.');
    await edit.expectRefusal(() => edit.removeUnits(jobId, 'pan/egg'), 'NODE_STARTED', '"pan/egg"');
    const unitIds = ['unit_01k00000007000800000000000'];
    const unknown = { name: 'removeUnits', jobId, unitIds } as const;
    await edit.expectRefusal(
      () => kitchen.engine.execute(unknown),
      'UNIT_NOT_FOUND',
      unitIds[0] ?? '',
    );
  });
});
