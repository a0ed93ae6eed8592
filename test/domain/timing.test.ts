import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  checkTiming,
  countFirings,
  lastFiring,
  nextFiring,
  previewFirings,
  type Timing,
} from '../../src/domain/timing.ts';

const nothing: Timing = {
  cron: null,
  zone: null,
  everyMs: null,
  anchorAt: null,
  onceAt: null,
  startsAt: null,
  endsAt: null,
};
const byCron = (cron: string, zone: string | null = null): Timing => ({ ...nothing, cron, zone });
const at = (text: string) => Date.parse(text);
const shown = (timing: Timing, after: string, count: number) =>
  previewFirings(timing, at(after), count).map((instant) => new Date(instant).toISOString());

describe('a cron expression', () => {
  test('fires in its zone, whole seconds, after the instant and not at it', () => {
    expect(shown(byCron('30 9 * * MON-FRI', 'Asia/Kolkata'), '2026-03-06T04:00:00Z', 2)).toEqual([
      '2026-03-09T04:00:00.000Z',
      '2026-03-10T04:00:00.000Z',
    ]);
    expect(shown(byCron('*/2 * * * * *'), '2026-03-06T04:00:00.500Z', 1)).toEqual([
      '2026-03-06T04:00:02.000Z',
    ]);
  });

  test.each([
    ['Europe/Berlin', '30 2 * * *', '2026-03-28T12:00:00Z', '2026-03-29T01:00:00.000Z'],
    ['America/New_York', '15,45 2 * * *', '2026-03-07T12:00:00Z', '2026-03-08T07:00:00.000Z'],
    ['Australia/Lord_Howe', '15 2 * * *', '2026-10-03T00:00:00Z', '2026-10-03T15:30:00.000Z'],
    ['America/Asuncion', '0 0 * * *', '2023-09-30T12:00:00Z', '2023-10-01T04:00:00.000Z'],
    ['Africa/Cairo', '30 0 * * *', '2026-04-23T12:00:00Z', '2026-04-23T22:00:00.000Z'],
  ])('in %s fires once after a gap that leaves out %s', (zone, cron, after, expected) => {
    const [first, second] = previewFirings(byCron(cron, zone), at(after), 2);
    expect(new Date(first ?? 0).toISOString()).toBe(expected);
    expect((second ?? 0) - (first ?? 0)).toBeGreaterThan(20 * 3_600_000);
  });

  test.each([
    ['Europe/Berlin', '30 2 * * *', '2026-10-24T12:00:00Z', '2026-10-25T00:30:00.000Z'],
    ['America/New_York', '30 1 * * *', '2026-10-31T12:00:00Z', '2026-11-01T05:30:00.000Z'],
    ['Australia/Lord_Howe', '45 1 * * *', '2026-04-04T00:00:00Z', '2026-04-04T14:45:00.000Z'],
  ])('in %s fires at %s the first time of the two', (zone, cron, after, expected) => {
    const [first, second] = previewFirings(byCron(cron, zone), at(after), 2);
    expect(new Date(first ?? 0).toISOString()).toBe(expected);
    expect((second ?? 0) - (first ?? 0)).toBeGreaterThan(20 * 3_600_000);
  });

  test('with a wildcard in its hours goes by elapsed time when clocks change', () => {
    const forward = previewFirings(
      byCron('30 * * * *', 'Europe/Berlin'),
      at('2026-03-28T22:00Z'),
      6,
    );
    const back = previewFirings(byCron('30 * * * *', 'Europe/Berlin'), at('2026-10-24T21:00Z'), 6);
    for (const firings of [forward, back])
      expect(new Set(stepsOf(firings))).toEqual(new Set([3_600_000]));
  });
});

describe('an interval', () => {
  test('has its firings in whole steps from its anchor', () => {
    const timing = { ...nothing, everyMs: 90_000, anchorAt: at('2026-01-01T00:00:10Z') };
    expect(shown(timing, '2026-01-01T00:00:10Z', 2)).toEqual([
      '2026-01-01T00:01:40.000Z',
      '2026-01-01T00:03:10.000Z',
    ]);
    expect(shown(timing, '2025-12-31T23:59:00Z', 1)).toEqual(['2026-01-01T00:00:10.000Z']);
  });

  test('never drifts, wherever it is looked at', () => {
    fc.assert(
      fc.property(
        instants,
        fc.integer({ min: 1_000, max: 10 ** 9 }),
        instants,
        (anchorAt, everyMs, after) => {
          const timing = { ...nothing, everyMs, anchorAt };
          const next = nextFiring(timing, after) ?? 0;
          expect(Math.abs((next - anchorAt) % everyMs)).toBe(0);
          expect(next).toBeGreaterThan(after);
          expect(next - everyMs).toBeLessThanOrEqual(after);
        },
      ),
    );
  });
});

test('a single instant fires once', () => {
  const timing = { ...nothing, onceAt: 1_000 };
  expect(previewFirings(timing, 999, 5)).toEqual([1_000]);
  expect(previewFirings(timing, 1_000, 5)).toEqual([]);
});

test('nothing fires before the start, at the end or after it', () => {
  const timing = { ...nothing, everyMs: 1_000, anchorAt: 0, startsAt: 5_000, endsAt: 8_000 };
  expect(previewFirings(timing, 0, 9)).toEqual([5_000, 6_000, 7_000]);
});

describe('the firings of any timing', () => {
  test('rise, and are the same from wherever they are looked at', () => {
    fc.assert(
      fc.property(
        timings,
        instants,
        fc.double({ min: 0, max: 1, noNaN: true }),
        (timing, after, share) => {
          const firings = previewFirings(timing, after, 12);
          firings.reduce((before, next) => {
            expect(next).toBeGreaterThan(before);
            const between = before + Math.floor((next - 1 - before) * share);
            expect(nextFiring(timing, between)).toBe(next);
            return next;
          }, after);
        },
      ),
      { numRuns: 300 },
    );
  });

  test('up to an instant are counted, and the last of them found', () => {
    fc.assert(
      fc.property(timings, instants, fc.integer({ min: 1, max: 20 }), (timing, afterAt, count) => {
        const firings = previewFirings(timing, afterAt, count);
        const untilAt = firings.at(-1);
        fc.pre(untilAt !== undefined);
        expect(countFirings(timing, { afterAt, untilAt, max: 100 })).toBe(firings.length);
        expect(lastFiring(timing, afterAt, untilAt)).toBe(untilAt);
        expect(lastFiring(timing, afterAt, untilAt - 1)).toBe(firings.at(-2));
      }),
      { numRuns: 100 },
    );
  });
});

describe('a timing', () => {
  test.each<[string, Partial<Timing>, string[]]>([
    ['that says nothing', {}, []],
    ['of two kinds', { cron: '* * * * *', everyMs: 1_000 }, []],
    ['with words for a cron expression', { cron: 'every day' }, ['cron']],
    ['with a minute that there is not', { cron: '60 * * * *' }, ['cron']],
    ['on a day that there is not', { cron: '0 0 30 2 *' }, ['cron']],
    ['with a "?", which would be read anew each time', { cron: '? * * * *' }, ['cron']],
    ['with an instant for a cron expression', { cron: '2026-01-01T00:00:00' }, ['cron']],
    ['with a cron expression without end', { cron: `${'0,'.repeat(200)}0 * * * *` }, ['cron']],
    ['in an unknown zone', { cron: '* * * * *', zone: 'Mars/Olympus' }, ['zone']],
    ['in an offset, which is no zone', { cron: '* * * * *', zone: '+05:00' }, ['zone']],
    ['with a zone and no cron', { everyMs: 1_000, zone: 'UTC' }, ['zone']],
    ['with an anchor and no interval', { cron: '* * * * *', anchorAt: 0 }, ['anchorAt']],
    ['of less than a second', { everyMs: 999 }, ['everyMs']],
    ['of a month', { everyMs: 2_073_600_001 }, ['everyMs']],
    ['with a start for a single instant', { onceAt: 5, startsAt: 1 }, ['startsAt']],
    ['with an end for a single instant', { onceAt: 5, endsAt: 1 }, ['endsAt']],
    ['that ends before it starts', { everyMs: 1_000, startsAt: 5, endsAt: 5 }, ['endsAt']],
  ])('%s is refused', (_, given, path) => {
    const faults = checkTiming({ ...nothing, ...given }, ['input', 'timing']);
    expect(faults).toMatchObject([{ code: 'INVALID_VALUE', path: ['input', 'timing', ...path] }]);
  });

  test.each<Partial<Timing>>([
    { cron: '@daily', zone: 'America/Sao_Paulo' },
    { cron: '0 0 29 2 *' },
    { cron: '0 0 L * *', startsAt: 0, endsAt: 1 },
    { everyMs: 1_000, anchorAt: 7 },
    { onceAt: 0 },
  ])('such as %j is taken', (given) => {
    expect(checkTiming({ ...nothing, ...given }, [])).toEqual([]);
  });
});

const instants = fc.integer({ min: at('2020-01-01T00:00:00Z'), max: at('2040-01-01T00:00:00Z') });
const zones = fc.constantFrom(
  null,
  'Europe/Berlin',
  'America/New_York',
  'Asia/Kolkata',
  'Australia/Lord_Howe',
  'America/St_Johns',
  'Pacific/Chatham',
  'Africa/Cairo',
);
const field = (least: number, most: number) =>
  fc.oneof(
    fc.constant('*'),
    fc.integer({ min: least, max: most }).map(String),
    fc.integer({ min: 2, max: Math.max(2, Math.floor(most / 2)) }).map((step) => `*/${step}`),
    fc.array(fc.integer({ min: least, max: most }), { minLength: 1, maxLength: 4 }).map(String),
  );
const crons = fc
  .tuple(field(0, 59), field(0, 23), field(1, 28), field(1, 12), field(0, 6))
  .map((fields) => fields.join(' '));
const timings = fc.oneof(
  fc.tuple(crons, zones).map(([cron, zone]) => byCron(cron, zone)),
  fc
    .tuple(fc.integer({ min: 1_000, max: 10 ** 9 }), instants)
    .map(([everyMs, anchorAt]) => ({ ...nothing, everyMs, anchorAt })),
);

function stepsOf(firings: readonly number[]): readonly number[] {
  return firings.slice(1).map((instant, index) => instant - (firings[index] ?? 0));
}
