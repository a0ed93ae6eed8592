/** What every command of an operator may say beside what it does: in which states, by whom and why. */
import { beforeEach, describe, expect, test } from 'vitest';
import type { Command } from '../../src/domain/command.ts';
import { accepted, codesOf, type Kitchen, openKitchen } from './kitchen.ts';

let kitchen: Kitchen;
let ids: { readonly jobId: string; readonly taskId: string; readonly unitId: string };

beforeEach(async () => {
  kitchen = await openKitchen();
  await kitchen.submit({ meal: { units: { roast: [] } } });
  const [unit] = await kitchen.store.query<typeof ids>(
    'SELECT "id" AS "unitId", "taskId", "jobId" FROM "Unit"',
  );
  if (unit === undefined) throw new Error('A Unit was submitted.');
  ids = unit;
  return kitchen.closeAudited;
});

const hold = { resumeAt: null, interrupt: false };

/** Each command with the state in which it can be done, and its Event. */
const operations = {
  cancelUnit: { state: 'READY', more: {}, kind: 'unit.cancelled' },
  skipUnit: { state: 'READY', more: { output: null }, kind: 'unit.skipped' },
  retryUnit: { state: 'FAILED', more: {}, kind: 'unit.reopened' },
  rerunUnit: { state: 'SUCCEEDED', more: {}, kind: 'unit.reopened' },
  pauseUnit: { state: 'READY', more: { resumeAt: null }, kind: 'unit.paused' },
  resumeUnit: { state: 'PAUSED', more: {}, kind: 'unit.resumed' },
  forceSucceedUnit: { state: 'READY', more: { output: '1' }, kind: 'unit.succeeded' },
  pauseTask: { state: 'RUNNING', more: hold, kind: 'task.paused' },
  resumeTask: { state: 'RUNNING', more: {}, kind: 'task.resumed' },
  pauseJob: { state: 'RUNNING', more: hold, kind: 'job.paused' },
  resumeJob: { state: 'RUNNING', more: {}, kind: 'job.resumed' },
  cancelJob: { state: 'RUNNING', more: {}, kind: 'job.cancelled' },
} as const;

type Name = keyof typeof operations;

function operation(name: Name, ifState: readonly string[] | null, by: string | null = 'ops') {
  const { jobId, taskId, unitId } = ids;
  const subject = { Job: { jobId }, Task: { taskId }, Unit: { unitId } }[nounOf(name)];
  // Put together from the table above, which has under each name what its command takes.
  return { name, ...subject, reason: 'because', by, ifState, ...operations[name].more } as Command;
}

function nounOf(name: Name): 'Job' | 'Task' | 'Unit' {
  if (name.endsWith('Job')) return 'Job';
  return name.endsWith('Task') ? 'Task' : 'Unit';
}

/** Brings the Unit, or what it is part of, to where the command can be done. */
async function prepare(name: Name): Promise<void> {
  const { jobId, taskId, unitId } = ids;
  if (name === 'resumeTask') {
    await kitchen.engine.execute({ name: 'pauseTask', taskId, reason: null, ...hold });
  } else if (name === 'resumeJob') {
    await kitchen.engine.execute({ name: 'pauseJob', jobId, reason: null, ...hold });
  } else if (name === 'resumeUnit') {
    await kitchen.engine.execute({ name: 'pauseUnit', unitId, reason: null, resumeAt: null });
  } else if (name === 'retryUnit' || name === 'rerunUnit') {
    for (const leased of await kitchen.claim()) {
      await (name === 'rerunUnit'
        ? kitchen.succeed(leased)
        : kitchen.fail(leased, { isRetryable: false }));
    }
  }
}

// The names of the table are its keys and nothing else.
describe.each(Object.keys(operations) as Name[])('%s', (name) => {
  test('is done in a state that is asked for, and its Event says by whom and why', async () => {
    await prepare(name);
    const { state, kind } = operations[name];
    accepted(await kitchen.engine.execute(operation(name, ['CANCELLED', state])));
    const [event] = await kitchen.store.query<{ data: string }>(
      'SELECT "data" FROM "Event" WHERE "kind" = ?1 ORDER BY "seq" DESC LIMIT 1',
      [kind],
    );
    expect(JSON.parse(event?.data ?? '')).toMatchObject({ reason: 'because', by: 'ops' });
  });

  test('is refused in any other state, and changes nothing', async () => {
    await prepare(name);
    const before = await kitchen.eventKinds();
    const refusal = await kitchen.engine.execute(operation(name, ['PENDING', 'SKIPPED']));
    const { state } = operations[name];
    const ifState = ['PENDING', 'SKIPPED'];
    expect(refusal).toMatchObject({
      rejections: [{ code: 'STATE_NOT_AS_EXPECTED', details: { state, ifState } }],
    });
    expect(await kitchen.eventKinds()).toEqual(before);
  });

  test('is refused without a name, and with states of which none is named', async () => {
    expect(codesOf(await kitchen.engine.execute(operation(name, [])))).toEqual(['INVALID_VALUE']);
    const refusal = await kitchen.engine.execute(operation(name, null, ' '));
    expect(refusal).toMatchObject({
      rejections: [{ code: 'INVALID_VALUE', path: ['input', 'by'] }],
    });
  });
});

test('the state is looked at before a repetition is recognised', async () => {
  const { jobId, unitId } = ids;
  accepted(await kitchen.engine.execute({ name: 'cancelUnit', unitId, reason: null }));
  const again = { name: 'cancelUnit', unitId, reason: null } as const;
  expect(accepted(await kitchen.engine.execute(again)).isReplayed).toBe(true);
  const picky = { ...again, ifState: ['READY'] } as const;
  expect(codesOf(await kitchen.engine.execute(picky))).toEqual(['STATE_NOT_AS_EXPECTED']);
  const job = { name: 'cancelJob', jobId, reason: null, ifState: ['RUNNING'] } as const;
  expect(codesOf(await kitchen.engine.execute(job))).toEqual(['STATE_NOT_AS_EXPECTED']);
});
