/** That Limits and their uses are found by indexes, and by those that hold nothing else. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RowSource, sourceOf } from '../../src/store/command-rows.ts';
import { findNextDeadline, listTopicsPast } from '../../src/store/deadlines.ts';
import { listFirstLanesOfKinds, listLanesOfKeys } from '../../src/store/lane-rows.ts';
import {
  findLimitUses,
  listLimits,
  listShutUses,
  listUsesInUse,
  listUsesOfLimit,
  listUsesPast,
} from '../../src/store/limit-rows.ts';
import type { Store } from '../../src/store/port.ts';
import { listHolders, listLimitsOfTopics, listUsesOfLimits } from '../../src/store/reads/limits.ts';
import { openEngine, type TestEngine } from '../open-engine.ts';

let engine: TestEngine;

beforeAll(async () => {
  engine = await openEngine();
});

afterAll(() => engine.close());

/** The steps of all statements, as a source of rows or as a store. */
async function planOf(work: (source: RowSource, store: Store) => Promise<unknown>) {
  const steps: string[] = [];
  const { store } = engine;
  const query: Store['query'] = async (sql, parameters) => {
    const plan = await store.query<{ detail: string }>(`EXPLAIN QUERY PLAN ${sql}`, parameters);
    steps.push(...plan.map(({ detail }) => detail));
    return [];
  };
  await work(sourceOf(store, { query }), { ...store, query });
  return steps;
}

const page = { above: undefined, below: undefined, scan: 'ASC', limit: 3 } as const;
const due = { topicId: 'x', now: 1, max: 9 };
const useById = 'SEARCH l USING PRIMARY KEY (id=?)';

test.each<[string, (source: RowSource, store: Store) => Promise<unknown>, string]>([
  ['the Limits of a Topic', (source) => listLimits(source, 'x'), 'Limit_topicId_scope_pattern_key'],
  ['uses by id', (source) => findLimitUses(source, ['x']), useById],
  [
    'the uses of a Limit',
    (source) => listUsesOfLimit(source, 'x', { after: '', max: 9 }),
    'SEARCH l USING PRIMARY KEY (id>? AND id<?)',
  ],
  ['uses that count what runs', (source) => listUsesInUse(source, 'x'), 'LimitUse_running'],
  ['uses that are closed', (source) => listUsesInUse(source, 'x'), 'LimitUse_closed'],
  ['kinds that are shut', (source) => listShutUses(source, 'x'), 'LimitUse_closed'],
  ['what is to be opened', (source) => listUsesPast(source, due), 'LimitUse_to_open'],
  [
    'Topics with something to open',
    ({ reader }) => listTopicsPast(reader, 'opensAt', 1),
    'LimitUse_to_open',
  ],
  ['the next deadline', ({ reader }) => findNextDeadline(reader), 'LimitUse_to_open'],
  ['the Lanes of a key', (source) => listLanesOfKeys(source, 'x', ['k']), 'Lane_of_key'],
  [
    'a Lane of each group of a kind',
    (source) => listFirstLanesOfKinds(source, 'x', ['k']),
    'Lane_claimable (topicId=? AND kind=? AND (requiresFirst,requires,place)>(?,?,?))',
  ],
  [
    'Limits that are looked at',
    (_, store) => listLimitsOfTopics(store, ['x'], page),
    'Limit_topicId_scope_pattern_key',
  ],
  [
    'uses that are looked at',
    (_, store) => listUsesOfLimits(store, ['x'], page),
    'SEARCH x USING PRIMARY KEY (id>? AND id<?)',
  ],
  [
    'the holders of a use',
    (_, store) => listHolders(store, [{ topicId: 'x', scope: 'KEY', subject: 'k' }], 3),
    'Unit_leased (leaseUntil>?)',
  ],
])('%s are found by their index', async (_, work, expected) => {
  const steps = await planOf(work);
  expect(steps).toContainEqual(expect.stringContaining(expected));
  expect(steps.filter((step) => /^SCAN (l|x|u|c)$/.test(step))).toEqual([]);
});
