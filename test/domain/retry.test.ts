import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  defaultRetryPolicy,
  type RetryPolicy,
  refineRetryPolicy,
  retryDelayMs,
} from '../../src/domain/retry.ts';

const policy = (own: Partial<RetryPolicy>): RetryPolicy => ({
  maxAttempts: 10,
  backoff: 'FIXED',
  delayMs: 100,
  maxDelayMs: 1_000,
  delaysMs: [],
  budgetMs: null,
  jitter: 'NONE',
  ...own,
});

const delayOf = (retry: RetryPolicy, failureCount: number, chance: number) =>
  retryDelayMs(retry, { failureCount, elapsedMs: 0, chance });

describe('the delay before the next attempt', () => {
  test.each([
    ['FIXED', [100, 100, 100, 100, 100]],
    ['LINEAR', [100, 200, 300, 400, 500]],
    ['EXPONENTIAL', [100, 200, 400, 800, 1_000]],
  ] as const)('grows %s up to the cap', (backoff, delays) => {
    const found = delays.map((_, index) => delayOf(policy({ backoff }), index + 1, 0.5));
    expect(found).toEqual(delays);
  });

  test('is none once the attempts are used up', () => {
    expect(delayOf(policy({ maxAttempts: 2 }), 1, 0)).toBe(100);
    expect(delayOf(policy({ maxAttempts: 2 }), 2, 0)).toBeUndefined();
    expect(delayOf(policy({ maxAttempts: 1 }), 1, 0)).toBeUndefined();
  });

  test('with full jitter lies anywhere between none and the computed one', () => {
    const jittered = policy({ jitter: 'FULL' });
    expect([0, 0.25, 0.999].map((chance) => delayOf(jittered, 1, chance))).toEqual([0, 25, 100]);
  });

  test('is a whole number within the cap for every policy and any number of failures', () => {
    fc.assert(
      fc.property(
        fc.record({
          maxAttempts: fc.constant(1_000),
          backoff: fc.constantFrom('FIXED', 'LINEAR', 'EXPONENTIAL'),
          delayMs: fc.nat(2_073_600_000),
          maxDelayMs: fc.nat(2_073_600_000),
          delaysMs: fc.constant([]),
          budgetMs: fc.constant(null),
          jitter: fc.constantFrom('NONE', 'FULL'),
        }),
        fc.integer({ min: 1, max: 999 }),
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        (any, failureCount, chance) => {
          const delayMs = delayOf(any, failureCount, chance);
          expect(Number.isSafeInteger(delayMs)).toBe(true);
          expect(delayMs).toBeGreaterThanOrEqual(0);
          expect(delayMs).toBeLessThanOrEqual(any.maxDelayMs);
        },
      ),
    );
  });
});

test('a level says only what differs from the level above', () => {
  const job = refineRetryPolicy(defaultRetryPolicy, { maxAttempts: 5 });
  expect(refineRetryPolicy(job, { delayMs: 7 })).toEqual({
    ...defaultRetryPolicy,
    maxAttempts: 5,
    delayMs: 7,
  });
  expect(refineRetryPolicy(defaultRetryPolicy, undefined)).toBe(defaultRetryPolicy);
});
