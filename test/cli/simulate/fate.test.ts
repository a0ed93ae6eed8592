import { describe, expect, test } from 'vitest';
import { createFates } from '../../../src/cli/simulate/fate.ts';

const paths = Array.from({ length: 20_000 }, (_, index) => `task/unit-${index}`);

describe('the fate of attempts', () => {
  test('is the same for the same seed, in whatever order they come', () => {
    const rates = { failureRate: 0.3, crashRate: 0.1, seed: 'a' };
    const [forwards, backwards] = [createFates(rates), createFates(rates)];
    const first = paths.map((path) => forwards(path, 1));
    const second = paths.toReversed().map((path) => backwards(path, 1));
    expect(second.toReversed()).toEqual(first);
  });

  test('differs by seed, by attempt and between Jobs with the same paths', () => {
    const decide = createFates({ failureRate: 0.5, crashRate: 0, seed: 'a' });
    const other = createFates({ failureRate: 0.5, crashRate: 0, seed: 'b' });
    const results = [
      paths.map((path) => decide(path, 1).isSuccess),
      paths.map((path) => decide(path, 2).isSuccess),
      paths.map((path) => decide(path, 1).isSuccess),
      paths.map((path) => other(path, 1).isSuccess),
    ].map((list) => JSON.stringify(list));
    expect(new Set(results).size).toBe(4);
  });

  test('is failure as often as asked', () => {
    const decide = createFates({ failureRate: 0.25, crashRate: 0.25, seed: 'a' });
    const failedCount = paths.filter((path) => !decide(path, 1).isSuccess).length;
    expect(failedCount / paths.length).toBeCloseTo(0.25, 1);
  });

  test.each([1, 5])('is loss as often as asked, to a worker that holds %i', (heldCount) => {
    const decide = createFates({ failureRate: 0, crashRate: 0.4, seed: 'a' });
    const crashCount = paths.filter((path) => heldCount < decide(path, 1).crashBelow).length;
    expect((crashCount * heldCount) / paths.length).toBeCloseTo(0.4, 1);
  });

  test('is always success, always failure or always a crash when that is asked', () => {
    const rates = { failureRate: 0, crashRate: 0, seed: 'a' };
    const [succeed, fail, crash] = [
      createFates(rates),
      createFates({ ...rates, failureRate: 1 }),
      createFates({ ...rates, crashRate: 1 }),
    ];
    for (const path of paths.slice(0, 1_000)) {
      expect(succeed(path, 1)).toEqual({ isSuccess: true, crashBelow: 0 });
      expect(fail(path, 1).isSuccess).toBe(false);
      expect(crash(path, 1).crashBelow).toBeGreaterThanOrEqual(1);
    }
  });
});
