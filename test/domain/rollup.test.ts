import { describe, expect, test } from 'vitest';
import { noTasks, noUnits } from '../../src/domain/counters.ts';
import { joinOutcome } from '../../src/domain/readiness.ts';
import { jobOutcome, taskOutcome } from '../../src/domain/rollup.ts';

describe('an open Task', () => {
  test.each([
    ['nothing in it', {}, 'SUCCEEDED'],
    ['all Units succeeded', { unitsSucceeded: 3 }, 'SUCCEEDED'],
    ['succeeded and skipped Units', { unitsSucceeded: 2, unitsSkipped: 1 }, 'SUCCEEDED'],
    ['a failed Unit', { unitsSucceeded: 2, unitsFailed: 1 }, 'FAILED'],
    ['a failed Unit and one blocked behind it', { unitsFailed: 1, unitsPending: 1 }, 'FAILED'],
    ['failed and cancelled Units', { unitsFailed: 1, unitsCancelled: 1 }, 'FAILED'],
    ['a cancelled Unit', { unitsSucceeded: 1, unitsCancelled: 1 }, 'CANCELLED'],
    ['a READY Unit', { unitsFailed: 1, unitsReady: 1 }, undefined],
    ['a RUNNING Unit', { unitsCancelled: 1, unitsRunning: 1 }, undefined],
    ['a PAUSED Unit', { unitsSucceeded: 1, unitsPaused: 1 }, undefined],
  ] as const)('with %s', (_, counters, outcome) => {
    expect(taskOutcome({ ...noUnits, ...counters })).toBe(outcome);
  });
});

describe('a running Job', () => {
  test.each([
    ['no Task', {}, 'SUCCEEDED'],
    ['all Tasks succeeded', { tasksSucceeded: 2 }, 'SUCCEEDED'],
    ['a failed Task and those blocked behind it', { tasksFailed: 1, tasksPending: 4 }, 'FAILED'],
    ['a cancelled Task', { tasksCancelled: 1, tasksSucceeded: 1 }, 'CANCELLED'],
    ['an open Task', { tasksFailed: 1, tasksRunning: 1 }, undefined],
  ] as const)('with %s', (_, counters, outcome) => {
    expect(jobOutcome({ ...noTasks, ...counters })).toBe(outcome);
  });
});

describe('the join over predecessors', () => {
  test.each([
    ['none', [0, 0, 0], 'SATISFIED'],
    ['some under way', [3, 2, 0], 'WAITING'],
    ['all succeeded', [3, 3, 0], 'SATISFIED'],
    ['one ended otherwise', [3, 1, 1], 'UNSATISFIABLE'],
  ] as const)('with %s', (_, [predecessorCount, succeeded, failed], outcome) => {
    const counts = { succeededPredecessorCount: succeeded, failedPredecessorCount: failed };
    expect(joinOutcome({ predecessorCount, ...counts })).toBe(outcome);
  });
});
