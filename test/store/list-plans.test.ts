/**
 * That what is looked up by a list, such as names or keys, is looked up for each element of it: a
 * statement that went through all rows of the Topic instead would cost what the Topic holds.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findIdempotencyRecords, type RowSource, sourceOf } from '../../src/store/command-rows.ts';
import { findJobsByKey } from '../../src/store/job-rows.ts';
import { findLanesByTraits, listLanesOfKeys } from '../../src/store/lane-rows.ts';
import type { Store } from '../../src/store/port.ts';
import { findStartedTemplates, listTemplateVersions } from '../../src/store/template-rows.ts';
import { findWorkersByName, listHeldUnitIds } from '../../src/store/worker-rows.ts';
import { openEngine, type TestEngine } from '../open-engine.ts';

let engine: TestEngine;

beforeAll(async () => {
  engine = await openEngine();
});

afterAll(() => engine.close());

const lane = { kind: 'k', requires: '{}', concurrencyKey: 'x' };

test.each<[string, (source: RowSource) => Promise<unknown>, string]>([
  [
    'Lanes by their traits',
    (source) => findLanesByTraits(source, 't', [lane]),
    '(topicId=? AND kind=? AND requires=? AND concurrencyKey=?)',
  ],
  [
    'Lanes by their keys',
    (source) => listLanesOfKeys(source, 't', ['x']),
    '(topicId=? AND concurrencyKey=?)',
  ],
  ['Jobs by their keys', (source) => findJobsByKey(source, 't', ['x']), '(topicId=? AND key=?)'],
  [
    'Workers by their names',
    (source) => findWorkersByName(source, 't', ['x']),
    '(topicId=? AND name=?)',
  ],
  [
    'what Workers hold',
    (source) => listHeldUnitIds(source, 't', ['x']),
    '(topicId=? AND worker=?)',
  ],
  [
    'versions of Templates',
    (source) => listTemplateVersions(source, 't', ['x']),
    '(topicId=? AND name=?)',
  ],
  [
    'Templates that are started',
    (source) => findStartedTemplates(source, 't', [{ name: 'x', version: 1 }]),
    '(topicId=? AND name=? AND version=?)',
  ],
  ['kept answers', (source) => findIdempotencyRecords(source, 't', ['x']), '(key=? AND scope=?)'],
])('%s are looked up one by one', async (_, work, expected) => {
  const [first, second] = await planOf(work);
  expect(first).toMatch(/^SCAN json_each/);
  expect(second).toMatch(/^SEARCH/);
  expect(second).toContain(expected);
});

async function planOf(work: (source: RowSource) => Promise<unknown>): Promise<readonly string[]> {
  const { store } = engine;
  const steps: string[] = [];
  const query: Store['query'] = async (sql, parameters) => {
    const plan = await store.query<{ detail: string }>(`EXPLAIN QUERY PLAN ${sql}`, parameters);
    steps.push(...plan.map(({ detail }) => detail));
    return [];
  };
  await work(sourceOf(store, { query }));
  return steps;
}
