/** That the queue of a Topic is found by indexes, and by those that hold nothing else. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sourceOf } from '../../src/store/command-rows.ts';
import { listLeftovers } from '../../src/store/leftover-rows.ts';
import type { Store } from '../../src/store/port.ts';
import { readQueue } from '../../src/store/reads/queues.ts';
import { openEngine, type TestEngine } from '../open-engine.ts';

let engine: TestEngine;

beforeAll(async () => {
  engine = await openEngine();
});

afterAll(() => engine.close());

async function planOf(work: (store: Store) => Promise<unknown>) {
  const steps: string[] = [];
  const query: Store['query'] = async (sql, parameters) => {
    const plan = await engine.store.query<{ detail: string }>(
      `EXPLAIN QUERY PLAN ${sql}`,
      parameters,
    );
    steps.push(...plan.map(({ detail }) => detail));
    return [];
  };
  await work({ ...engine.store, query });
  expect(steps.filter((step) => /^SCAN (t|q|u|l)$/.test(step))).toEqual([]);
  return steps;
}

test.each([
  ['all kinds', undefined],
  ['some kinds', ['k']],
])('the figures of %s are found by their keys', async (_, kinds) => {
  const steps = await planOf((store) => readQueue(store, { topicId: 'x', kinds, max: 9 }));
  expect(steps).toContainEqual(expect.stringMatching(/^SEARCH q USING PRIMARY KEY \(topicId=\?/));
  expect(steps).toContainEqual(expect.stringContaining('Unit_oldest (topicId=? AND kind=?'));
  expect(steps).toContainEqual(expect.stringContaining('LimitUse_closed (topicId=? AND scope=?'));
});

test('kinds without Units are found by their age', async () => {
  const due = { topicId: 'x', by: 1, max: 9 };
  const steps = await planOf((store) => {
    return listLeftovers(sourceOf(store, store), 'KIND_QUEUE', due);
  });
  expect(steps).toContainEqual(expect.stringContaining('KindQueue_empty (topicId=?'));
});
