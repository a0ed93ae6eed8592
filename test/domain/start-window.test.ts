import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addStart, freeFrom, type StartWindow, startCount } from '../../src/domain/start-window.ts';

/** Somebody who starts as soon as the window lets him, but for pauses; answers when he did. */
function startAll(pauses: readonly number[], startMax: number, intervalMs: number): number[] {
  let window: StartWindow = [];
  let now = 1_000_000;
  return pauses.map((pauseMs) => {
    now = freeFrom(window, startMax, { now: now + pauseMs, intervalMs });
    window = addStart(window, { now, intervalMs });
    return now;
  });
}

const pauses = (intervalMs: number) =>
  fc.array(fc.oneof(fc.constant(0), fc.nat(Math.ceil(intervalMs / 8)), fc.nat(intervalMs * 2)), {
    minLength: 1,
    maxLength: 120,
  });

const cases = fc
  .record({
    startMax: fc.integer({ min: 1, max: 40 }),
    intervalMs: fc.integer({ min: 100, max: 9_999 }),
  })
  .chain((given) => pauses(given.intervalMs).map((list) => ({ ...given, pauses: list })));

describe('starts within an interval', () => {
  test('are never more than allowed, wherever the interval begins', () => {
    fc.assert(
      fc.property(cases, ({ startMax, intervalMs, pauses: list }) => {
        const starts = startAll(list, startMax, intervalMs);
        for (const from of starts) {
          const within = starts.filter((at) => at >= from && at < from + intervalMs);
          expect(within.length).toBeLessThanOrEqual(startMax);
        }
      }),
    );
  });

  test('come at most a sixteenth of the interval later than they might', () => {
    fc.assert(
      fc.property(cases, ({ startMax, intervalMs, pauses: list }) => {
        const starts = startAll(list, startMax, intervalMs);
        const slackMs = Math.ceil(intervalMs / 16);
        starts.forEach((at, index) => {
          const before = starts[index - 1] ?? 1_000_000;
          const asked = before + (list[index] ?? 0);
          const earliest = Math.max(asked, (starts[index - startMax] ?? 0) + intervalMs);
          expect(at - earliest).toBeLessThanOrEqual(slackMs);
        });
      }),
    );
  });

  test('are kept in a bounded number of parts, however many there are', () => {
    let window: StartWindow = [];
    for (let now = 0; now < 5_000; now += 1) window = addStart(window, { now, intervalMs: 1_000 });
    expect(window.length).toBeLessThanOrEqual(17);
    expect(startCount(window, { now: 4_999, intervalMs: 1_000 })).toBeGreaterThanOrEqual(1_000);
    expect(startCount(window, { now: 4_999, intervalMs: 1_000 })).toBeLessThanOrEqual(1_063);
  });

  test('count by another interval as soon as it is another', () => {
    const window = addStart([], { now: 5_000, intervalMs: 86_400_000 });
    expect(freeFrom(window, 1, { now: 5_000, intervalMs: 86_400_000 })).toBe(86_405_000);
    expect(freeFrom(window, 1, { now: 5_000, intervalMs: 1_000 })).toBe(6_000);
    expect(freeFrom(window, 1, { now: 6_000, intervalMs: 1_000 })).toBe(6_000);
  });
});
