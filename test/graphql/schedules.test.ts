/** Schedules over the API: set, looked at, held, fired by hand and by the clock, removed. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openWorkshop, type Refusal, type Workshop } from '../server/workshop.ts';
import { publish } from './order-template.ts';

let workshop: Workshop;

beforeAll(async () => {
  workshop = await openWorkshop();
  await publish(workshop, 'order');
});

afterAll(() => workshop.close());

interface Answer {
  readonly schedule: Readonly<Record<string, unknown>> & { readonly id: string };
  readonly replayed: boolean;
  readonly userErrors: readonly Refusal[];
}

const setText = `mutation ($input: ScheduleSetInput!) { scheduleSet(input: $input) {
  schedule { id name template version params labels timing { cron zone everyMs anchorAt at startsAt endsAt }
    overlap queueMax missed pause { by } nextAt preview(count: 2) { at local } topic { name }
    startedCount lastFiring { id } lastJob { id } }
  replayed cursor userErrors { code path message } } }`;

async function set(more: object = {}): Promise<Answer> {
  const input = {
    topic: 'workshop',
    name: 'daily',
    template: 'order',
    params: { customer: 'ann' },
    timing: { cron: '30 2 * * *', zone: 'Europe/Berlin', startsAt: '2100-03-27T12:00:00Z' },
    ...more,
  };
  return (await workshop.data<{ scheduleSet: Answer }>(setText, { input })).scheduleSet;
}

async function ask(name: string, input: object, fields: string) {
  const type = `${name[0]?.toUpperCase()}${name.slice(1)}Input`;
  const text = `mutation ($input: ${type}!) { ${name}(input: $input) {
    ${fields} replayed userErrors { code path } } }`;
  const data = await workshop.data<Record<string, unknown>>(text, { input });
  return data[name];
}

test('a Schedule is set, answered as it was given, and tells when it fires', async () => {
  const { schedule, userErrors, replayed } = await set({ labels: { team: 'a' }, by: 'bob' });
  expect(userErrors).toEqual([]);
  expect(replayed).toBe(false);
  expect(schedule).toMatchObject({
    name: 'daily',
    template: 'order',
    version: null,
    params: { customer: 'ann' },
    labels: { team: 'a' },
    timing: { cron: '30 2 * * *', zone: 'Europe/Berlin', everyMs: null, at: null },
    overlap: 'SKIP',
    queueMax: 1,
    missed: 'ONE',
    pause: null,
    nextAt: '2100-03-28T01:00:00.000Z',
    preview: [
      { at: '2100-03-28T01:00:00.000Z', local: '2100-03-28 03:00:00 GMT+02:00' },
      { at: '2100-03-29T00:30:00.000Z', local: '2100-03-29 02:30:00 GMT+02:00' },
    ],
    topic: { name: 'workshop' },
    startedCount: 0,
    lastFiring: null,
    lastJob: null,
  });
  expect(await set({ labels: { team: 'a' } })).toMatchObject({ replayed: true });
});

test('the preview shows a timing that no Schedule has, or what is wrong with it', async () => {
  const text = `query ($input: SchedulePreviewInput!) { schedulePreview(input: $input) {
    firings { at local } userErrors { code path } } }`;
  const input = { timing: { everyMs: 60_000 }, afterAt: '2026-01-01T00:00:00Z', count: 3 };
  const anchored = { ...input, timing: { everyMs: 60_000, anchorAt: '2026-01-01T00:00:30Z' } };
  expect(await workshop.data(text, { input: anchored })).toMatchObject({
    schedulePreview: {
      firings: [
        { at: '2026-01-01T00:00:30.000Z', local: '2026-01-01 00:00:30 GMT' },
        { at: '2026-01-01T00:01:30.000Z' },
        { at: '2026-01-01T00:02:30.000Z' },
      ],
      userErrors: [],
    },
  });
  const bad = { timing: { cron: '61 * * * *' }, count: 101 };
  expect(await workshop.data(text, { input: bad })).toEqual({
    schedulePreview: {
      firings: [],
      userErrors: [
        { code: 'INVALID_VALUE', path: ['input', 'timing', 'cron'] },
        { code: 'INVALID_VALUE', path: ['input', 'count'] },
      ],
    },
  });
});

test('it is fired by hand, and its history tells of it', async () => {
  const { schedule } = await set({ name: 'by hand' });
  const scheduleId = schedule.id;
  const fields =
    'schedule { startedCount } firing { id isManual outcome job { id schedule { name } } }';
  const first = await ask('scheduleFire', { scheduleId, idempotencyKey: 'once' }, fields);
  expect(first).toMatchObject({
    schedule: { startedCount: 1 },
    firing: { isManual: true, outcome: 'STARTED', job: { schedule: { name: 'by hand' } } },
    userErrors: [],
  });
  const again = await ask('scheduleFire', { scheduleId, idempotencyKey: 'once' }, fields);
  expect(again).toMatchObject({ replayed: true, firing: { outcome: 'STARTED' } });
  expect(await ask('scheduleFire', { scheduleId }, 'firing { id }')).toMatchObject({
    firing: null,
    userErrors: [{ code: 'SCHEDULE_BUSY', path: ['input', 'overlap'] }],
  });
  await ask('scheduleFire', { scheduleId, overlap: 'QUEUE' }, 'firing { outcome }');
  await ask('scheduleFire', { scheduleId, overlap: 'ALLOW' }, 'firing { outcome }');
  const list = (args: string) =>
    workshop.data(
      `query ($id: ID!) { schedule(by: { id: $id }) { firings${args} {
      nodes { outcome } pageInfo { hasNextPage } } lastFiring { outcome } queuedCount } }`,
      {
        id: scheduleId,
      },
    );
  expect(await list('(first: 2)')).toEqual({
    schedule: {
      firings: {
        nodes: [{ outcome: 'STARTED' }, { outcome: 'QUEUED' }],
        pageInfo: { hasNextPage: true },
      },
      lastFiring: { outcome: 'STARTED' },
      queuedCount: 1,
    },
  });
  expect(await list('(outcome: QUEUED)')).toMatchObject({
    schedule: { firings: { nodes: [{ outcome: 'QUEUED' }] } },
  });
});

test('it is paused and resumed, by name and with who and why', async () => {
  const { schedule } = await set({ name: 'held' });
  const scheduleId = schedule.id;
  const fields = 'schedule { nextAt preview(count: 1) { at } pause { by reason resumeAt } }';
  const input = { scheduleId, by: 'cy', reason: 'Stocktaking.', resumeAt: '2100-04-01T00:00:00Z' };
  expect(await ask('schedulePause', input, fields)).toMatchObject({
    schedule: {
      nextAt: '2100-04-01T00:30:00.000Z',
      pause: { by: 'cy', reason: 'Stocktaking.', resumeAt: '2100-04-01T00:00:00.000Z' },
    },
  });
  expect(await ask('schedulePause', { ...input, resumeAt: null }, fields)).toMatchObject({
    schedule: { nextAt: null, preview: [{ at: '2100-03-28T01:00:00.000Z' }] },
  });
  expect(await ask('scheduleResume', { scheduleId }, fields)).toMatchObject({
    schedule: { nextAt: '2100-03-28T01:00:00.000Z', pause: null },
  });
  const byName = '{ schedule(by: { name: { topic: "workshop", name: "held" } }) { id } }';
  expect(await workshop.data(byName)).toEqual({ schedule: { id: scheduleId } });
  expect(
    await workshop.data('{ schedule(by: { name: { topic: "x", name: "held" } }) { id } }'),
  ).toEqual({ schedule: null });
});

test('Schedules are listed by name, in pages from both ends', async () => {
  for (const name of ['x 2', 'x 1', 'x 3']) await set({ name });
  const list = async (args: string) => {
    const { topic } = await workshop.data<{
      topic: { schedules: { nodes: { name: string }[]; pageInfo: { endCursor: string } } };
    }>(
      `{ topic(by: { name: "workshop" }) { schedules${args} { nodes { name } pageInfo { endCursor } } } }`,
    );
    return { names: topic.schedules.nodes.map(({ name }) => name), ...topic.schedules.pageInfo };
  };
  expect((await list('(last: 2)')).names).toEqual(['x 2', 'x 3']);
  const all = (await list('')).names;
  expect(all).toEqual([...all].sort());
  const first = await list(`(first: ${all.length - 2})`);
  expect((await list(`(after: "${first.endCursor}")`)).names).toEqual(['x 2', 'x 3']);
});

test('it is removed', async () => {
  const { schedule } = await set({ name: 'gone' });
  const input = { scheduleId: schedule.id };
  expect(await ask('scheduleRemove', input, 'scheduleId')).toMatchObject({
    scheduleId: schedule.id,
    userErrors: [],
  });
  expect(await ask('scheduleRemove', input, 'scheduleId')).toMatchObject({
    scheduleId: null,
    userErrors: [{ code: 'SCHEDULE_NOT_FOUND' }],
  });
  const node = 'query ($id: ID!) { node(id: $id) { id } }';
  expect(await workshop.data(node, { id: schedule.id })).toEqual({ node: null });
});

test('the clock of a running server starts its Jobs', async () => {
  const timing = { everyMs: 1_000, anchorAt: '2026-01-01T00:00:00Z' };
  await set({ name: 'often', timing, overlap: 'ALLOW', dueAtParam: 'wish' });
  const text = `{ schedule(by: { name: { topic: "workshop", name: "often" } }) {
    firings(last: 2) { nodes { dueAt job { params } } } } }`;
  interface Found {
    readonly schedule: {
      readonly firings: {
        readonly nodes: readonly { dueAt: string; job: { params: { wish: string } } }[];
      };
    };
  }
  await expect
    .poll(async () => (await workshop.data<Found>(text)).schedule.firings.nodes.length, {
      timeout: 15_000,
    })
    .toBe(2);
  const { nodes } = (await workshop.data<Found>(text)).schedule.firings;
  const [second, first] = nodes.map(({ dueAt }) => Date.parse(dueAt));
  expect((second ?? 0) - (first ?? 0)).toBe(1_000);
  expect(nodes.map(({ job }) => job.params.wish)).toEqual(nodes.map(({ dueAt }) => dueAt));
});

describe('a Schedule is refused', () => {
  test.each([
    [{ topic: 'none' }, 'TOPIC_NOT_FOUND', ['input', 'topic']],
    [{ template: 'none' }, 'TEMPLATE_NOT_FOUND', ['input', 'template']],
    [{ version: 7 }, 'TEMPLATE_NOT_FOUND', ['input', 'version']],
    [{ params: {} }, 'PARAMS_INVALID', ['input', 'params', 'customer']],
    [{ timing: { everyMs: 5 } }, 'INVALID_VALUE', ['input', 'timing', 'everyMs']],
    [{ timing: { cron: '0 0 30 2 *' } }, 'INVALID_VALUE', ['input', 'timing', 'cron']],
    [{ timing: { cron: '* * * * *', zone: 'Mars' } }, 'INVALID_VALUE', ['input', 'timing', 'zone']],
    [{ timing: { at: '2020-01-01T00:00:00Z' } }, 'INVALID_VALUE', ['input', 'timing']],
  ])('with %j', async (more, code, path) => {
    const { schedule, userErrors } = await set({ name: 'never', ...more });
    expect(schedule).toBeNull();
    expect(userErrors).toMatchObject([{ code, path }]);
  });
});
