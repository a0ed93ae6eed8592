import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { beginning } from '../../src/commands/claim/claim-order.ts';
import { comparePlaces, type UnitPlace } from '../../src/domain/lane.ts';
import type { Unit } from '../../src/domain/unit.ts';
import { ClaimablePlaces } from '../../src/engine/claimable-places.ts';

/** As a commit leaves them: a few columns are all that counts here. */
function unit(id: string, laneId: string, rank: number | null): Unit {
  return { id, laneId, rank } as Unit;
}

describe('the places of claimable Units', () => {
  test('are not told while the Lane counts more than are known', () => {
    const places = new ClaimablePlaces();
    places.note(unit('a', 'lane', 1));
    places.noteLane({ id: 'lane', claimableCount: 2 });
    expect(places.listNext('lane', beginning, 1)).toBeUndefined();
    places.note(unit('b', 'lane', 0));
    expect(places.listNext('lane', beginning, 1)).toEqual([{ id: 'b', laneId: 'lane', rank: 0 }]);
    places.forget('a');
    expect(places.listNext('lane', beginning, 1)).toBeUndefined();
    expect(places.listNext('another', beginning, 1)).toBeUndefined();
  });

  test('are told in claim order, whatever was noted and forgotten before', () => {
    const change = fc.record({
      id: fc.constantFrom(...'abcdefgh'),
      rank: fc.option(fc.integer({ min: -2, max: 2 })),
      isForgotten: fc.boolean(),
    });
    const question = fc.record({
      after: fc.record({
        rank: fc.integer({ min: -3, max: 3 }),
        id: fc.constantFrom('', 'c', 'h'),
      }),
      max: fc.integer({ min: 1, max: 9 }),
    });
    const step = fc.tuple(fc.array(change, { maxLength: 4 }), question);
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        const places = new ClaimablePlaces();
        const known = new Map<string, UnitPlace>();
        for (const [changes, { after, max }] of steps) {
          for (const { id, rank, isForgotten } of changes) {
            if (isForgotten) places.forget(id);
            else places.note(unit(id, 'lane', rank));
            if (isForgotten || rank === null) known.delete(id);
            else known.set(id, { id, laneId: 'lane', rank });
          }
          places.noteLane({ id: 'lane', claimableCount: known.size });
          const next = [...known.values()]
            .filter((place) => comparePlaces(place, after) > 0)
            .sort(comparePlaces)
            .slice(0, max);
          expect(places.listNext('lane', after, max) ?? []).toEqual(next);
        }
      }),
    );
  });
});
