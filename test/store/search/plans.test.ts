/** How the database finds what is searched: by an index, whatever is asked, and never by looking at all. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { SqlValue, Store } from '../../../src/store/port.ts';
import { anyJob, type JobConditions } from '../../../src/store/search/job-walks.ts';
import { searchJobs } from '../../../src/store/search/search-jobs.ts';
import { anyUnit, searchUnits } from '../../../src/store/search/search-units.ts';
import type { UnitConditions } from '../../../src/store/search/unit-conditions.ts';
import type { Kitchen } from '../../engine/kitchen.ts';
import { openFilledKitchen } from './filled-kitchen.ts';

let kitchen: Kitchen;

beforeAll(async () => {
  kitchen = await openFilledKitchen();
});

afterAll(() => kitchen.close());

const span = { above: '', below: '~', scan: 'ASC' } as const;

/** The steps by which the database takes all statements of a search. */
async function plansOf(searching: (store: Store) => Promise<unknown>): Promise<readonly string[]> {
  const asked: [string, readonly SqlValue[]][] = [];
  await searching({
    ...kitchen.store,
    query: (sql, parameters = []) => {
      asked.push([sql, parameters]);
      return kitchen.store.query(sql, parameters);
    },
  });
  const steps: string[] = [];
  for (const [sql, parameters] of asked) {
    const plan = await kitchen.store.query<{ detail: string }>(
      `EXPLAIN QUERY PLAN ${sql}`,
      parameters,
    );
    steps.push(...plan.map(({ detail }) => detail));
  }
  return steps;
}

async function planOfUnits(some: Partial<UnitConditions>, within: object = {}) {
  const scope = { topicId: kitchen.topicId, jobId: undefined, taskId: undefined, ...within };
  const conditions = { ...anyUnit, ...some };
  return await plansOf((store) => searchUnits(store, { scope, conditions }, { span, limit: 100 }));
}

async function planOfJobs(some: Partial<JobConditions>, topicId: string | null) {
  const conditions = { ...anyJob, ...some };
  return await plansOf((store) => searchJobs(store, { topicId, conditions }, { span, limit: 100 }));
}

/** Steps that look at a whole table or index; only what comes as a parameter, and Topics, may be. */
function scansIn(steps: readonly string[]): readonly string[] {
  return steps.filter((step) =>
    /^SCAN (?!json_each|s\b|f\b|l\b|w\b|t\b|step\b|CONSTANT)/.test(step),
  );
}

const label = { name: 'guest', value: 'guest 1' };

describe('the Units', () => {
  test.each<[string, Partial<UnitConditions>, string]>([
    [
      'of states out of the way',
      { states: ['FAILED', 'PAUSED'] },
      'Unit_marked (topicId=? AND mark=?',
    ],
    ['with a failure code', { failureCode: 'E3' }, 'Unit_with_failure'],
    ['with a text in their failure', { failureText: 'black' }, 'Unit_with_failure'],
    ['that are tried again', { isRetrying: true }, 'Unit_marked (topicId=? AND mark=?'],
    ['of a worker', { worker: 'cook 3' }, 'Unit_held (topicId=? AND'],
    ['that run', { states: ['RUNNING'] }, 'Unit_held (topicId=? AND'],
    ['that are ready', { states: ['READY'] }, 'Job_topicId_state_id_idx'],
    ['that have succeeded', { states: ['SUCCEEDED'] }, 'Job_topicId_id_idx'],
    ['of a kind', { kinds: ['cook'] }, 'Job_topicId_id_idx'],
    ['of a label', { labels: [label] }, 'JobLabel'],
    ['of the name of a label', { labels: [{ ...label, value: null }] }, 'JobLabel'],
    ['of a time', { finishedAt: { from: 0, before: 1 } }, 'Job_topicId_id_idx'],
  ])('%s are found by an index', async (_, conditions, index) => {
    const steps = await planOfUnits(conditions);
    expect(scansIn(steps)).toEqual([]);
    expect(steps.join('\n')).toContain(index);
  });

  test('of a Job and of a Task are found by an index', async () => {
    const [unit] = await kitchen.store.query<{ jobId: string; taskId: string }>(
      'SELECT "jobId", "taskId" FROM "Unit" LIMIT 1',
    );
    const ofJob = await planOfUnits({ kinds: ['cook'] }, { jobId: unit?.jobId });
    expect(ofJob.join('\n')).toContain('Unit_jobId_id_idx');
    const ofTask = await planOfUnits({ kinds: ['cook'] }, { ...unit });
    expect(ofTask.join('\n')).toContain('Unit_taskId_id_idx');
    expect(scansIn([...ofJob, ...ofTask])).toEqual([]);
  });
});

describe.each(['of a Topic', 'of all Topics'])('the Jobs %s', (where) => {
  test.each<[string, Partial<JobConditions>]>([
    ['without a condition', {}],
    ['of states', { states: ['RUNNING', 'FAILED'] }],
    ['with labels', { labels: [label, { name: 'course', value: null }] }],
    ['with a name', { name: 'Dinner 1' }],
    ['with a key', { key: 'd1' }],
    ['with a text', { text: 'dinner' }],
    ['with failures', { hasFailures: true }],
    ['with Units that are tried again', { isRetrying: true }],
    ['of a time', { createdAt: { from: 1, before: 2 }, finishedAt: { from: 1, before: 2 } }],
  ])('%s are found by an index', async (_, conditions) => {
    const steps = await planOfJobs(conditions, where === 'of a Topic' ? kitchen.topicId : null);
    expect(steps.length).toBeGreaterThan(2);
    expect(scansIn(steps)).toEqual([]);
  });
});

test('a look at all of a table is noticed', async () => {
  const steps = await plansOf((store) =>
    store.query(`SELECT "id" FROM "Unit" WHERE lower("kind") = 'cook'`),
  );
  expect(scansIn(steps)).toEqual(['SCAN Unit']);
});
