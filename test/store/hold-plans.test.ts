/** That the statements about holds find their rows by an index that holds few others. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { listTasksPast, type RowSource, sourceOf } from '../../src/store/command-rows.ts';
import { findNextDeadline, listTopicsPast } from '../../src/store/deadlines.ts';
import { listUnitIdsInState } from '../../src/store/id-lists.ts';
import { listCollapsingJobs, listJobsBehind, listJobsPast } from '../../src/store/job-rows.ts';
import type { SqlReader } from '../../src/store/port.ts';
import { openEngine, type TestEngine } from '../open-engine.ts';

let engine: TestEngine;

beforeAll(async () => {
  engine = await openEngine();
});

afterAll(async () => {
  await engine.close();
});

/** How the database would go about the statements that the work runs: a line for each step. */
async function plansOf(work: (source: RowSource) => Promise<unknown>): Promise<readonly string[]> {
  const steps: string[] = [];
  const reader: SqlReader = {
    query: async (sql, parameters) => {
      const plan = await engine.store.query<{ detail: string }>(
        `EXPLAIN QUERY PLAN ${sql}`,
        parameters,
      );
      steps.push(...plan.map(({ detail }) => detail));
      return [];
    },
  };
  await work(sourceOf(engine.store, reader));
  return steps;
}

const due = { topicId: 'topic_1', now: 1, max: 1 };

test.each<[string, string, (source: RowSource) => Promise<unknown>]>([
  [
    'the running Units of a Topic',
    'Unit_held',
    (source) => listUnitIdsInState(source, { of: 'TOPIC', id: 'x', state: 'RUNNING' }),
  ],
  [
    'the ready Units of a Job',
    'Unit_jobId_id_idx',
    (source) => listUnitIdsInState(source, { of: 'JOB', id: 'x', state: 'READY' }),
  ],
  [
    'the ready Units of a Task',
    'Unit_taskId_id_idx',
    (source) => listUnitIdsInState(source, { of: 'TASK', id: 'x', state: 'READY' }),
  ],
  ['the Tasks to resume', 'Task_to_resume', (source) => listTasksPast(source, due)],
  ['the Jobs to resume', 'Job_to_resume', (source) => listJobsPast(source, 'resumeAt', due)],
  ['the Jobs to begin', 'Job_to_begin', (source) => listJobsPast(source, 'beginsAt', due)],
  ['the Jobs to cancel', 'Job_to_cancel', (source) => listJobsPast(source, 'cancelsAt', due)],
])('%s are found by %s alone', async (_, index, work) => {
  const steps = await plansOf(work);
  expect(steps).toHaveLength(1);
  expect(steps[0]).toContain(`INDEX ${index}`);
});

test('Jobs that are collapsed, or begin after another, are found by what they have in common', async () => {
  const query = { topicId: 'topic_1', keys: ['x'], max: 1 };
  const steps = await plansOf(async (source) => {
    await listCollapsingJobs(source, query);
    await listJobsBehind(source, ['job_1']);
  });
  for (const index of ['Job_of_collapse', 'Job_collapsing', 'Job_behind']) {
    expect(steps.filter((step) => step.includes(`INDEX ${index} `))).not.toEqual([]);
  }
  expect(steps.filter((step) => /SCAN (j|c)\b/.test(step))).toEqual([]);
});

test('what the clock waits for is found without reading a table', async () => {
  const steps = await plansOf(async ({ reader }) => {
    await findNextDeadline(reader);
    await listTopicsPast(reader, 'resumeAt', 1);
  });
  expect(steps.filter((step) => step.includes('INDEX')).length).toBeGreaterThan(10);
  expect(steps.filter((step) => step.startsWith('SCAN'))).toEqual([]);
});
