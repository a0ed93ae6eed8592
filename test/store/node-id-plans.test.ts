/** That a page of what is below Jobs or Tasks is read from an index, however many there are. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { listNodeIds, type NodeList } from '../../src/store/reads/node-ids.ts';
import { openEngine, type TestEngine } from '../open-engine.ts';

let engine: TestEngine;

beforeAll(async () => {
  engine = await openEngine();
});

afterAll(() => engine.close());

test.each<[NodeList, string]>([
  ['TASKS_OF_JOBS', 'Task_jobId_id_idx (jobId=? AND id>?)'],
  ['UNITS_OF_JOBS', 'Unit_jobId_state_id_idx (jobId=? AND (state,id)>(?,?))'],
  ['UNITS_OF_TASKS', 'Unit_taskId_id_idx (taskId=? AND id>?)'],
])('%s are found behind the last one', async (list, expected) => {
  const { store } = engine;
  const steps: string[] = [];
  const explained = {
    ...store,
    query: async (sql: string, parameters: readonly (string | number | null)[] = []) => {
      const plan = await store.query<{ detail: string }>(`EXPLAIN QUERY PLAN ${sql}`, parameters);
      steps.push(...plan.map(({ detail }) => detail));
      return [];
    },
  };
  await listNodeIds(explained, list, { places: [{ parentId: 'job_1' }], limit: 500 });
  expect(steps.find((step) => step.includes('x USING'))).toContain(expected);
  expect(steps.filter((step) => /^SCAN (?!p|json_each)/.test(step))).toEqual([]);
});
