/** That positions are counted along indexes, and no further than they are told. */
import { beforeEach, expect, test } from 'vitest';
import type { Lane } from '../../src/domain/lane.ts';
import type { Unit } from '../../src/domain/unit.ts';
import type { Store } from '../../src/store/port.ts';
import {
  countAheadInLane,
  countAheadInOrder,
  type Queued,
  queueBounds,
} from '../../src/store/reads/queue-positions.ts';
import { type Kitchen, openKitchen, taskNamed, unitNamed } from '../engine/kitchen.ts';

let kitchen: Kitchen;

beforeEach(async () => {
  kitchen = await openKitchen();
  return kitchen.closeAudited;
});

/** Units in claim order; those of `keys` stand each in a Lane of its own. */
async function lineUp(count: number, keys: readonly string[] = []): Promise<readonly Queued[]> {
  const units = Array.from({ length: count }, (_, at) => {
    const concurrencyKey = keys[at];
    const key = `u${at}`;
    return unitNamed(key, { kind: 'fry', ...(concurrencyKey == null ? {} : { concurrencyKey }) });
  });
  await kitchen.submitTasks([taskNamed('t', units)]);
  const rows = await kitchen.store.query<Unit>('SELECT * FROM "Unit" ORDER BY "rank", "id"');
  const lanes = await kitchen.store.query<Lane>('SELECT * FROM "Lane"');
  const laneById = new Map(lanes.map((lane) => [lane.id, lane]));
  return rows.flatMap(({ id, rank, laneId }) => {
    const lane = laneById.get(laneId);
    return lane === undefined || rank === null ? [] : [{ id, rank, lane }];
  });
}

test('Units are counted up to the bound, and what is behind it is not told', async () => {
  const line = await lineUp(8);
  const most = { ...queueBounds, positionMax: 5 };
  const told = [0, 1, 2, 3, 4, 5, null, null];
  expect(await countAheadInOrder(kitchen.store, line, most)).toEqual(told);
  expect(await countAheadInLane(kitchen.store, line, most)).toEqual(told);
  const last = line.slice(-1);
  expect(await countAheadInOrder(kitchen.store, last, most)).toEqual([null]);
  expect(await countAheadInOrder(kitchen.store, last)).toEqual([7]);
});

test('Lanes are looked at up to the bound, and what is behind them is not told', async () => {
  const line = await lineUp(5, ['a', 'b', 'c', 'd', 'e']);
  const most = { ...queueBounds, laneCountMax: 3 };
  expect(await countAheadInOrder(kitchen.store, line, most)).toEqual([0, 1, 2, 3, null]);
  expect(await countAheadInLane(kitchen.store, line, most)).toEqual([0, 0, 0, 0, 0]);
});

test('nothing is read but what can be claimed, from index alone', async () => {
  const [unit] = await lineUp(1);
  if (unit === undefined) throw new Error('The Unit is in line.');
  const steps = await planOf((store) => countAheadInOrder(store, [unit]));
  const units = 'INDEX Unit_claimable (laneId=? AND';
  const inLine = 'topicId=? AND kind=? AND requiresFirst=? AND requires=? AND';
  expect(steps.filter((step) => step.includes(' Unit '))).toEqual([
    `SEARCH Unit USING COVERING ${units} rank>? AND (rank,id)<(?,?))`,
    `SEARCH Unit USING COVERING ${units} (rank,id)>(?,?) AND (rank,id)<(?,?))`,
  ]);
  for (const step of steps.filter((each) => each.includes(' c '))) {
    expect(step).toContain(`INDEX Lane_claimable (${inLine} (place,headId)<(?,?))`);
  }
  const own = await planOf((store) => countAheadInLane(store, [unit]));
  expect(own.filter((step) => step.includes('Lane_'))).toEqual([]);
  expect(own.filter((step) => step.includes(' Unit ') && !step.includes(units))).toEqual([]);
});

/** Which tables are read how. */
async function planOf(work: (store: Store) => Promise<unknown>): Promise<readonly string[]> {
  const steps: string[] = [];
  const { store } = kitchen;
  const explained: Store['query'] = async (sql, parameters) => {
    const plan = await store.query<{ detail: string }>(`EXPLAIN QUERY PLAN ${sql}`, parameters);
    steps.push(...plan.map(({ detail }) => detail));
    return [];
  };
  await work({ ...store, query: explained });
  return steps;
}
