/** Deleting is done in portions, between which all others have their turn, and can be cut off anywhere. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { audit } from '../../src/audit/audit.ts';
import type { Command } from '../../src/domain/command.ts';
import { createEngine, type Engine } from '../../src/engine/create-engine.ts';
import type { Store } from '../../src/store/port.ts';
import { openEngine } from '../open-engine.ts';
import { placesOf } from './kept-rows.ts';
import { accepted, codesOf, definition, type Kitchen, leaseOf, openKitchen } from './kitchen.ts';

/** As src/commands/retention/delete-expired.ts has it, and what goes with a portion: the Topic, and Jobs that are counted anew. */
const rowCountMax = 500 + 65;

describe('a portion', () => {
  test.each([
    ['a Job of many Units', { all: { units: keys(3_000) } }],
    ['a Job of many Tasks', tasks(1_000)],
    ['a Unit that many depend on', { all: { units: fanOut(2_000) } }],
    [
      'a Unit that depends on many',
      { all: { units: { ...keys(2_000), last: Object.keys(keys(2_000)) } } },
    ],
    ['a Task that many depend on', { first: { units: {} }, ...tasks(1_200, ['first']) }],
  ])('of %s is bounded, and the counters are right after each', async (_what, graph) => {
    const { kitchen, engine, commits } = await openWatched();
    const jobId = await kitchen.submit(graph);
    await endJob(engine, jobId);
    commits.length = 0;
    const topicId = kitchen.topicId;
    for (let count = 1; count > 0; ) {
      count = accepted(await engine.execute({ name: 'deleteExpired', topicId })).result.count;
      if (commits.length % 5 === 0) expect(await audit(kitchen.store)).toEqual([]);
    }
    expect(commits.length).toBeGreaterThan(4);
    expect(Math.max(...commits.map(({ rowCount }) => rowCount))).toBeLessThanOrEqual(rowCountMax);
    expect(await placesOf(kitchen.store, jobId)).toEqual(['Event.jobId', 'EventSpan.jobId']);
    await kitchen.closeAudited();
  });

  test('of log lines and attempts is bounded as well', async () => {
    const { kitchen, engine, commits } = await openWatched();
    const jobId = await kitchen.submit({ all: { units: { a: [] } } });
    const leased = await kitchen.claimOne();
    const line = { level: 'INFO', message: 'hot', fields: null } as const;
    const lines = Array.from({ length: 800 }, () => line);
    const lease = leaseOf(leased);
    accepted(await engine.execute({ name: 'appendLog', lease, lines, offset: null }));
    accepted(await engine.execute({ name: 'appendLog', lease, lines, offset: null }));
    await endJob(engine, jobId);
    commits.length = 0;
    await engine.tick();
    expect(commits.filter(({ isDeletion }) => isDeletion).length).toBeGreaterThan(2);
    expect(Math.max(...commits.map(({ rowCount }) => rowCount))).toBeLessThanOrEqual(rowCountMax);
    expect(await placesOf(kitchen.store, leased.unit.id)).toEqual(['Event.unitId']);
    await kitchen.closeAudited();
  });

  test('takes many small Jobs at once', async () => {
    const { kitchen, engine, commits } = await openWatched();
    const ids = await Promise.all(Array.from({ length: 200 }, () => kitchen.submit(meal)));
    await kitchen.workOff();
    for (const jobId of ids) accepted(await engine.execute(deletionOf(jobId)));
    commits.length = 0;
    await engine.tick();
    expect(commits.length).toBeLessThan(10);
    expect(Math.max(...commits.map(({ rowCount }) => rowCount))).toBeLessThanOrEqual(rowCountMax);
    expect(await kitchen.store.query('SELECT "id" FROM "Job"')).toEqual([]);
    await kitchen.closeAudited();
  });
});

test('claims, submissions and reports wait for one portion at most', async () => {
  const { kitchen, engine, commits } = await openWatched();
  const jobId = await kitchen.submit({ all: { units: keys(20_000) } });
  await endJob(engine, jobId);
  const deletions = () => commits.filter(({ isDeletion }) => isDeletion).length;
  const before = deletions();
  let isOver = false;
  const ticking = engine.tick().finally(() => {
    isOver = true;
  });
  const waited: number[] = [];
  const inTurn = async <T>(work: () => Promise<T>): Promise<T> => {
    const at = deletions();
    const answer = await work();
    if (!isOver) waited.push(deletions() - at);
    return answer;
  };
  const { topicId } = kitchen;
  const job = definition({ one: { units: { a: [] } } });
  const claim = { ...claimOf(topicId), max: 1 } as const;
  while (!isOver) {
    accepted(await inTurn(() => engine.execute({ name: 'submitJob', topicId, job })));
    const [leased] = accepted(await inTurn(() => engine.execute(claim))).result.leases;
    if (leased === undefined) throw new Error('There is nothing to claim.');
    const lease = leaseOf(leased);
    accepted(await inTurn(() => engine.execute({ name: 'succeedUnit', lease, output: 'null' })));
  }
  await ticking;
  expect(deletions() - before).toBeGreaterThan(40);
  expect(waited.length).toBeGreaterThan(30);
  expect(Math.max(...waited)).toBeLessThanOrEqual(1);
  expect(await placesOf(kitchen.store, jobId)).toEqual(['Event.jobId', 'EventSpan.jobId']);
  await kitchen.closeAudited();
});

test('a deletion that was cut off goes on with the next engine', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'junjo-deletion-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const database = `file:${join(folder, 'kitchen.db')}`;
  const kitchen = await openKitchen(database);
  const jobId = await kitchen.submit({ all: { units: keys(2_000) } });
  await endJob(kitchen.engine, jobId);
  accepted(await kitchen.engine.execute({ name: 'deleteExpired', topicId: kitchen.topicId }));
  expect(await kitchen.jobState(jobId)).toBe('CANCELLED');
  await kitchen.closeAudited();
  const next = await openEngine(database);
  await next.engine.tick();
  expect(await placesOf(next.store, jobId)).toEqual(['Event.jobId', 'EventSpan.jobId']);
  expect(await audit(next.store)).toEqual([]);
  await next.close();
});

describe('a Job that is being deleted', () => {
  test('is not there any more for any command, and its key is free', async () => {
    const kitchen = await openKitchen();
    const { engine, topicId } = kitchen;
    const jobId = await kitchen.submit(meal, { key: 'monday' });
    await kitchen.workOff({ failing: ['cook'] });
    const unitId = await kitchen.unitId('cook');
    const [task] = await kitchen.store.query<{ id: string }>('SELECT "id" FROM "Task"');
    const taskId = task?.id ?? '';
    accepted(await engine.execute(deletionOf(jobId)));
    const asked = { reason: null, resumeAt: null, interrupt: false, output: null };
    const refused: readonly Command[] = [
      deletionOf(jobId),
      { name: 'rerunJob', jobId, ...asked },
      { name: 'cancelJob', jobId, ...asked },
      { name: 'mergeJobContext', jobId, values: '{}', ...asked },
      { name: 'retryUnit', unitId, ...asked },
      { name: 'skipUnit', unitId, ...asked },
      { name: 'pauseTask', taskId, ...asked },
      { name: 'addUnits', taskId, units: [] },
      { name: 'succeedUnit', lease: { unitId, attempt: 1, leaseId: 'any' }, output: 'null' },
    ];
    const codes = await Promise.all(
      refused.map(async (each) => codesOf(await engine.execute(each))),
    );
    expect(codes.flat()).toEqual([
      ...Array.from({ length: 4 }, () => 'JOB_NOT_FOUND'),
      'UNIT_NOT_FOUND',
      'UNIT_NOT_FOUND',
      'TASK_NOT_FOUND',
      'TASK_NOT_FOUND',
      'UNIT_NOT_FOUND',
    ]);
    const job = definition(meal, { key: 'monday', hash: 'another' });
    const next = accepted(await engine.execute({ name: 'submitJob', topicId, job }));
    expect(next).toMatchObject({ isReplayed: false });
    await kitchen.pass(0);
    expect(await kitchen.jobState(jobId)).toBeUndefined();
    expect(await kitchen.jobState(next.result.jobId)).toBe('RUNNING');
    await kitchen.closeAudited();
  });

  test('gives its key to a Job that is submitted in the same batch', async () => {
    const kitchen = await openKitchen();
    const { engine, topicId } = kitchen;
    const jobId = await kitchen.submit(meal, { key: 'monday' });
    await kitchen.workOff();
    const job = definition(meal, { key: 'monday' });
    const [deleted, submitted] = await Promise.all([
      engine.execute(deletionOf(jobId)),
      engine.execute({ name: 'submitJob', topicId, job }),
    ]);
    accepted(deleted);
    expect(accepted(submitted).result.jobId).not.toBe(jobId);
    await kitchen.closeAudited();
  });

  test('has to have finished', async () => {
    const kitchen = await openKitchen();
    const jobId = await kitchen.submit(meal);
    expect(codesOf(await kitchen.engine.execute(deletionOf(jobId)))).toEqual(['JOB_NOT_IN_STATE']);
    await kitchen.closeAudited();
  });

  test('is deleted in a Topic that keeps everything for ever', async () => {
    const kitchen = await openKitchen();
    const { engine, topicId } = kitchen;
    const retention = { description: undefined, defaults: undefined, retentionMs: null };
    accepted(await engine.execute({ name: 'updateTopic', topicId, ...retention }));
    const jobId = await kitchen.submit(meal);
    await kitchen.workOff();
    accepted(await engine.execute(deletionOf(jobId)));
    await kitchen.pass(0);
    expect(await kitchen.jobState(jobId)).toBeUndefined();
    expect(await kitchen.eventKinds()).toContain('topic.created');
    await kitchen.closeAudited();
  });

  test('is not resumed or failed by the clock meanwhile', async () => {
    const kitchen = await openKitchen();
    const { engine } = kitchen;
    const jobId = await kitchen.submit(meal);
    const up = await kitchen.unitId('up');
    const pause = { name: 'pauseUnit', unitId: up, reason: null } as const;
    accepted(await engine.execute({ ...pause, resumeAt: 1_700_000_005_000 }));
    await kitchen.workOff({ failing: ['cook'] });
    accepted(await engine.execute(deletionOf(jobId)));
    const kinds = await kitchen.eventKinds();
    const topicId = kitchen.topicId;
    const at = { isAccepted: true, result: { count: 0 } };
    await kitchen.store.transaction(async (transaction) => {
      await transaction.query('UPDATE "Unit" SET "resumeAt" = 1 WHERE "state" = \'PAUSED\'');
    });
    expect(await engine.execute({ name: 'resumeDue', topicId })).toMatchObject(at);
    expect(await kitchen.eventKinds()).toEqual(kinds);
    await kitchen.closeAudited();
  });
});

const meal = {
  mains: { units: { cook: [], serve: ['cook'] } },
  wash: { dependsOn: ['mains'], units: { up: [] } },
};

function deletionOf(jobId: string): Command<'deleteJob'> {
  return { name: 'deleteJob', jobId, reason: null };
}

/** Cancels a Job and has it deleted. */
async function endJob(engine: Engine, jobId: string): Promise<void> {
  accepted(await engine.execute({ name: 'cancelJob', jobId, reason: null }));
  accepted(await engine.execute(deletionOf(jobId)));
}

function claimOf(topicId: string) {
  const how = { worker: 'cook', kinds: null, leaseMs: 30_000, requestId: null };
  return { name: 'claimUnits', topicId, ...how } as const;
}

interface Commit {
  rowCount: number;
  isDeletion: boolean;
}

/** A kitchen with an engine of which every commit is looked at. */
async function openWatched(): Promise<{ kitchen: Kitchen; engine: Engine; commits: Commit[] }> {
  const kitchen = await openKitchen();
  const commits: Commit[] = [];
  const engine = createEngine({ store: watched(kitchen.store, commits) });
  onTestFinished(() => engine.stop());
  return { kitchen, engine, commits };
}

/** The same store, saying of each transaction how many rows it writes and whether it deletes any. */
function watched(store: Store, commits: Commit[]): Store {
  return {
    ...store,
    transaction: (work) =>
      store.transaction((transaction) => {
        const commit = { rowCount: 0, isDeletion: false };
        commits.push(commit);
        return work({
          ...transaction,
          write: (sql, parameters) => {
            const rows: unknown = JSON.parse(`${parameters[0]}`);
            commit.rowCount += Array.isArray(rows) ? rows.length : 0;
            if (/^DELETE FROM "(?!ClaimableUnit|HeldUnit)/.test(sql)) commit.isDeletion = true;
            return transaction.write(sql, parameters);
          },
        });
      }),
  };
}

function keys(count: number): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [`n${index}`, []]));
}

function fanOut(count: number): Readonly<Record<string, readonly string[]>> {
  const all = Object.keys(keys(count));
  return Object.fromEntries(all.map((key) => [key, key === 'n0' ? [] : ['n0']]));
}

function tasks(count: number, dependsOn: readonly string[] = []) {
  return Object.fromEntries(
    Object.keys(keys(count)).map((key) => [key, { dependsOn, units: { a: [] } }]),
  );
}
