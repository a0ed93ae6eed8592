/** What becomes of firings while the Job before them runs, and of those that nobody looked at in time. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Missed, Overlap } from '../../src/domain/schedule.ts';
import { createEngine } from '../../src/engine/create-engine.ts';
import { accepted, codesOf } from './kitchen.ts';
import { minuteMs, openScheduledKitchen, type ScheduledKitchen } from './scheduled-kitchen.ts';

let kitchen: ScheduledKitchen;

beforeEach(async () => {
  kitchen = await openScheduledKitchen();
});

afterEach(() => kitchen.closeAudited());

const tenMs = 10 * minuteMs;

describe('after half an hour in which nobody looked, while a Job runs', () => {
  test.each<[Overlap, Missed, string[], string[]]>([
    ['SKIP', 'SKIP', ['20 x3 SKIPPED MISSED'], ['RUNNING']],
    ['SKIP', 'ONE', ['20 x2 SKIPPED MISSED', '40 SKIPPED OVERLAP'], ['RUNNING']],
    [
      'SKIP',
      'ALL',
      ['20 SKIPPED OVERLAP', '30 SKIPPED OVERLAP', '40 SKIPPED OVERLAP'],
      ['RUNNING'],
    ],
    ['QUEUE', 'SKIP', ['20 x3 SKIPPED MISSED'], ['RUNNING']],
    ['QUEUE', 'ONE', ['20 x2 SKIPPED MISSED', '40 QUEUED'], ['RUNNING']],
    ['QUEUE', 'ALL', ['20 QUEUED', '30 QUEUED', '40 SKIPPED QUEUE_FULL'], ['RUNNING']],
    ['REPLACE', 'SKIP', ['20 x3 SKIPPED MISSED'], ['RUNNING']],
    ['REPLACE', 'ONE', ['20 x2 SKIPPED MISSED', '40 STARTED'], ['CANCELLED', 'RUNNING']],
    [
      'REPLACE',
      'ALL',
      ['20 STARTED', '30 STARTED', '40 STARTED'],
      ['CANCELLED', 'CANCELLED', 'CANCELLED', 'RUNNING'],
    ],
    ['ALLOW', 'SKIP', ['20 x3 SKIPPED MISSED'], ['RUNNING']],
    ['ALLOW', 'ONE', ['20 x2 SKIPPED MISSED', '40 STARTED'], ['RUNNING', 'RUNNING']],
    [
      'ALLOW',
      'ALL',
      ['20 STARTED', '30 STARTED', '40 STARTED'],
      ['RUNNING', 'RUNNING', 'RUNNING', 'RUNNING'],
    ],
  ])('with %s and %s', async (overlap, missed, told, states) => {
    await kitchen.setUp({ overlap, missed, queueMax: 2 });
    await kitchen.pass(tenMs);
    await kitchen.pass(3 * tenMs + 70_000);
    expect(await kitchen.told()).toEqual(['10 STARTED', ...told]);
    expect((await kitchen.jobs()).map(({ state }) => state)).toEqual(states);
    const schedule = await kitchen.schedule();
    const { startedCount, skippedCount, queuedCount } = schedule;
    expect(startedCount + skippedCount + queuedCount).toBe(4);
  });
});

describe('a firing that waits', () => {
  test('starts when the Job before it ends, in the order of the firings', async () => {
    await kitchen.setUp({ overlap: 'QUEUE', queueMax: 2, dueAtParam: 'day' });
    for (let firing = 0; firing < 3; firing += 1) await kitchen.pass(tenMs);
    expect(await kitchen.told()).toEqual(['10 STARTED', '20 QUEUED', '30 QUEUED']);
    expect(await kitchen.claim()).toHaveLength(1);
    const [first] = await kitchen.jobs();
    const cancel = { name: 'cancelJob', jobId: first?.id ?? '', reason: null } as const;
    accepted(await kitchen.engine.execute(cancel));
    await kitchen.pass(0);
    expect(await kitchen.told()).toEqual(['10 STARTED', '20 STARTED', '30 QUEUED']);
    await kitchen.workOff();
    await kitchen.pass(0);
    await kitchen.workOff();
    const days = (await kitchen.jobs()).map(({ params }) =>
      JSON.parse(params)['day'].slice(14, 16),
    );
    expect(new Set(days).size).toBe(3);
    expect(await kitchen.schedule()).toMatchObject({ startedCount: 3, queuedCount: 0 });
  });

  test('is not forgotten when the server falls over right after the Job has ended', async () => {
    await kitchen.setUp({ overlap: 'QUEUE' });
    await kitchen.pass(tenMs);
    await kitchen.pass(tenMs);
    await kitchen.workOff();
    // Nothing of the engine is left but what it has written.
    const { store } = kitchen;
    const next = createEngine({ store, chance: () => 1 });
    await next.tick();
    expect(await kitchen.told()).toEqual(['10 STARTED', '20 STARTED']);
    await next.stop();
  });

  test('waits on while the Schedule is paused', async () => {
    const scheduleId = await kitchen.setUp({ overlap: 'QUEUE' });
    await kitchen.pass(tenMs);
    await kitchen.pass(tenMs);
    await kitchen.ask('pauseSchedule', scheduleId);
    await kitchen.workOff();
    await kitchen.pass(0);
    expect(await kitchen.told()).toEqual(['10 STARTED', '20 QUEUED']);
    await kitchen.ask('resumeSchedule', scheduleId);
    await kitchen.pass(0);
    expect(await kitchen.told()).toEqual(['10 STARTED', '20 STARTED']);
  });

  test('that cannot be started any more is written down, and the next one starts', async () => {
    await kitchen.setUp({ overlap: 'QUEUE', queueMax: 2 });
    for (let firing = 0; firing < 3; firing += 1) await kitchen.pass(tenMs);
    const { engine, topicId } = kitchen;
    const nobody = { reason: null, by: null };
    await engine.execute({ name: 'closeIntake', topicId, ...nobody, opensAt: null });
    await kitchen.workOff();
    await kitchen.pass(0);
    expect(await kitchen.told()).toEqual([
      '10 STARTED',
      '20 FAILED INTAKE_CLOSED',
      '30 FAILED INTAKE_CLOSED',
    ]);
    await engine.execute({ name: 'openIntake', topicId, ...nobody });
    await kitchen.pass(tenMs);
    expect((await kitchen.told()).at(-1)).toBe('40 STARTED');
  });

  test('waits again behind a Job that was finished and is done anew', async () => {
    await kitchen.setUp({ overlap: 'SKIP' });
    await kitchen.pass(tenMs);
    await kitchen.workOff();
    const [job] = await kitchen.jobs();
    const rerun = { name: 'rerunJob', jobId: job?.id ?? '', reason: null } as const;
    accepted(await kitchen.engine.execute(rerun));
    await kitchen.pass(tenMs);
    expect(await kitchen.told()).toEqual(['10 STARTED', '20 SKIPPED OVERLAP']);
  });
});

test('two engines on one database fire each time once', async () => {
  const { store } = kitchen;
  const other = createEngine({ store, chance: () => 1 });
  await kitchen.setUp({ everyMs: 1_000, missed: 'ALL' });
  await kitchen.setUp({ name: 'also', everyMs: 1_500, missed: 'ALL' });
  for (let second = 0; second < 20; second += 1) {
    await Promise.all([kitchen.pass(1_000), other.tick(), other.tick(), kitchen.engine.tick()]);
  }
  const firings = await kitchen.firings();
  expect(firings).toHaveLength(20 + 13);
  expect(await kitchen.jobs()).toHaveLength(firings.length);
  await other.stop();
});

describe('a Schedule is refused', () => {
  test.each([
    [{ name: ' ' }, 'INVALID_VALUE', ['input', 'name']],
    [{ templateName: 'supper' }, 'TEMPLATE_NOT_FOUND', ['input', 'template']],
    [{ templateVersion: 2 }, 'TEMPLATE_NOT_FOUND', ['input', 'version']],
    [{ templateVersion: 0 }, 'INVALID_VALUE', ['input', 'version']],
    [{ params: '[]' }, 'INVALID_VALUE', ['input', 'params']],
    [{ params: '{"guests": 0}' }, 'PARAMS_INVALID', ['input', 'params', 'guests']],
    [{ dueAtParam: 'guests' }, 'PARAMS_INVALID', ['input', 'params', 'guests']],
    [{ dueAtParam: '' }, 'INVALID_VALUE', ['input', 'dueAtParam']],
    [{ labels: '{"a": 1}' }, 'INVALID_VALUE', ['input', 'labels', 'a']],
    [{ priority: 10_000 }, 'INVALID_VALUE', ['input', 'priority']],
    [{ jobName: '' }, 'INVALID_VALUE', ['input', 'jobName']],
    [{ queueMax: 0 }, 'INVALID_VALUE', ['input', 'queueMax']],
    [{ everyMs: null, cron: 'x' }, 'INVALID_VALUE', ['input', 'timing', 'cron']],
    [{ everyMs: null, onceAt: 1_000 }, 'INVALID_VALUE', ['input', 'timing']],
    [{ endsAt: 1_000 }, 'INVALID_VALUE', ['input', 'timing']],
  ] as const)('with %j', async (more, code, path) => {
    const outcome = await kitchen.set(more);
    expect(outcome).toMatchObject({ isAccepted: false, rejections: [{ code, path }] });
    expect(await kitchen.eventKinds()).not.toContain('schedule.set');
  });

  test('when it is not there', async () => {
    const outcomes = await Promise.all(
      (['removeSchedule', 'pauseSchedule', 'resumeSchedule', 'fireSchedule'] as const).map((name) =>
        kitchen.ask(name, 'schedule_none'),
      ),
    );
    expect(outcomes.flatMap(codesOf)).toEqual(Array(4).fill('SCHEDULE_NOT_FOUND'));
  });
});
