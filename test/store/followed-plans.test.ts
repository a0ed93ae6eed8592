/** That what followers are told is read from an index, however much there is beside it. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Store } from '../../src/store/port.ts';
import { readLogSpans } from '../../src/store/reads/log-spans.ts';
import { listNodeIds, type NodeList } from '../../src/store/reads/node-ids.ts';
import { openEngine, type TestEngine } from '../open-engine.ts';

let engine: TestEngine;

beforeAll(async () => {
  engine = await openEngine();
});

afterAll(() => engine.close());

test.each<[NodeList, string]>([
  ['TASKS_OF_JOBS', 'Task_jobId_id_idx (jobId=? AND id>?)'],
  ['UNITS_OF_JOBS', 'Unit_jobId_id_idx (jobId=? AND id>?)'],
  ['UNITS_OF_TASKS', 'Unit_taskId_id_idx (taskId=? AND id>?)'],
])('%s are found behind the last one', async (list, expected) => {
  const steps = await planOf((store) =>
    listNodeIds(store, list, { places: [{ parentId: 'job_1' }], limit: 500 }),
  );
  expect(steps.find((step) => step.includes('x USING'))).toContain(expected);
  expect(steps.filter((step) => /^SCAN (?!p|json_each)/.test(step))).toEqual([]);
});

test('log lines are found by the reports with which they came', async () => {
  const span = { unitId: 'unit_1', attempt: 1, firstLine: 3, lineCount: 2 };
  const steps = await planOf((store) => readLogSpans(store, [span], ['INFO']));
  expect(steps.find((step) => step.startsWith('SEARCH l'))).toContain(
    '(unitId=? AND attempt=? AND line>? AND line<?)',
  );
});

/** The steps of the statements that this work runs. */
async function planOf(work: (store: Store) => Promise<unknown>): Promise<readonly string[]> {
  const { store } = engine;
  const steps: string[] = [];
  const query: Store['query'] = async (sql, parameters) => {
    const plan = await store.query<{ detail: string }>(`EXPLAIN QUERY PLAN ${sql}`, parameters);
    steps.push(...plan.map(({ detail }) => detail));
    return [];
  };
  await work({ ...store, query });
  return steps;
}
