/** Jobs that begin later than they come in, and Jobs that have to finish by a time. */
import { beforeEach, describe, expect, test } from 'vitest';
import type { Command } from '../../src/domain/command.ts';
import type { Submission } from '../../src/domain/submission.ts';
import { accepted, codesOf, definition, type Kitchen, openKitchen, type Tasks } from './kitchen.ts';

let kitchen: Kitchen;

beforeEach(async () => {
  kitchen = await openKitchen();
  return kitchen.closeAudited;
});

const second = 1_000;
const meal: Tasks = {
  cook: { units: { a: [], b: ['a'] } },
  serve: { dependsOn: ['cook'], units: { c: [] } },
};

async function bring(submission: Submission, tasks: Tasks = meal): Promise<string> {
  const { topicId } = kitchen;
  const command = { name: 'submitJob', topicId, job: definition(tasks), submission } as const;
  return accepted(await kitchen.engine.execute(command)).result.jobId;
}

function now(): number {
  return kitchen.store.now();
}

/** What the Events of this kind say. */
async function dataOf(kind: string): Promise<readonly unknown[]> {
  const rows = await kitchen.store.query<{ data: string | null }>(
    'SELECT "data" FROM "Event" WHERE "kind" = ?1 ORDER BY "seq"',
    [kind],
  );
  return rows.map(({ data }) => (data === null ? null : JSON.parse(data)));
}

async function row(jobId: string): Promise<object | undefined> {
  const sql =
    'SELECT "state", "startAt", "beginsAt", "finishBy", "cancelsAt" FROM "Job" WHERE "id" = ?1';
  return (await kitchen.store.query<object>(sql, [jobId]))[0];
}

const waiting = { a: 'PENDING', b: 'PENDING', c: 'PENDING' };
const begun = { ...waiting, a: 'READY' };

describe('a Job that is to begin later', () => {
  test('has nothing to claim before, and begins when its time has come', async () => {
    await bring({ startAt: now() + second });
    expect(await kitchen.claim()).toEqual([]);
    await kitchen.pass(second - 1);
    expect(await kitchen.unitStates()).toEqual(waiting);
    await kitchen.pass(1);
    expect(await kitchen.unitStates()).toEqual(begun);
    await kitchen.workOff();
    expect(await kitchen.unitStates()).toEqual({ a: 'SUCCEEDED', b: 'SUCCEEDED', c: 'SUCCEEDED' });
    expect(await kitchen.eventKinds()).toContain('job.begun');
  });

  test('begins at once when its time is past, and with the time that was asked for', async () => {
    const jobId = await bring({ startAt: now() });
    expect(await kitchen.unitStates()).toEqual(begun);
    expect(await row(jobId)).toMatchObject({ startAt: now(), beginsAt: null });
    expect(await kitchen.eventKinds()).not.toContain('job.begun');
  });

  test('takes its place among others by when it begins', async () => {
    await bring({ startAt: now() + second }, { late: { units: { late: [] } } });
    await kitchen.pass(second - 1);
    await bring({}, { soon: { units: { soon: [] } } });
    await kitchen.pass(1);
    expect((await kitchen.claim()).map(({ unit }) => unit.key)).toEqual(['soon', 'late']);
  });

  test('without anything in it succeeds once it begins', async () => {
    const jobId = await bring({ startAt: now() + second }, {});
    expect(await kitchen.jobState(jobId)).toBe('RUNNING');
    await kitchen.pass(second);
    expect(await kitchen.jobState(jobId)).toBe('SUCCEEDED');
  });

  test('is cancelled as any other, and waits no longer', async () => {
    const jobId = await bring({ startAt: now() + second });
    accepted(await kitchen.engine.execute({ name: 'cancelJob', jobId, reason: null }));
    expect(await row(jobId)).toMatchObject({ state: 'CANCELLED', beginsAt: null });
    await kitchen.pass(second);
    expect(await kitchen.eventKinds()).not.toContain('job.begun');
  });

  test('waits for its time anew when it was cancelled before it and is retried', async () => {
    const jobId = await bring({ startAt: now() + second });
    accepted(await kitchen.engine.execute({ name: 'cancelJob', jobId, reason: null }));
    accepted(await kitchen.engine.execute({ name: 'retryJob', jobId, reason: null }));
    expect(await kitchen.unitStates()).toEqual(waiting);
    await kitchen.pass(second);
    expect(await kitchen.unitStates()).toEqual(begun);
  });

  test('begins at once when it is done again after its time', async () => {
    const jobId = await bring({ startAt: now() + second });
    await kitchen.pass(second);
    await kitchen.workOff();
    accepted(await kitchen.engine.execute({ name: 'rerunJob', jobId, reason: null }));
    expect(await kitchen.unitStates()).toEqual(begun);
  });

  test('opens its Tasks under a hold, and is claimed once that is over', async () => {
    const jobId = await bring({ startAt: now() + second });
    const hold = { jobId, reason: null, resumeAt: null, interrupt: false };
    accepted(await kitchen.engine.execute({ name: 'pauseJob', ...hold }));
    await kitchen.pass(second);
    expect(await kitchen.unitStates()).toEqual(begun);
    expect(await kitchen.claim()).toEqual([]);
    accepted(await kitchen.engine.execute({ name: 'resumeJob', jobId, reason: null }));
    expect(await kitchen.claim()).toHaveLength(1);
  });

  test('takes more Tasks and Units before, and begins with them', async () => {
    const jobId = await bring({ startAt: now() + second });
    const [cook, dessert] = definition({
      cook: { units: { d: [] } },
      dessert: { units: { e: [] } },
    }).tasks;
    if (cook === undefined || dessert === undefined) throw new Error('No Tasks were made.');
    accepted(await kitchen.engine.execute({ name: 'addTasks', jobId, tasks: [dessert] }));
    const [task] = await kitchen.store.query<{ id: string }>(
      `SELECT "id" FROM "Task" WHERE "key" = 'cook'`,
    );
    const adding = { name: 'addUnits', taskId: task?.id ?? '', units: cook.units } as const;
    accepted(await kitchen.engine.execute(adding));
    expect(await kitchen.unitStates()).toEqual({ ...waiting, d: 'PENDING', e: 'PENDING' });
    await kitchen.pass(second);
    expect(await kitchen.unitStates()).toEqual({ ...begun, d: 'READY', e: 'READY' });
  });

  test('begins without what was skipped before', async () => {
    await bring({ startAt: now() + second });
    const unitId = await kitchen.unitId('a');
    const skipping = { name: 'skipUnit', unitId, reason: null, output: null } as const;
    accepted(await kitchen.engine.execute(skipping));
    expect(await kitchen.unitStates()).toEqual({ ...waiting, a: 'SKIPPED' });
    await kitchen.pass(second);
    expect(await kitchen.unitStates()).toEqual({ ...waiting, a: 'SKIPPED', b: 'READY' });
  });

  test('is one of very many that begin at the same time', async () => {
    const startAt = now() + second;
    await Promise.all(Array.from({ length: 700 }, () => bring({ startAt }, { t: { units: {} } })));
    await kitchen.pass(second);
    const kinds = await kitchen.eventKinds();
    expect(kinds.filter((kind) => kind === 'job.begun')).toHaveLength(700);
    expect(kinds.filter((kind) => kind === 'job.succeeded')).toHaveLength(700);
  });
});

describe('an operator', () => {
  const asked = { reason: 'it cannot wait', by: 'ops' };
  const on = (command: Command<'beginJob' | 'rescheduleJob'>) => kitchen.engine.execute(command);

  test('lets a Job begin before its time', async () => {
    const jobId = await bring({ startAt: now() + second });
    await kitchen.pass(10);
    accepted(await on({ name: 'beginJob', jobId, ...asked }));
    expect(await kitchen.unitStates()).toEqual(begun);
    expect(await row(jobId)).toMatchObject({ startAt: now(), beginsAt: null });
    expect(await on({ name: 'beginJob', jobId, ...asked })).toMatchObject({ isReplayed: true });
    expect(await dataOf('job.begun')).toEqual([asked]);
  });

  test('lets a Job begin later than it was to, and earlier', async () => {
    const startAt = now() + second;
    const jobId = await bring({ startAt });
    const later = { name: 'rescheduleJob', jobId, ...asked, startAt: startAt + second } as const;
    accepted(await on(later));
    await kitchen.pass(second);
    expect(await kitchen.unitStates()).toEqual(waiting);
    accepted(await on({ ...later, startAt: now() }));
    expect(await kitchen.unitStates()).toEqual(begun);
    expect(await dataOf('job.rescheduled')).toEqual([
      { startAt: startAt + second, before: startAt, ...asked },
      { startAt: now(), before: startAt + second, ...asked },
    ]);
  });

  test('is refused to reschedule what has begun, has ended, or would be too late', async () => {
    const jobId = await bring({ startAt: now() + second, finishBy: now() + 3 * second });
    const command = {
      name: 'rescheduleJob',
      jobId,
      ...asked,
      startAt: now() + 2 * second,
    } as const;
    expect(codesOf(await on({ ...command, startAt: now() + 3 * second }))).toEqual([
      'INVALID_VALUE',
    ]);
    await kitchen.pass(second);
    expect(codesOf(await on(command))).toEqual(['JOB_BEGUN']);
    await kitchen.workOff();
    expect(codesOf(await on(command))).toEqual(['JOB_FINISHED']);
    expect(codesOf(await on({ name: 'beginJob', jobId, ...asked }))).toEqual(['JOB_FINISHED']);
  });
});

describe('a Job that has to finish', () => {
  test('and does not is cancelled with all that is unfinished, and says why', async () => {
    const finishBy = now() + second;
    const jobId = await bring({ finishBy });
    const leased = await kitchen.claimOne();
    await kitchen.pass(second - 1);
    expect(await kitchen.jobState(jobId)).toBe('RUNNING');
    await kitchen.pass(1);
    expect(await row(jobId)).toMatchObject({ state: 'CANCELLED', finishBy, cancelsAt: null });
    expect(await kitchen.unitStates()).toEqual({ a: 'CANCELLED', b: 'CANCELLED', c: 'CANCELLED' });
    expect(await dataOf('job.cancelled')).toEqual([
      {
        code: 'FINISH_BY_PASSED',
        reason: expect.stringContaining(new Date(finishBy).toISOString()),
      },
    ]);
    expect(codesOf(await kitchen.succeed(leased))).toEqual(['LEASE_LOST']);
  });

  test('and does is left alone', async () => {
    const jobId = await bring({ finishBy: now() + second });
    await kitchen.workOff();
    await kitchen.pass(second);
    expect(await kitchen.jobState(jobId)).toBe('SUCCEEDED');
  });

  test('and waits behind another is cancelled as well', async () => {
    const collapse = { key: 'k', mode: 'KEEP_LATEST', windowMs: null, maxWaitMs: null } as const;
    const first = await bring({ collapse });
    const jobId = await bring({ collapse, finishBy: now() + second });
    await kitchen.pass(second);
    expect(await kitchen.jobState(jobId)).toBe('CANCELLED');
    expect(await kitchen.jobState(first)).toBe('RUNNING');
  });

  test('has to anew when it is done again before its time, and may take longer after it', async () => {
    const finishBy = now() + second;
    const jobId = await bring({ finishBy });
    const again = { name: 'rerunJob', jobId, reason: null } as const;
    await kitchen.workOff();
    accepted(await kitchen.engine.execute(again));
    expect(await row(jobId)).toMatchObject({ cancelsAt: finishBy });
    await kitchen.pass(second);
    expect(await kitchen.jobState(jobId)).toBe('CANCELLED');
    accepted(await kitchen.engine.execute(again));
    expect(await row(jobId)).toMatchObject({ state: 'RUNNING', cancelsAt: null });
  });

  test.each<[string, () => Submission]>([
    ['before it comes', () => ({ finishBy: now() })],
    ['before it begins', () => ({ startAt: now() + second, finishBy: now() + second })],
  ])('%s is refused', async (_, submission) => {
    const { topicId } = kitchen;
    const job = definition(meal);
    const command = { name: 'submitJob', topicId, job, submission: submission() } as const;
    expect(await kitchen.engine.execute(command)).toMatchObject({
      isAccepted: false,
      rejections: [{ code: 'INVALID_VALUE', path: ['input', 'finishBy'] }],
    });
  });
});
