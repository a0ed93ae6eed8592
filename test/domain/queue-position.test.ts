import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { placeAfterTurn } from '../../src/domain/fair-share.ts';
import { comparePlaces } from '../../src/domain/lane.ts';
import { estimateStart, fairPosition, type SharingLane } from '../../src/domain/queue-position.ts';

const cost = placeAfterTurn(0, 1);

/** Lanes near each other, so that many of their turns come at the same place. */
const lanes = fc
  .array(
    fc.record({
      place: fc.integer({ min: -3, max: 3 }).map((turns) => turns * cost),
      claimableCount: fc.integer({ min: 1, max: 8 }),
      weight: fc.constantFrom(0.5, 1, 2, 3),
    }),
    { minLength: 1, maxLength: 6 },
  )
  .map((given) =>
    given.map((lane, at): SharingLane => ({ ...lane, id: `lane_${at}`, headId: `unit_${at}` })),
  );

/** Which Lane has each turn, one after the other, until nothing is left. */
function takeTurns(given: readonly SharingLane[]): readonly string[] {
  const left = given.map(({ id, headId, place, claimableCount, weight }) => {
    return { id: headId, rank: place, laneId: id, count: claimableCount, weight };
  });
  const turns: string[] = [];
  for (;;) {
    const [first] = left.filter(({ count }) => count > 0).sort(comparePlaces);
    if (first === undefined) return turns;
    turns.push(first.laneId);
    first.count -= 1;
    first.rank = placeAfterTurn(first.rank, first.weight);
  }
}

describe('the position where shares are fair', () => {
  test('is how many turns come before, taken one by one', () => {
    fc.assert(
      fc.property(lanes, (given) => {
        const taken = new Map<string, number>();
        for (const [position, laneId] of takeTurns(given).entries()) {
          const index = taken.get(laneId) ?? 0;
          taken.set(laneId, index + 1);
          const own = given.find(({ id }) => id === laneId);
          expect(own && fairPosition(own, index, given)).toBe(position);
        }
        expect(taken.size).toBe(given.length);
      }),
    );
  });
});

describe('the estimated start', () => {
  const paced = fc.record({
    paceMs: fc.double({ min: 0, max: 1e6, noNaN: true }),
    pacedAt: fc.nat(1e6),
    now: fc.integer({ min: 1e6, max: 2e6 }),
    opensAt: fc.option(fc.integer({ min: 1e6, max: 3e6 })),
    index: fc.nat(9_999),
  });

  test('is never past, never before a Limit opens, and never earlier further back', () => {
    fc.assert(
      fc.property(paced, ({ index, paceMs, pacedAt, now, opensAt }) => {
        const at = estimateStart({ paceMs, pacedAt }, index, { now, opensAt }) ?? Number.NaN;
        const behind = estimateStart({ paceMs, pacedAt }, index + 1, { now, opensAt });
        expect(at).toBeGreaterThanOrEqual(Math.max(now, opensAt ?? now));
        expect(behind).toBeGreaterThanOrEqual(at);
      }),
    );
  });

  test('goes on from the last claim at the pace, and is unknown without one', () => {
    const time = { now: 10_500, opensAt: null };
    expect(estimateStart({ paceMs: 1_000, pacedAt: 10_000 }, 0, time)).toBe(11_000);
    expect(estimateStart({ paceMs: 1_000, pacedAt: 10_000 }, 3, time)).toBe(14_000);
    expect(estimateStart({ paceMs: 1_000, pacedAt: 5_000 }, 3, time)).toBe(13_500);
    expect(estimateStart({ paceMs: null, pacedAt: 10_000 }, 0, time)).toBeNull();
  });
});
