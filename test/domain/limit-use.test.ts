import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Limit, LimitRules } from '../../src/domain/limit.ts';
import {
  currentRate,
  endOne,
  freeSlotCount,
  isHeldByRate,
  type LimitUse,
  lowerRate,
  newLimitUse,
  raiseRate,
  standingOfUse,
  startOne,
} from '../../src/domain/limit-use.ts';

const limit = (rules: Partial<LimitRules>): Limit => ({
  id: 'limit_1',
  topicId: 'topic',
  scope: 'KEY',
  pattern: '*',
  createdAt: 0,
  setAt: 0,
  setBy: null,
  reason: null,
  runningMax: null,
  startMax: null,
  intervalMs: null,
  isAdaptive: 0,
  startMin: null,
  weight: null,
  ...rules,
});

/** A use as commands keep it: whatever happens, and the hands on the clock. */
class Use {
  row: LimitUse;
  now = 1_000_000;
  readonly limit: Limit;
  readonly startedAt: number[] = [];

  constructor(of: Limit) {
    this.limit = of;
    this.row = newLimitUse(of, 'key');
  }

  get free(): number {
    return freeSlotCount(this.limit, this.row, this.now);
  }

  get rate(): number {
    return currentRate(this.limit, this.row) ?? Number.POSITIVE_INFINITY;
  }

  pass(ms: number): void {
    this.now += ms;
    this.#change(raiseRate(this.limit, this.row, this.now) ?? {});
  }

  /** Starts as many as are let. */
  startAll(wanted: number): void {
    for (let count = 0; count < wanted && this.free > 0; count += 1) {
      this.#change(startOne(this.limit, this.row, this.now));
      this.startedAt.push(this.now);
    }
    if (isHeldByRate(this.limit, this.row, this.now)) this.#change({ hasHeldBack: 1 });
  }

  end(): void {
    if (this.row.runningCount > 0) this.#change(endOne(this.row));
  }

  lower(retryAfterMs: number): void {
    this.#change(lowerRate(this.limit, this.row, { now: this.now, retryAfterMs }));
  }

  #change(change: Partial<LimitUse>): void {
    this.row = { ...this.row, ...change };
  }
}

const steps = fc.array(
  fc.oneof(
    fc.record({ name: fc.constant('pass' as const), size: fc.nat(1_500) }),
    fc.record({ name: fc.constant('start' as const), size: fc.integer({ min: 1, max: 60 }) }),
    fc.record({ name: fc.constant('end' as const), size: fc.constant(0) }),
    fc.record({ name: fc.constant('lower' as const), size: fc.constantFrom(0, 0, 300, 2_000) }),
  ),
  { maxLength: 150 },
);

function play(use: Use, { name, size }: { name: string; size: number }): void {
  if (name === 'pass') use.pass(size);
  else if (name === 'start') use.startAll(size);
  else if (name === 'end') use.end();
  else use.lower(size);
}

describe('the slots of a Limit', () => {
  test('are those that are not taken, and none while the starts are used up', () => {
    const use = new Use(limit({ runningMax: 3, startMax: 4, intervalMs: 1_000 }));
    expect(use.free).toBe(3);
    use.startAll(9);
    expect([use.row.runningCount, use.free]).toEqual([3, 0]);
    use.end();
    use.end();
    expect(use.free).toBe(1);
    use.startAll(9);
    expect([use.row.runningCount, use.free]).toEqual([2, 0]);
    use.pass(1_000);
    expect(use.free).toBe(1);
  });

  test('are negative for nobody when the Limit is lowered below what runs', () => {
    const use = new Use(limit({ runningMax: 5 }));
    use.startAll(5);
    expect(freeSlotCount(limit({ runningMax: 2 }), use.row, use.now)).toBe(0);
  });

  test('are never more than allowed, and what is closed opens when it says', () => {
    fc.assert(
      fc.property(
        fc.record({
          runningMax: fc.option(fc.integer({ min: 1, max: 20 })),
          startMax: fc.integer({ min: 1, max: 40 }),
          isAdaptive: fc.constantFrom(0 as const, 1 as const),
        }),
        steps,
        (rules, list) => {
          const use = new Use(limit({ ...rules, intervalMs: 1_000 }));
          for (const step of list) {
            play(use, step);
            expect(use.row.runningCount).toBeLessThanOrEqual(rules.runningMax ?? 1_000_000);
            const { isClosed, opensAt } = standingOfUse(use.limit, use.row, use.now);
            expect(isClosed === 0).toBe(use.free > 0);
            if (opensAt === null) continue;
            expect(opensAt).toBeGreaterThan(use.now);
            expect(freeSlotCount(use.limit, use.row, opensAt)).toBeGreaterThan(0);
            expect(freeSlotCount(use.limit, use.row, opensAt - 1)).toBe(0);
          }
          for (const from of use.startedAt) {
            const within = use.startedAt.filter((at) => at >= from && at < from + 1_000);
            expect(within.length).toBeLessThanOrEqual(rules.startMax);
          }
        },
      ),
    );
  });
});

describe('an adaptive rate', () => {
  const adaptive = { startMax: 40, intervalMs: 1_000, isAdaptive: 1, startMin: 3 } as const;

  test('is at its most until somebody reports that it is too much', () => {
    const use = new Use(limit(adaptive));
    expect(use.rate).toBe(40);
    use.lower(0);
    expect(use.rate).toBe(20);
  });

  test('is halved once for what is reported within half a second, and never below its least', () => {
    const use = new Use(limit(adaptive));
    const rates = [0, 100, 399, 1, 500, 500, 500, 500].map((ms) => {
      use.pass(ms);
      use.lower(0);
      return use.rate;
    });
    expect(rates).toEqual([20, 20, 20, 10, 5, 3, 3, 3]);
  });

  test('grows by a twentieth of its most in an interval in which it held work back', () => {
    const use = new Use(limit(adaptive));
    use.lower(0);
    use.startAll(100);
    expect(use.row.runningCount).toBe(20);
    use.pass(999);
    expect(use.rate).toBe(20);
    use.pass(1);
    expect(use.rate).toBe(22);
    use.pass(5_000);
    expect(use.rate).toBe(22);
  });

  test('does not grow while something else holds work back', () => {
    const use = new Use(limit({ ...adaptive, runningMax: 2 }));
    use.lower(0);
    use.startAll(100);
    use.pass(1_000);
    use.startAll(100);
    use.pass(1_000);
    expect([use.row.runningCount, use.rate]).toEqual([2, 20]);
  });

  test('lets nothing start before the time that was asked for', () => {
    const use = new Use(limit(adaptive));
    use.lower(2_000);
    expect(standingOfUse(use.limit, use.row, use.now)).toEqual({
      isClosed: 1,
      opensAt: use.now + 2_000,
    });
    use.pass(1_999);
    expect(use.free).toBe(0);
    use.pass(1);
    expect(use.free).toBe(20);
  });

  test('that is asked for less silence keeps the longer one', () => {
    const use = new Use(limit(adaptive));
    use.lower(2_000);
    use.lower(100);
    expect(use.row.closedUntil).toBe(use.now + 2_000);
  });

  test('stays within its bounds, and grows only after it has held work back', () => {
    fc.assert(
      fc.property(steps, (list) => {
        const use = new Use(limit(adaptive));
        for (const step of list) {
          const before = { rate: use.rate, row: use.row };
          play(use, step);
          expect(use.rate).toBeGreaterThanOrEqual(3);
          expect(use.rate).toBeLessThanOrEqual(40);
          if (use.rate > before.rate) {
            expect(before.row.hasHeldBack).toBe(1);
            expect(use.rate - before.rate).toBeLessThanOrEqual(2);
            expect(use.now - (before.row.rateAt ?? use.now)).toBeGreaterThanOrEqual(1_000);
          }
          if (use.rate < before.rate) {
            expect(step.name).toBe('lower');
            expect(use.now - (before.row.loweredAt ?? 0)).toBeGreaterThanOrEqual(500);
          }
        }
      }),
    );
  });

  test('is its new most at most once that was changed', () => {
    const use = new Use(limit(adaptive));
    use.lower(0);
    expect(currentRate(limit({ ...adaptive, startMax: 8 }), use.row)).toBe(8);
    expect(currentRate(limit({ ...adaptive, startMin: 30 }), use.row)).toBe(30);
    expect(currentRate(limit({ ...adaptive, isAdaptive: 0, startMin: null }), use.row)).toBe(40);
  });
});
