import { describe, expect, test } from 'vitest';
import { eraFactor, eraOf, ratePerMinute, weightAt } from '../../src/domain/rates.ts';

const hourMs = 3_600_000;
const startAt = Date.UTC(2026, 0, 1, 12);

/** What somebody reads who has added one at each of these instants, era by era as rows are. */
function rateAfter(instants: readonly number[], now: number): number {
  let era = eraOf(instants[0] ?? 0);
  let weight = 0;
  for (const at of instants) {
    const next = eraOf(at);
    if (next !== era) weight = next === era + 1 ? weight * eraFactor : 0;
    era = next;
    weight += weightAt(at);
  }
  return ratePerMinute(weight, era, now);
}

describe('a rate', () => {
  test('is what happened at once, and fades by e in each minute', () => {
    const ten = Array.from({ length: 10 }, () => startAt + 7_000);
    expect(rateAfter(ten, startAt + 7_000)).toBeCloseTo(10, 9);
    expect(rateAfter(ten, startAt + 67_000)).toBeCloseTo(10 / Math.E, 9);
    expect(rateAfter(ten, startAt + 7_000 + 20 * 60_000)).toBeLessThan(1e-6);
  });

  test.each([60, 600, 6_000])(
    'of something that happens %d times a minute is that',
    (perMinute) => {
      const gapMs = 60_000 / perMinute;
      const instants = Array.from({ length: 15 * perMinute }, (_, at) => startAt + at * gapMs);
      const rate = rateAfter(instants, (instants.at(-1) ?? 0) + gapMs / 2);
      expect(rate / perMinute).toBeCloseTo(1, 3);
    },
  );

  test('goes on over the end of an hour as if there was none', () => {
    const every = (from: number) => Array.from({ length: 1_200 }, (_, at) => from + at * 500);
    const within = every(startAt + 20 * 60_000);
    const across = every(startAt + hourMs - 5 * 60_000);
    for (const laterMs of [0, 90_000]) {
      const [one, other] = [within, across].map((instants) =>
        rateAfter(instants, (instants.at(-1) ?? 0) + laterMs),
      );
      expect(other).toBeCloseTo(one ?? Number.NaN, 9);
    }
  });

  test('is nothing of what was hours ago', () => {
    expect(rateAfter([startAt, startAt + 5 * hourMs], startAt + 5 * hourMs)).toBeCloseTo(1, 9);
  });

  test('stays a number to the end of an hour, whatever happens', () => {
    const at = startAt + hourMs - 1;
    expect(ratePerMinute(1e9 * weightAt(at), eraOf(at), at)).toBeCloseTo(1e9, 0);
  });
});
