/** That claims find their rows by indexes that hold nothing but what can be claimed. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RowSource, sourceOf } from '../../src/store/command-rows.ts';
import {
  findLanes,
  findLanesByTraits,
  listClaimableKinds,
  listClaimableLanes,
  listClaimablePlaces,
  listFirstLanes,
  listRequirements,
} from '../../src/store/lane-rows.ts';
import { listTopicsWithClaimableUnits } from '../../src/store/topic-ids.ts';
import { openEngine, type TestEngine } from '../open-engine.ts';

let engine: TestEngine;

beforeAll(async () => {
  engine = await openEngine();
});

afterAll(() => engine.close());

async function planOf(work: (source: RowSource) => Promise<unknown>): Promise<readonly string[]> {
  const steps: string[] = [];
  const { store } = engine;
  const reader: RowSource['reader'] = {
    query: async (sql, parameters) => {
      const plan = await store.query<{ detail: string }>(`EXPLAIN QUERY PLAN ${sql}`, parameters);
      steps.push(...plan.map(({ detail }) => detail));
      return [];
    },
  };
  await work(sourceOf(store, reader));
  return steps.filter((step) => step.includes('INDEX') || step.startsWith('SCAN'));
}

const readTo = { rank: 0, id: '' };
const group = { kind: 'a', requiresFirst: '', requires: '{}', readTo };
const traits = { kind: 'a', requires: '{}', concurrencyKey: '' };
const scope = { kinds: ['a'], labels: new Map() };
const inGroup = 'topicId=? AND kind=? AND requiresFirst=? AND requires';
const lanesById = 'SEARCH l USING INDEX sqlite_autoindex_Lane_1 (id=?)';
const inTopic = 'INDEX Lane_claimable (topicId=?';

test.each<[string, (source: RowSource) => Promise<unknown>, readonly string[]]>([
  ['Lanes by id', (source) => findLanes(source, ['x']), [lanesById]],
  [
    'Lanes by what their Units have in common',
    (source) => findLanesByTraits(source, 'x', [traits]),
    ['SEARCH l USING INDEX Lane_topicId_kind_requires_concurrencyKey_key'],
  ],
  [
    'the kinds that can be claimed',
    (source) => listClaimableKinds(source, 'x'),
    [`SEARCH l USING ${inTopic})`, `SEARCH l USING ${inTopic} AND kind>?)`],
  ],
  [
    'the labels that are required',
    (source) => listRequirements(source, 'x', [group]),
    [
      'SEARCH l USING INDEX Lane_claimable (topicId=? AND kind=? AND requiresFirst=?)',
      `SEARCH l USING INDEX Lane_claimable (${inGroup}>?)`,
    ],
  ],
  [
    'the next Lanes of a group',
    (source) => listClaimableLanes(source, { topicId: 'x', groups: [group], max: 1 }),
    [lanesById, `SEARCH c USING INDEX Lane_claimable (${inGroup}=? AND (place,headId)>(?,?))`],
  ],
  [
    'a Lane of each group',
    (source) => listFirstLanes(source, 'x'),
    [
      'SEARCH c USING INDEX Lane_claimable (topicId=? AND (kind,requiresFirst,requires,place)>(?,?,?,?))',
      'SEARCH c USING INDEX Lane_claimable (topicId=?)',
      lanesById,
    ],
  ],
  [
    'the next Units of a Lane',
    (source) => listClaimablePlaces(source, [{ id: 'x', readTo }], 1),
    [
      'SEARCH u USING INDEX sqlite_autoindex_Unit_1 (id=?)',
      'SEARCH Unit USING COVERING INDEX Unit_claimable (laneId=? AND (rank,id)>(?,?))',
    ],
  ],
  [
    'the Topics that have something',
    (source) => listTopicsWithClaimableUnits(source, ['x'], scope),
    [`SEARCH l USING ${inTopic} AND kind=? AND requiresFirst=?)`],
  ],
])('%s are found by the index for them', async (_, work, expected) => {
  const steps = await planOf(work);
  for (const step of expected) expect(steps).toContainEqual(expect.stringContaining(step));
  expect(steps.filter((step) => /^SCAN (l|c|u|Unit)\b/.test(step))).toEqual([]);
  expect(steps.filter((step) => step.includes('TEMP B-TREE'))).toEqual([]);
});
