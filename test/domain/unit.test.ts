import { describe, expect, test } from 'vitest';
import {
  agingStepMs,
  canMoveUnit,
  claimRank,
  deadlineColumns,
  deadlineOf,
  isUnitFinished,
  unitStates,
  unitTransitions,
} from '../../src/domain/unit.ts';

describe('the transition table', () => {
  test('has a row for every state', () => {
    expect(Object.keys(unitTransitions).sort()).toEqual([...unitStates].sort());
  });

  test('lets only operators do anything with a finished Unit', () => {
    const operators = ['skip', 'retry', 'rerun', 'reset', 'forceSucceed'];
    for (const state of unitStates.filter(isUnitFinished)) {
      const others = Object.keys(unitTransitions[state]).filter((one) => !operators.includes(one));
      expect(others).toEqual([]);
    }
    expect(Object.keys(unitTransitions.SUCCEEDED)).toEqual(['rerun', 'reset']);
  });

  test('lets every unfinished Unit be cancelled', () => {
    for (const state of unitStates.filter((each) => !isUnitFinished(each))) {
      expect(canMoveUnit(state, 'cancel', 'CANCELLED')).toBe(true);
    }
  });

  test('hands out only a READY Unit and takes results only from a RUNNING one', () => {
    const statesWith = (action: 'claim' | 'succeed' | 'fail' | 'release' | 'expire') =>
      unitStates.filter((state) => unitTransitions[state][action] !== undefined);
    expect(statesWith('claim')).toEqual(['READY']);
    for (const action of ['succeed', 'fail', 'release', 'expire'] as const) {
      expect(statesWith(action)).toEqual(['RUNNING']);
    }
  });

  test('never leads from a failed attempt to success', () => {
    expect(canMoveUnit('RUNNING', 'fail', 'SUCCEEDED')).toBe(false);
    expect(canMoveUnit('RUNNING', 'expire', 'SUCCEEDED')).toBe(false);
  });
});

describe('the claim order', () => {
  test('puts the Unit first that became ready first', () => {
    expect(claimRank(1_000, 0)).toBeLessThan(claimRank(1_001, 0));
  });

  test('gives each level of priority one aging step of head start', () => {
    expect(claimRank(agingStepMs, 1)).toBe(claimRank(0, 0));
    expect(claimRank(agingStepMs + 1, 1)).toBeGreaterThan(claimRank(0, 0));
  });
});

describe('what a Unit waits for by the clock', () => {
  const never = { leaseUntil: null, availableAt: null, resumeAt: null, failsAt: null };

  test('is looked for in every column that says so', () => {
    for (const column of deadlineColumns) expect(deadlineOf({ ...never, [column]: 7 })).toBe(7);
  });

  test('is the first of them to come, if there is any', () => {
    expect(deadlineOf({ ...never, leaseUntil: 9, failsAt: 8 })).toBe(8);
    expect(deadlineOf(never)).toBe(Number.POSITIVE_INFINITY);
  });
});
