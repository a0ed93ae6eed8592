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
    ['a failed Unit that was handled', { unitsFailed: 1, unitsHandled: 1 }, 'SUCCEEDED'],
    ['a handled failure and another', { unitsFailed: 2, unitsHandled: 1 }, 'FAILED'],
    ['a PAUSED Unit', { unitsSucceeded: 1, unitsPaused: 1 }, undefined],
  ] as const)('with %s', (_, counters, outcome) => {
    const intolerant = { tolerateCount: null, tolerateShare: null, unitsHandled: 0 };
    expect(taskOutcome({ ...noUnits, ...intolerant, ...counters })).toBe(outcome);
  });
});

describe('a running Job', () => {
  test.each([
    ['no Task', {}, 'SUCCEEDED'],
    ['all Tasks succeeded', { tasksSucceeded: 2 }, 'SUCCEEDED'],
    ['a failed Task and those blocked behind it', { tasksFailed: 1, tasksPending: 4 }, 'FAILED'],
    ['a cancelled Task', { tasksCancelled: 1, tasksSucceeded: 1 }, 'CANCELLED'],
    ['a failed Task that was handled', { tasksFailed: 1, tasksHandled: 1 }, 'SUCCEEDED'],
    [
      'a handled failure and a Task blocked behind it',
      { tasksFailed: 1, tasksHandled: 1, tasksPending: 1 },
      'FAILED',
    ],
    ['an open Task', { tasksFailed: 1, tasksRunning: 1 }, undefined],
  ] as const)('with %s', (_, counters, outcome) => {
    expect(jobOutcome({ ...noTasks, tasksHandled: 0, ...counters })).toBe(outcome);
  });
});

describe('a Task that tolerates failures', () => {
  test.each([
    ['within its number', { tolerateCount: 1 }, { unitsSucceeded: 1, unitsFailed: 1 }, 'SUCCEEDED'],
    ['beyond its number', { tolerateCount: 1 }, { unitsSucceeded: 1, unitsFailed: 2 }, 'FAILED'],
    [
      'within its share',
      { tolerateShare: 0.5 },
      { unitsSucceeded: 2, unitsFailed: 2 },
      'SUCCEEDED',
    ],
    [
      'at a share that is no binary number',
      { tolerateShare: 0.29 },
      { unitsSucceeded: 71, unitsFailed: 29 },
      'SUCCEEDED',
    ],
    ['beyond its share', { tolerateShare: 0.5 }, { unitsSucceeded: 2, unitsFailed: 3 }, 'FAILED'],
    [
      'within the greater of the two',
      { tolerateCount: 1, tolerateShare: 0.5 },
      { unitsSucceeded: 2, unitsFailed: 2 },
      'SUCCEEDED',
    ],
    [
      'but one that blocks another Unit',
      { tolerateCount: 1 },
      { unitsFailed: 1, unitsPending: 1 },
      'FAILED',
    ],
  ] as const)('%s', (_, tolerance, counters, outcome) => {
    const intolerant = { tolerateCount: null, tolerateShare: null, unitsHandled: 0 };
    expect(taskOutcome({ ...noUnits, ...intolerant, ...tolerance, ...counters })).toBe(outcome);
  });
});

describe('a join', () => {
  const W = 'WAITING';
  const S = 'SATISFIED';
  const K = 'SKIPPED';
  const U = 'UNSATISFIABLE';
  // Of three predecessors: succeeded, failed, cancelled, skipped with all that depends on them.
  test.each([
    [
      [0, 0, 0, 0],
      { ALL_SUCCEEDED: W, ALL_FINISHED: W, ANY_SUCCEEDED: W, AT_LEAST: W, ANY_FAILED: W },
    ],
    [
      [1, 0, 0, 0],
      { ALL_SUCCEEDED: W, ALL_FINISHED: W, ANY_SUCCEEDED: S, AT_LEAST: W, ANY_FAILED: W },
    ],
    [
      [2, 0, 0, 0],
      { ALL_SUCCEEDED: W, ALL_FINISHED: W, ANY_SUCCEEDED: S, AT_LEAST: S, ANY_FAILED: W },
    ],
    [
      [3, 0, 0, 0],
      { ALL_SUCCEEDED: S, ALL_FINISHED: S, ANY_SUCCEEDED: S, AT_LEAST: S, ANY_FAILED: K },
    ],
    [
      [0, 1, 0, 0],
      { ALL_SUCCEEDED: U, ALL_FINISHED: W, ANY_SUCCEEDED: W, AT_LEAST: W, ANY_FAILED: S },
    ],
    [
      [0, 2, 0, 0],
      { ALL_SUCCEEDED: U, ALL_FINISHED: W, ANY_SUCCEEDED: W, AT_LEAST: U, ANY_FAILED: S },
    ],
    [
      [1, 2, 0, 0],
      { ALL_SUCCEEDED: U, ALL_FINISHED: S, ANY_SUCCEEDED: S, AT_LEAST: U, ANY_FAILED: S },
    ],
    [
      [0, 0, 3, 0],
      { ALL_SUCCEEDED: U, ALL_FINISHED: S, ANY_SUCCEEDED: U, AT_LEAST: U, ANY_FAILED: K },
    ],
    [
      [0, 0, 0, 1],
      { ALL_SUCCEEDED: K, ALL_FINISHED: W, ANY_SUCCEEDED: W, AT_LEAST: W, ANY_FAILED: W },
    ],
    [
      [0, 0, 0, 3],
      { ALL_SUCCEEDED: K, ALL_FINISHED: S, ANY_SUCCEEDED: K, AT_LEAST: K, ANY_FAILED: K },
    ],
    [
      [0, 1, 0, 2],
      { ALL_SUCCEEDED: K, ALL_FINISHED: S, ANY_SUCCEEDED: U, AT_LEAST: U, ANY_FAILED: S },
    ],
  ] as const)('over %j', ([succeeded, failed, cancelled, skipped], outcomes) => {
    const counts = {
      predecessorCount: 3,
      succeededPredecessorCount: succeeded,
      failedPredecessorCount: failed,
      cancelledPredecessorCount: cancelled,
      skippedPredecessorCount: skipped,
    };
    const found = joinKinds.map((join) => [
      join,
      joinOutcome({ join, joinCount: join === 'AT_LEAST' ? 2 : null, ...counts }),
    ]);
    expect(Object.fromEntries(found)).toEqual(outcomes);
  });

  test('over nothing is satisfied at once', () => {
    const none = {
      predecessorCount: 0,
      succeededPredecessorCount: 0,
      failedPredecessorCount: 0,
      cancelledPredecessorCount: 0,
      skippedPredecessorCount: 0,
    };
    for (const join of ['ALL_SUCCEEDED', 'ALL_FINISHED', 'ANY_SUCCEEDED'] as const) {
      expect(joinOutcome({ join, joinCount: null, ...none })).toBe('SATISFIED');
    }
  });
});

const joinKinds = [
  'ALL_SUCCEEDED',
  'ALL_FINISHED',
  'ANY_SUCCEEDED',
  'AT_LEAST',
  'ANY_FAILED',
] as const;
