/** What operators do with whole Jobs: retry, rerun, and the priority of Jobs and of single Units. */
import { beforeEach, describe, expect, test } from 'vitest';
import { accepted, codesOf, type Kitchen, openKitchen } from './kitchen.ts';

let kitchen: Kitchen;

beforeEach(async () => {
  kitchen = await openKitchen();
  return kitchen.closeAudited;
});

const asked = { reason: 'ops said so', by: 'ops' };
const retry = (jobId: string) => kitchen.engine.execute({ name: 'retryJob', jobId, ...asked });
const rerun = (jobId: string) => kitchen.engine.execute({ name: 'rerunJob', jobId, ...asked });
const cancel = (jobId: string) => kitchen.engine.execute({ name: 'cancelJob', jobId, ...asked });
const prioritizeJob = (jobId: string, priority: number) =>
  kitchen.engine.execute({ name: 'prioritizeJob', jobId, priority, ...asked });
const prioritize = async (key: string, priority: number) =>
  kitchen.engine.execute({
    name: 'prioritizeUnit',
    unitId: await unitId(key),
    priority,
    ...asked,
  });

async function unitId(key: string): Promise<string> {
  const sql = 'SELECT "id" FROM "Unit" WHERE "key" = ?1';
  const [unit] = await kitchen.store.query<{ id: string }>(sql, [key]);
  if (unit === undefined) throw new Error(`There is no Unit ${key}.`);
  return unit.id;
}

async function workAll(): Promise<readonly string[]> {
  const keys: string[] = [];
  for (;;) {
    const leases = await kitchen.claim();
    if (leases.length === 0) return keys;
    for (const leased of leases) {
      keys.push(leased.unit.key);
      await kitchen.succeed(leased);
    }
  }
}

async function eventsOf(kind: string): Promise<readonly unknown[]> {
  const sql = 'SELECT "data" FROM "Event" WHERE "kind" = ?1 ORDER BY "seq"';
  const rows = await kitchen.store.query<{ data: string }>(sql, [kind]);
  return rows.map(({ data }) => JSON.parse(data));
}

const dinner = {
  cook: { units: { boil: [], bake: [], plate: ['boil', 'bake'] } },
  eat: { dependsOn: ['cook'], units: { sit: [] } },
};

describe('retrying a Job', () => {
  test('tries again all that failed and was cancelled, and nothing else', async () => {
    const jobId = await kitchen.submit(dinner);
    const [boil, bake] = await kitchen.claim();
    if (boil === undefined || bake === undefined) throw new Error('Two Units can be claimed.');
    await kitchen.succeed(boil);
    await kitchen.fail(bake, { isRetryable: false });
    await kitchen.engine.execute({ name: 'cancelUnit', unitId: await unitId('plate'), ...asked });
    expect(await kitchen.jobState(jobId)).toBe('FAILED');
    accepted(await retry(jobId));
    expect(await kitchen.jobState(jobId)).toBe('RUNNING');
    expect(await kitchen.unitStates()).toEqual({
      boil: 'SUCCEEDED',
      bake: 'READY',
      plate: 'PENDING',
      sit: 'PENDING',
    });
    expect(await eventsOf('unit.reopened')).toEqual([asked, asked]);
    expect(await workAll()).toEqual(['bake', 'plate', 'sit']);
    expect(await kitchen.jobState(jobId)).toBe('SUCCEEDED');
  });

  test('that was cancelled opens its Tasks without Units again as well', async () => {
    const jobId = await kitchen.submit({
      cook: { units: { boil: [] } },
      gap: { dependsOn: ['cook'], units: {} },
      eat: { dependsOn: ['gap'], units: { sit: [] } },
    });
    accepted(await cancel(jobId));
    accepted(await retry(jobId));
    expect(await workAll()).toEqual(['boil', 'sit']);
    expect(await kitchen.jobState(jobId)).toBe('SUCCEEDED');
  });

  test('in one batch with its cancelling undoes that', async () => {
    const jobId = await kitchen.submit(dinner);
    const [cancelled, retried] = await Promise.all([cancel(jobId), retry(jobId)]);
    accepted(cancelled);
    accepted(retried);
    expect(await workAll()).toEqual(['boil', 'bake', 'plate', 'sit']);
  });

  test.each(['RUNNING', 'SUCCEEDED'])(
    'that is %s without a failure is refused',
    async (jobState) => {
      const jobId = await kitchen.submit(dinner);
      if (jobState === 'SUCCEEDED') await workAll();
      const before = await kitchen.eventKinds();
      expect(await retry(jobId)).toMatchObject({
        rejections: [{ code: 'JOB_NOT_IN_STATE', details: { jobState } }],
      });
      expect(await kitchen.eventKinds()).toEqual(before);
    },
  );
});

describe('rerunning a Job', () => {
  test('does all of it again, in order', async () => {
    const jobId = await kitchen.submit(dinner);
    const first = await workAll();
    accepted(await rerun(jobId));
    expect(await kitchen.jobState(jobId)).toBe('RUNNING');
    expect(await kitchen.unitStates()).toEqual({
      boil: 'READY',
      bake: 'READY',
      plate: 'PENDING',
      sit: 'PENDING',
    });
    expect(await workAll()).toEqual(first);
    expect(await kitchen.jobState(jobId)).toBe('SUCCEEDED');
  });

  test('takes its Units from their holders, who are told why', async () => {
    const jobId = await kitchen.submit(dinner);
    const boil = await kitchen.claimOne();
    accepted(await rerun(jobId));
    expect(await kitchen.succeed(boil)).toMatchObject({
      rejections: [{ code: 'LEASE_LOST', details: { reason: 'RERUN' } }],
    });
    expect(await workAll()).toEqual(['boil', 'bake', 'plate', 'sit']);
  });

  test('leaves what is paused as it is', async () => {
    const jobId = await kitchen.submit(dinner);
    await workAll();
    accepted(await rerun(jobId));
    const bake = await unitId('bake');
    const pause = { name: 'pauseUnit', unitId: bake, resumeAt: null, ...asked } as const;
    accepted(await kitchen.engine.execute(pause));
    accepted(await rerun(jobId));
    expect(await kitchen.unitStates()).toMatchObject({ boil: 'READY', bake: 'PAUSED' });
  });

  test('without Tasks ends as it did', async () => {
    const jobId = await kitchen.submit({});
    accepted(await rerun(jobId));
    expect(await kitchen.jobState(jobId)).toBe('SUCCEEDED');
  });
});

describe('a priority', () => {
  test('moves a Unit that is ready in the claim order, forwards and backwards', async () => {
    await kitchen.submit({ cook: { units: { a: [], b: [], c: [] } } });
    accepted(await prioritize('c', 1));
    accepted(await prioritize('a', -1));
    expect((await kitchen.claim()).map(({ unit }) => unit.key)).toEqual(['c', 'b', 'a']);
    expect(await eventsOf('unit.prioritized')).toEqual([
      { priority: 1, before: 0, ...asked },
      { priority: -1, before: 0, ...asked },
    ]);
  });

  test('counts for a claim of the same batch, also where others were not loaded', async () => {
    const keys = Array.from({ length: 20 }, (_, at) => `u${at}`);
    await kitchen.submit({ cook: { units: Object.fromEntries(keys.map((key) => [key, []])) } });
    const ids = await Promise.all(keys.slice(0, 3).map(unitId));
    // What the engine has met before enters its queue in the order of the calls.
    for (const id of ids) {
      const lease = { unitId: id, attempt: 1, leaseId: 'none' };
      await kitchen.engine.execute({ name: 'releaseUnit', lease });
    }
    const claim = { topicId: kitchen.topicId, worker: 'cook', kinds: null, max: 1 };
    const putLast = { name: 'prioritizeUnit', priority: -5, ...asked } as const;
    const outcomes = ids.map((id) => kitchen.engine.execute({ ...putLast, unitId: id }));
    const claimed = kitchen.engine.execute({
      name: 'claimUnits',
      ...claim,
      leaseMs: 1_000,
      requestId: null,
    });
    for (const outcome of await Promise.all(outcomes)) accepted(outcome);
    expect(accepted(await claimed).result.leases.map(({ unit }) => unit.key)).toEqual(['u3']);
  });

  test('of a Unit that waits counts once it is ready', async () => {
    await kitchen.submit({ cook: { units: { a: [], b: ['a'] } }, other: { units: { c: [] } } });
    accepted(await prioritize('b', 1));
    await kitchen.succeed(await kitchen.claimOne());
    expect((await kitchen.claim()).map(({ unit }) => unit.key)).toEqual(['b', 'c']);
  });

  test('of a Job is that of all its Units that have not finished', async () => {
    const jobId = await kitchen.submit({ cook: { units: { a: [], b: [], c: ['b'] } } });
    await kitchen.succeed(await kitchen.claimOne());
    await kitchen.submit({ cook: { units: { d: [] } } });
    accepted(await prioritizeJob(jobId, -2));
    expect((await kitchen.claim()).map(({ unit }) => unit.key)).toEqual(['d', 'b']);
    const rows = await kitchen.store.query(
      'SELECT "key", "priority" FROM "Unit" WHERE "jobId" = ?1 ORDER BY "id"',
      [jobId],
    );
    expect(rows).toEqual([
      { key: 'a', priority: 0 },
      { key: 'b', priority: -2 },
      { key: 'c', priority: -2 },
    ]);
    expect(await eventsOf('job.prioritized')).toEqual([{ priority: -2, before: 0, ...asked }]);
    expect(accepted(await prioritizeJob(jobId, -2)).isReplayed).toBe(true);
  });

  test('that it has already changes nothing', async () => {
    await kitchen.submit({ cook: { units: { a: [] } } });
    const before = await kitchen.eventKinds();
    expect(accepted(await prioritize('a', 0)).isReplayed).toBe(true);
    expect(await kitchen.eventKinds()).toEqual(before);
  });

  test('of what has finished, or out of range, is refused', async () => {
    const jobId = await kitchen.submit({ cook: { units: { a: [] } } });
    expect(codesOf(await prioritize('a', 1_001))).toEqual(['INVALID_VALUE']);
    expect(codesOf(await prioritizeJob(jobId, -1_001))).toEqual(['INVALID_VALUE']);
    await workAll();
    expect(codesOf(await prioritize('a', 1))).toEqual(['UNIT_FINISHED']);
    expect(codesOf(await prioritizeJob(jobId, 1))).toEqual(['JOB_FINISHED']);
  });
});

test('nothing is done to a Job or Unit that is in none of the states asked for', async () => {
  const jobId = await kitchen.submit(dinner);
  const only = { jobId, ...asked, ifState: ['FAILED'] } as const;
  const outcomes = [
    await kitchen.engine.execute({ name: 'retryJob', ...only }),
    await kitchen.engine.execute({ name: 'rerunJob', ...only }),
    await kitchen.engine.execute({ name: 'prioritizeJob', ...only, priority: 1 }),
  ];
  expect(outcomes.map(codesOf)).toEqual(Array(3).fill(['STATE_NOT_AS_EXPECTED']));
  expect(codesOf(await retry('job_none'))).toEqual(['JOB_NOT_FOUND']);
});
