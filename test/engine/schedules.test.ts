/** Schedules as the engine keeps them: what they start and when, and what is written down of it. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { accepted, codesOf } from './kitchen.ts';
import {
  minuteMs,
  openedAt,
  openScheduledKitchen,
  type ScheduledKitchen,
} from './scheduled-kitchen.ts';

let kitchen: ScheduledKitchen;

beforeEach(async () => {
  kitchen = await openScheduledKitchen();
});

afterEach(() => kitchen.closeAudited());

const tenMs = 10 * minuteMs;

describe('a Schedule', () => {
  test('starts its Template at its times, and each once', async () => {
    await kitchen.setUp({
      params: '{"guests": 5}',
      dueAtParam: 'day',
      labels: '{"meal": "lunch"}',
    });
    await kitchen.pass(tenMs - 1);
    expect(await kitchen.jobs()).toEqual([]);
    await kitchen.pass(1);
    await kitchen.pass(0);
    await kitchen.pass(tenMs);
    expect(await kitchen.told()).toEqual(['10 STARTED', '20 STARTED']);
    const [job, ...more] = await kitchen.jobs();
    expect(more).toHaveLength(1);
    expect(job).toMatchObject({ name: 'Lunch for 5', state: 'RUNNING' });
    const day = new Date(openedAt + tenMs).toISOString();
    expect(JSON.parse(job?.params ?? '')).toEqual({ guests: 5, day });
    expect(await kitchen.schedule()).toMatchObject({
      startedCount: 2,
      nextAt: openedAt + 3 * tenMs,
      wakesAt: openedAt + 3 * tenMs,
    });
    expect(await kitchen.claim()).toHaveLength(2);
  });

  test('fires once at a single instant, and is over then', async () => {
    await kitchen.setUp({ everyMs: null, onceAt: openedAt + 5 });
    await kitchen.pass(5);
    await kitchen.pass(tenMs);
    expect(await kitchen.jobs()).toHaveLength(1);
    expect(await kitchen.schedule()).toMatchObject({ nextAt: null, wakesAt: null });
  });

  test('follows a cron expression in its zone, over a change of the clocks', async () => {
    await kitchen.pass(Date.parse('2024-03-30T20:00:00Z') - kitchen.store.now());
    await kitchen.setUp({ everyMs: null, cron: '30 2 * * *', zone: 'Europe/Berlin' });
    for (let hour = 0; hour < 30; hour += 1) await kitchen.pass(60 * minuteMs);
    const dues = (await kitchen.firings()).map(({ dueAt }) => new Date(dueAt).toISOString());
    expect(dues).toEqual(['2024-03-31T01:00:00.000Z', '2024-04-01T00:30:00.000Z']);
  });

  test('takes the newest version of its Template at each firing, unless it names one', async () => {
    await kitchen.setUp();
    await kitchen.setUp({ name: 'first', templateVersion: 1 });
    await kitchen.publish({ name: 'Brunch', tasks: [] });
    await kitchen.pass(tenMs);
    expect((await kitchen.jobs()).map(({ name }) => name).sort()).toEqual([
      'Brunch',
      'Lunch for 2',
    ]);
  });

  test('that is set again as it is stays as it is', async () => {
    const scheduleId = await kitchen.setUp();
    await kitchen.pass(minuteMs);
    const again = accepted(await kitchen.set());
    expect(again).toMatchObject({ isReplayed: true, result: { scheduleId } });
    expect((await kitchen.schedule()).nextAt).toBe(openedAt + tenMs);
    expect((await kitchen.eventKinds()).filter((kind) => kind === 'schedule.set')).toHaveLength(1);
  });

  test('that is set to other times keeps its history and goes by those', async () => {
    const scheduleId = await kitchen.setUp();
    await kitchen.pass(tenMs);
    expect(await kitchen.setUp({ everyMs: minuteMs, params: '{"guests": 9}' })).toBe(scheduleId);
    await kitchen.pass(minuteMs);
    expect(await kitchen.told()).toEqual(['10 STARTED', '11 STARTED']);
    expect((await kitchen.jobs()).map(({ name }) => name)).toEqual(['Lunch for 2', 'Lunch for 9']);
  });

  test('that is removed starts nothing more, and its Jobs go on', async () => {
    const scheduleId = await kitchen.setUp();
    await kitchen.pass(tenMs);
    accepted(await kitchen.ask('removeSchedule', scheduleId));
    await kitchen.pass(tenMs);
    expect(await kitchen.firings()).toEqual([]);
    expect(codesOf(await kitchen.ask('removeSchedule', scheduleId))).toEqual([
      'SCHEDULE_NOT_FOUND',
    ]);
    await kitchen.workOff();
    expect((await kitchen.jobs()).map(({ state }) => state)).toEqual(['SUCCEEDED']);
    expect(await kitchen.setUp()).not.toBe(scheduleId);
  });
});

describe('a paused Schedule', () => {
  test('starts nothing, and tells what it left out when it goes on', async () => {
    const scheduleId = await kitchen.setUp({ missed: 'ALL' });
    accepted(await kitchen.ask('pauseSchedule', scheduleId, { reason: 'Holidays.' }));
    expect(
      accepted(await kitchen.ask('pauseSchedule', scheduleId, { reason: 'Holidays.' })),
    ).toMatchObject({ isReplayed: true });
    await kitchen.pass(3 * tenMs + 5);
    expect(await kitchen.jobs()).toEqual([]);
    accepted(await kitchen.ask('resumeSchedule', scheduleId));
    expect(await kitchen.told()).toEqual(['10 x3 SKIPPED PAUSED']);
    expect(await kitchen.firings()).toMatchObject([
      { message: '"chef" had paused the Schedule: Holidays.' },
    ]);
    await kitchen.pass(tenMs);
    expect(await kitchen.told()).toEqual(['10 x3 SKIPPED PAUSED', '40 STARTED']);
  });

  test('goes on by itself when that was said', async () => {
    const scheduleId = await kitchen.setUp();
    await kitchen.ask('pauseSchedule', scheduleId, { resumeAt: openedAt + 25 * minuteMs });
    await kitchen.pass(25 * minuteMs);
    await kitchen.pass(5 * minuteMs);
    expect(await kitchen.told()).toEqual(['10 x2 SKIPPED PAUSED', '30 STARTED']);
    expect(await kitchen.schedule()).toMatchObject({ pausedAt: null, skippedCount: 2 });
  });

  test('fires all the same when somebody asks for it', async () => {
    const scheduleId = await kitchen.setUp();
    await kitchen.ask('pauseSchedule', scheduleId);
    await kitchen.pass(5);
    accepted(await kitchen.ask('fireSchedule', scheduleId));
    accepted(await kitchen.ask('fireSchedule', scheduleId));
    expect(await kitchen.firings()).toMatchObject([
      { outcome: 'STARTED', isManual: 1, dueAt: openedAt + 5 },
      { outcome: 'STARTED', isManual: 1 },
    ]);
  });
});

describe('a firing by hand', () => {
  test('is refused when it could start nothing, and leaves no trace', async () => {
    const scheduleId = await kitchen.setUp({ overlap: 'SKIP' });
    accepted(await kitchen.ask('fireSchedule', scheduleId));
    expect(codesOf(await kitchen.ask('fireSchedule', scheduleId))).toEqual(['SCHEDULE_BUSY']);
    accepted(await kitchen.ask('fireSchedule', scheduleId, { overlap: 'REPLACE' }));
    const { topicId } = kitchen;
    const nobody = { reason: null, by: null };
    await kitchen.engine.execute({ name: 'closeIntake', topicId, ...nobody, opensAt: null });
    const closed = await kitchen.ask('fireSchedule', scheduleId, { overlap: 'REPLACE' });
    expect(codesOf(closed)).toEqual(['INTAKE_CLOSED']);
    expect(await kitchen.told()).toEqual(['0 STARTED', '0 STARTED']);
    expect((await kitchen.jobs()).map(({ state }) => state)).toEqual(['CANCELLED', 'RUNNING']);
  });
});

describe('a firing that cannot be started', () => {
  test('is written down with why, and the Schedule goes on', async () => {
    await kitchen.setUp();
    const { engine, topicId } = kitchen;
    const nobody = { reason: null, by: null };
    await engine.execute({ name: 'closeIntake', topicId, ...nobody, opensAt: null });
    await kitchen.pass(tenMs);
    await engine.execute({ name: 'openIntake', topicId, ...nobody });
    await kitchen.publish({ tasks: [] }, { type: 'object', required: ['dish'] });
    await kitchen.pass(tenMs);
    const template = { name: 'lunch', version: null };
    await engine.execute({ name: 'deprecateTemplate', topicId, template, ...nobody });
    await kitchen.pass(tenMs);
    await kitchen.publish();
    await kitchen.pass(tenMs);
    expect(await kitchen.told()).toEqual([
      '10 FAILED INTAKE_CLOSED',
      '20 FAILED PARAMS_INVALID',
      '30 FAILED TEMPLATE_DEPRECATED',
      '40 STARTED',
    ]);
    expect((await kitchen.schedule()).failedCount).toBe(3);
  });

  test('because another Job has the key that the Template gives does so as well', async () => {
    await kitchen.publish({ key: 'lunch', tasks: [] });
    await kitchen.setUp();
    await kitchen.pass(tenMs);
    await kitchen.pass(tenMs);
    expect(await kitchen.told()).toEqual(['10 STARTED', '20 FAILED JOB_KEY_TAKEN']);
  });

  test('does not cancel the Job that it would have replaced', async () => {
    await kitchen.setUp({ overlap: 'REPLACE' });
    await kitchen.pass(tenMs);
    await kitchen.publish({ tasks: [] }, { type: 'object', required: ['dish'] });
    await kitchen.pass(tenMs);
    expect(await kitchen.told()).toEqual(['10 STARTED', '20 FAILED PARAMS_INVALID']);
    expect((await kitchen.jobs()).map(({ state }) => state)).toEqual(['RUNNING']);
  });
});

describe('the history of a Schedule', () => {
  test('keeps the newest firings', async () => {
    await kitchen.publish({ tasks: [] });
    await kitchen.setUp({ everyMs: 1_000, missed: 'ALL' });
    for (let minute = 0; minute < 21; minute += 1) await kitchen.pass(minuteMs);
    const firings = await kitchen.firings();
    expect(firings.length).toBeGreaterThanOrEqual(1_000);
    expect(firings.length).toBeLessThan(1_100);
    expect(firings.at(-1)?.dueAt).toBe(openedAt + 21 * minuteMs);
    expect((await kitchen.schedule()).startedCount).toBe(1_260);
  });

  test('never has two firings for one instant', async () => {
    const scheduleId = await kitchen.setUp();
    await kitchen.pass(tenMs);
    const again = `INSERT INTO "ScheduleFiring" ("id", "scheduleId", "dueAt", "lastDueAt", "outcome", "firedAt")
      VALUES ('firing_2', '${scheduleId}', ${openedAt + tenMs}, 0, 'SKIPPED', 0)`;
    const change = kitchen.store.transaction((transaction) => transaction.query(again, []));
    await expect(change).rejects.toThrow(/unique/i);
  });
});
