/** The shares that keys get who always have work, and those who come and go. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  firstFairPlace,
  isFairPlace,
  placeAfterTurn,
  placeOnArrival,
} from '../../src/domain/fair-share.ts';
import { claimRank } from '../../src/domain/unit.ts';

interface Key {
  readonly weight: number;
  place: number;
  servedCount: number;
}

function serve(keys: readonly Key[]): Key {
  const served = keys.reduce((first, key) => (key.place < first.place ? key : first));
  served.place = placeAfterTurn(served.place, served.weight);
  served.servedCount += 1;
  return served;
}

function newKey(weight: number, place = firstFairPlace): Key {
  return { weight, place, servedCount: 0 };
}

const weights = fc.array(fc.integer({ min: 1, max: 100 }), { minLength: 2, maxLength: 8 });

describe('keys that always have work', () => {
  test('are served by their weights, to within a turn of each, at any time', () => {
    fc.assert(
      fc.property(weights, fc.integer({ min: 1, max: 2_000 }), (given, turnCount) => {
        const keys = given.map((weight) => newKey(weight));
        for (let turn = 0; turn < turnCount; turn += 1) serve(keys);
        for (const one of keys) {
          for (const other of keys) {
            // How far each has come on the common scale: a turn of the one or of the other apart.
            const gap = one.servedCount / one.weight - other.servedCount / other.weight;
            const tolerance = 1 + turnCount * roundingShare;
            expect(gap).toBeLessThanOrEqual((1 / one.weight) * tolerance);
          }
        }
      }),
    );
  });
});

/** A turn costs a whole number of places, so a weight of 100 is served up to half a percent off. */
const roundingShare = 0.005;

describe('a key that comes', () => {
  test('is served within one round, however long the others have been served', () => {
    fc.assert(
      fc.property(weights, fc.nat(1_000), (given, turnCount) => {
        const keys = given.map(() => newKey(1));
        let servedPlace = firstFairPlace;
        for (let turn = 0; turn < turnCount; turn += 1) {
          servedPlace = Math.max(servedPlace, Math.min(...keys.map(({ place }) => place)));
          serve(keys);
        }
        const late = newKey(1, placeOnArrival(firstFairPlace, servedPlace));
        let waited = 0;
        while (serve([...keys, late]) !== late) waited += 1;
        expect(waited).toBeLessThanOrEqual(keys.length);
      }),
    );
  });

  test('has saved up nothing while it was away, and loses nothing that it was ahead', () => {
    const servedPlace = placeAfterTurn(firstFairPlace, 1);
    expect(placeOnArrival(firstFairPlace, servedPlace)).toBe(servedPlace);
    const ahead = placeAfterTurn(servedPlace, 0.001);
    expect(placeOnArrival(ahead, servedPlace)).toBe(ahead);
  });
});

test('fair places lie before all ranks, and a rank is none', () => {
  const earliest = claimRank(1_000_000_000_000, 1_000);
  expect(isFairPlace(earliest)).toBe(false);
  expect(placeOnArrival(earliest, firstFairPlace)).toBe(firstFairPlace);
  expect(isFairPlace(placeAfterTurn(firstFairPlace, 0.001))).toBe(true);
});
