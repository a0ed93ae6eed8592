import { beforeEach, describe, expect, test } from 'vitest';
import type { Command } from '../../src/domain/command.ts';
import type { LeasedUnit } from '../../src/domain/command-results.ts';
import { newTask, newUnit, unitIdOf, unitStates } from './edited-graph.ts';
import { accepted, codesOf, type Kitchen, leaseOf, openKitchen } from './kitchen.ts';

let kitchen: Kitchen;

beforeEach(async () => {
  kitchen = await openKitchen();
  return kitchen.closeAudited;
});

function spawn(leased: LeasedUnit, more: Partial<Command<'spawn'>>) {
  const nothing = { units: [], tasks: [], isJoining: false };
  return kitchen.engine.execute<'spawn'>({
    name: 'spawn',
    lease: leaseOf(leased),
    ...nothing,
    ...more,
  });
}

/** Claims the one Unit that can be. */
async function claimOne(): Promise<LeasedUnit> {
  const [leased, ...more] = await kitchen.claim();
  if (leased === undefined || more.length > 0) throw new Error('Not one Unit was claimed.');
  return leased;
}

async function rowCounts() {
  const tables = ['Unit', 'Task', 'UnitDependency', 'TaskDependency', 'Event'];
  const counts = tables.map((table) => {
    return kitchen.store.query<{ count: number }>(`SELECT count(*) AS "count" FROM "${table}"`);
  });
  return (await Promise.all(counts)).map(([row]) => row?.count);
}

describe('what a Unit spawns', () => {
  test('goes into its Task and its Job, and knows its parent', async () => {
    await kitchen.submit({ pan: { units: { count: [], serve: ['count'] } } });
    const count = await claimOne();
    const units = [newUnit('a'), newUnit('b', ['a'])];
    accepted(await spawn(count, { units, tasks: [newTask('sink', [], ['wash'])] }));
    expect(await unitStates(kitchen)).toEqual({
      'pan/a': 'READY',
      'pan/b': 'PENDING',
      'pan/count': 'RUNNING',
      'pan/serve': 'PENDING',
      'sink/wash': 'READY',
    });
    const children = await kitchen.store.query<{ key: string }>(
      `SELECT "key" FROM "Unit" WHERE "parentUnitId" = ?1
       UNION ALL SELECT "key" FROM "Task" WHERE "parentUnitId" = ?1`,
      [count.unit.id],
    );
    expect(children.map(({ key }) => key).toSorted()).toEqual(['a', 'b', 'sink', 'wash']);
  });

  test('is waited for by what waits for the Unit, if it joins', async () => {
    const jobId = await kitchen.submit({
      pan: { units: { count: [], serve: ['count'] } },
      sink: { dependsOn: ['pan'], units: { wash: [] } },
    });
    const count = await claimOne();
    const tasks = [newTask('oven', [], ['bread'])];
    accepted(await spawn(count, { units: [newUnit('a')], tasks, isJoining: true }));
    await kitchen.succeed(count);
    expect((await unitStates(kitchen))['pan/serve']).toBe('PENDING');
    for (const leased of await kitchen.claim({ max: 1 })) await kitchen.succeed(leased);
    expect((await unitStates(kitchen))['pan/serve']).toBe('READY');
    const [bread, serve] = await kitchen.claim();
    if (bread === undefined || serve === undefined) throw new Error('Nothing was claimed.');
    await kitchen.succeed(serve);
    expect((await unitStates(kitchen))['sink/wash']).toBe('PENDING');
    await kitchen.succeed(bread);
    await kitchen.succeed(await claimOne());
    expect(await kitchen.jobState(jobId)).toBe('SUCCEEDED');
  });

  test('is not waited for if it does not join, nor by what has started', async () => {
    await kitchen.submit({ pan: { units: { count: [], serve: ['count'] } } });
    const count = await claimOne();
    accepted(await spawn(count, { units: [newUnit('a')] }));
    await kitchen.succeed(count);
    expect((await unitStates(kitchen))['pan/serve']).toBe('READY');
  });

  test('is there when the report comes again, from this attempt and from a later one', async () => {
    await kitchen.submit({ pan: { units: { count: [], serve: ['count'] } } });
    const count = await claimOne();
    const two = { units: [newUnit('a'), newUnit('b', ['a'])], isJoining: true };
    accepted(await spawn(count, two));
    const before = await rowCounts();
    expect(accepted(await spawn(count, two)).isReplayed).toBe(true);
    expect(await rowCounts()).toEqual(before);
    accepted(await kitchen.engine.execute({ name: 'releaseUnit', lease: leaseOf(count) }));
    const again = (await kitchen.claim()).find(({ unit }) => unit.key === 'count');
    if (again === undefined) throw new Error('It was not claimed again.');
    const three = { units: [...two.units, newUnit('c', ['b'])], isJoining: true };
    expect(accepted(await spawn(again, three)).isReplayed).toBe(false);
    expect(Object.keys(await unitStates(kitchen))).toEqual([
      'pan/a',
      'pan/b',
      'pan/c',
      'pan/count',
      'pan/serve',
    ]);
  });

  test('stays as it is when its parent is rerun', async () => {
    await kitchen.submit({ pan: { units: { count: [], serve: ['count'] } } });
    const count = await claimOne();
    accepted(await spawn(count, { units: [newUnit('a')], isJoining: true }));
    await kitchen.succeed(count);
    await kitchen.succeed(await claimOne());
    const unitId = await unitIdOf(kitchen, 'pan/count');
    accepted(await kitchen.engine.execute({ name: 'rerunUnit', unitId, reason: null }));
    expect(await unitStates(kitchen)).toEqual({
      'pan/a': 'SUCCEEDED',
      'pan/count': 'READY',
      'pan/serve': 'PENDING',
    });
  });

  test('is refused where it cannot be, and changes nothing then', async () => {
    await kitchen.submit({ pan: { units: { count: [], serve: ['count'] } } });
    const count = await claimOne();
    const before = await rowCounts();
    const refuse = async (more: Partial<Command<'spawn'>>, code: string) => {
      expect(codesOf(await spawn(count, more))).toEqual([code]);
    };
    await refuse({ units: [newUnit('serve')] }, 'DUPLICATE_KEY');
    await refuse({ tasks: [newTask('pan', [], [])] }, 'DUPLICATE_KEY');
    await refuse({ units: [newUnit('a', ['count'])] }, 'UNKNOWN_DEPENDENCY');
    await refuse({ units: [newUnit('a', ['b']), newUnit('b', ['a'])] }, 'DEPENDENCY_CYCLE');
    await refuse({ units: [newUnit('')] }, 'INVALID_VALUE');
    await kitchen.pass(60_000);
    await refuse({ units: [newUnit('a')] }, 'LEASE_LOST');
    // The lease ran out, and that is an Event; nothing else has come.
    expect((await rowCounts()).slice(0, 4)).toEqual(before.slice(0, 4));
  });
});

describe('the context that the Units of a Job share', () => {
  async function contextOf(jobId: string): Promise<unknown> {
    const sql = 'SELECT "context" FROM "Job" WHERE "id" = ?1';
    const [job] = await kitchen.store.query<{ context: string }>(sql, [jobId]);
    return JSON.parse(job?.context ?? 'null');
  }

  function merge(leased: LeasedUnit, values: unknown) {
    const command = { lease: leaseOf(leased), values: JSON.stringify(values) };
    return kitchen.engine.execute<'mergeContext'>({ name: 'mergeContext', ...command });
  }

  function mergeInJob(jobId: string, values: unknown) {
    const command = { jobId, values: JSON.stringify(values), reason: 'because', by: 'Ada' };
    return kitchen.engine.execute<'mergeJobContext'>({ name: 'mergeJobContext', ...command });
  }

  test('is changed field by field, by workers and by operators', async () => {
    const context = '{"salt":1,"pepper":{"black":true}}';
    const jobId = await kitchen.submit({ pan: { units: { egg: [] } } }, { context });
    const egg = await claimOne();
    accepted(await merge(egg, { salt: null, pepper: { white: 1 }, oil: 'olive' }));
    expect(await contextOf(jobId)).toEqual({ pepper: { white: 1 }, oil: 'olive' });
    accepted(await mergeInJob(jobId, { oil: null }));
    expect(await contextOf(jobId)).toEqual({ pepper: { white: 1 } });
    const events = await kitchen.store.query<{ data: string }>(
      `SELECT "data" FROM "Event" WHERE "kind" = 'job.contextMerged' ORDER BY "seq"`,
    );
    expect(events.map(({ data }) => JSON.parse(data))).toEqual([
      { keys: ['salt', 'pepper', 'oil'] },
      { keys: ['oil'], reason: 'because', by: 'Ada' },
    ]);
  });

  test('is as it was when nothing new is merged', async () => {
    const jobId = await kitchen.submit({ pan: { units: { egg: [] } } });
    accepted(await mergeInJob(jobId, { salt: 1 }));
    const before = await rowCounts();
    expect(accepted(await mergeInJob(jobId, { salt: 1, pepper: null })).isReplayed).toBe(true);
    expect(await rowCounts()).toEqual(before);
  });

  test('is refused where it cannot be changed', async () => {
    const jobId = await kitchen.submit({ pan: { units: { egg: [] } } });
    const egg = await claimOne();
    const half = 'x'.repeat(200_000);
    accepted(await merge(egg, { first: half }));
    expect(codesOf(await merge(egg, { second: half }))).toEqual(['TOO_LARGE']);
    expect(codesOf(await merge(egg, [1]))).toEqual(['INVALID_VALUE']);
    expect(codesOf(await mergeInJob(jobId, 'salt'))).toEqual(['INVALID_VALUE']);
    await kitchen.succeed(egg);
    expect(codesOf(await merge(egg, { a: 1 }))).toEqual(['LEASE_LOST']);
    expect(codesOf(await mergeInJob(jobId, { a: 1 }))).toEqual(['JOB_FINISHED']);
    expect(await contextOf(jobId)).toEqual({ first: half });
  });
});
