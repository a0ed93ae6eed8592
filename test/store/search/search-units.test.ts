/** Searching Units, held against looking at all of them: every condition, paged, both ways. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Unit, unitStates } from '../../../src/domain/unit.ts';
import { anyUnit, searchUnits, type UnitScope } from '../../../src/store/search/search-units.ts';
import type { UnitConditions } from '../../../src/store/search/unit-conditions.ts';
import { type Kitchen, openKitchen } from '../../engine/kitchen.ts';
import { openFilledKitchen } from './filled-kitchen.ts';

let kitchen: Kitchen;
let units: readonly Unit[];
let labels: ReadonlyMap<string, Readonly<Record<string, string>>>;
let scope: UnitScope;

beforeAll(async () => {
  kitchen = await openFilledKitchen();
  units = await kitchen.store.query<Unit>('SELECT * FROM "Unit" ORDER BY "jobId", "id"');
  const jobs = await kitchen.store.query<{ id: string; labels: string }>(
    'SELECT "id", "labels" FROM "Job"',
  );
  labels = new Map(jobs.map((job) => [job.id, JSON.parse(job.labels)]));
  scope = { topicId: kitchen.topicId, jobId: undefined, taskId: undefined };
});

afterAll(() => kitchen.close());

/** All that is found, page by page, forwards or backwards. */
async function listFound(
  conditions: UnitConditions,
  { scan = 'ASC', within = scope }: { scan?: 'ASC' | 'DESC'; within?: UnitScope } = {},
): Promise<readonly string[]> {
  const ids: string[] = [];
  let span = { above: '', below: '~', scan };
  for (;;) {
    const search = { scope: within, conditions };
    const found = await searchUnits(kitchen.store, search, { span, limit: 7, lookMax: 30 });
    ids.push(...found.matches.map(({ id }) => id));
    const last = found.reached ?? (found.matches.length === 7 ? found.matches[6]?.key : undefined);
    if (last === undefined) return ids;
    span = scan === 'ASC' ? { ...span, above: last } : { ...span, below: last };
  }
}

function matches(unit: Unit, conditions: UnitConditions): boolean {
  const { failureCode, failureText, worker, isRetrying } = conditions;
  const tries = unit.failureCode !== null && (unit.state === 'READY' || unit.state === 'RUNNING');
  const own = labels.get(unit.jobId) ?? {};
  const isWithin = (column: 'createdAt' | 'startedAt' | 'finishedAt') => {
    const { from, before } = conditions[column];
    const at = unit[column];
    if (from === null && before === null) return true;
    return at !== null && at >= (from ?? 0) && at < (before ?? Number.POSITIVE_INFINITY);
  };
  return (
    unit.topicId === kitchen.topicId &&
    (conditions.states?.includes(unit.state) ?? true) &&
    (conditions.kinds?.includes(unit.kind) ?? true) &&
    (isRetrying === null || isRetrying === tries) &&
    (failureCode === null || failureCode === unit.failureCode) &&
    (failureText === null ||
      (unit.failureMessage ?? '').toLowerCase().includes(failureText.toLowerCase())) &&
    (worker === null || worker === unit.worker) &&
    conditions.labels.every(({ name, value }) =>
      value === null ? name in own : own[name] === value,
    ) &&
    isWithin('createdAt') &&
    isWithin('startedAt') &&
    isWithin('finishedAt')
  );
}

const noon = 1_700_000_000_000;
const span = (from: number | null, before: number | null) => ({
  from: from === null ? null : noon + from,
  before: before === null ? null : noon + before,
});

const searches: readonly (readonly [string, Partial<UnitConditions>])[] = [
  ['nothing', {}],
  ...unitStates.map((state) => [state, { states: [state] }] as const),
  ['states out of the way', { states: ['FAILED', 'PAUSED', 'CANCELLED', 'SKIPPED'] }],
  ['states of running Jobs and out of the way', { states: ['READY', 'FAILED'] }],
  ['states of all Jobs', { states: ['SUCCEEDED', 'FAILED', 'PENDING'] }],
  ['no state', { states: [] }],
  ['what is tried again', { isRetrying: true }],
  ['what is not tried again', { isRetrying: false, states: ['READY'] }],
  ['what runs after a failure', { isRetrying: true, states: ['RUNNING'] }],
  ['a kind', { kinds: ['cook'] }],
  ['another kind', { kinds: ['wash up'] }],
  ['a label', { labels: [{ name: 'guest', value: 'guest 1' }] }],
  ['the name of a label', { labels: [{ name: 'course', value: null }] }],
  [
    'two labels and states',
    {
      labels: [
        { name: 'course', value: null },
        { name: 'guest', value: 'guest 2' },
      ],
      states: ['FAILED', 'READY'],
    },
  ],
  ['a label that no Job has', { labels: [{ name: 'guest', value: 'nobody' }] }],
  ['a failure code', { failureCode: 'E3' }],
  ['a failure code and a state', { failureCode: 'E3', states: ['READY'] }],
  ['a text in a failure', { failureText: 'black' }],
  ['signs that mean something in patterns', { failureText: '0%_s' }],
  ['a sign at the end', { failureText: 'CAME\\' }],
  ['a pattern that is no text', { failureText: 'n%y' }],
  ['a text and a label', { failureText: 'it', labels: [{ name: 'guest', value: 'guest 0' }] }],
  ['a worker', { worker: 'cook 3' }],
  ['nobody', { worker: 'cook 9' }],
  ['a time of submission', { createdAt: span(5_000, 20_000) }],
  ['a time of start', { startedAt: span(10_000, null) }],
  ['a time of end and a state', { finishedAt: span(null, 9_000), states: ['SUCCEEDED'] }],
];

describe('a search of Units', () => {
  test.each(searches)('by %s finds what there is, in order, both ways', async (_, some) => {
    const conditions = { ...anyUnit, ...some };
    const expected = units.filter((unit) => matches(unit, conditions)).map(({ id }) => id);
    expect(await listFound(conditions)).toEqual(expected);
    expect(await listFound(conditions, { scan: 'DESC' })).toEqual(expected.toReversed());
  });

  test('is tried on Units in all states', () => {
    expect(new Set(units.map(({ state }) => state))).toEqual(new Set(unitStates));
    expect(units.filter((unit) => matches(unit, { ...anyUnit, isRetrying: true }))).not.toEqual([]);
  });

  test('within a Job or a Task finds what is in it', async () => {
    for (const unit of units.filter((_, at) => at % 50 === 1)) {
      const { jobId, taskId } = unit;
      for (const some of [{}, { states: [unit.state] }, { failureText: 'o' }]) {
        const conditions = { ...anyUnit, ...some };
        const wanted = units.filter((each) => matches(each, conditions));
        const ofJob = wanted.filter((each) => each.jobId === jobId).map(({ id }) => id);
        const ofTask = wanted.filter((each) => each.taskId === taskId).map(({ id }) => id);
        const scan = unit.state === 'READY' ? 'DESC' : 'ASC';
        const turned = (ids: readonly string[]) => (scan === 'ASC' ? ids : ids.toReversed());
        const job = { ...scope, topicId: unit.topicId, jobId };
        if (unit.topicId !== kitchen.topicId) continue;
        expect(await listFound(conditions, { scan, within: job })).toEqual(turned(ofJob));
        const task = { ...job, taskId };
        expect(await listFound(conditions, { scan, within: task })).toEqual(turned(ofTask));
      }
    }
  });

  test('comes to the end of a Job that has more than is read at once, both ways', async () => {
    const large = await openKitchen();
    const keys = Array.from({ length: 150 }, (_, at) => `u${at}`);
    await large.submit({ only: { units: Object.fromEntries(keys.map((key) => [key, []])) } });
    await large.submit({ only: { units: { last: [] } } });
    const search = {
      scope: { topicId: large.topicId, jobId: undefined, taskId: undefined },
      conditions: anyUnit,
    };
    for (const scan of ['ASC', 'DESC'] as const) {
      const span = { above: '', below: '~', scan };
      const found = await searchUnits(large.store, search, { span, limit: 1_000 });
      expect(found.matches).toHaveLength(151);
      const few = await searchUnits(large.store, search, { span, limit: 70 });
      expect(few.matches).toEqual(found.matches.slice(0, 70));
      const none = { ...search, conditions: { ...anyUnit, kinds: ['none'] } };
      expect(await searchUnits(large.store, none, { span, limit: 10 })).toEqual({
        matches: [],
        reached: undefined,
      });
    }
    await large.close();
  });

  test('stops after so many rows and says how far it has come', async () => {
    const conditions = { ...anyUnit, kinds: ['none'] };
    const span = { above: '', below: '~', scan: 'ASC' } as const;
    const search = { scope, conditions };
    const found = await searchUnits(kitchen.store, search, { span, limit: 10, lookMax: 50 });
    expect(found.matches).toEqual([]);
    expect(found.reached).toMatch(/^job_\w+\/(unit_\w+|~)$/);
  });
});
