import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  judgeOverlap,
  type Missed,
  missedPolicies,
  planFirings,
  runOf,
} from '../../src/domain/schedule.ts';
import type { Timing } from '../../src/domain/timing.ts';

const every = (everyMs: number): Timing => ({
  cron: null,
  zone: null,
  everyMs,
  anchorAt: 0,
  onceAt: null,
  startsAt: null,
  endsAt: null,
});
const plan = (missed: Missed, everyMs: number, nextAt: number | null, now: number) =>
  planFirings({ ...every(everyMs), nextAt, missed }, now);
const minuteMs = 60_000;

describe('what is done when the clock looks', () => {
  test.each(missedPolicies)('is nothing before the next firing, with %s', (missed) => {
    expect(plan(missed, minuteMs, minuteMs, minuteMs - 1)).toEqual({
      due: [],
      missed: undefined,
      nextAt: minuteMs,
    });
    expect(plan(missed, minuteMs, null, minuteMs).due).toEqual([]);
  });

  test.each(missedPolicies)('is the one firing that is due, with %s', (missed) => {
    const found = plan(missed, 5 * minuteMs, 5 * minuteMs, 5 * minuteMs + 59_999);
    expect(found).toEqual({ due: [5 * minuteMs], missed: undefined, nextAt: 10 * minuteMs });
  });

  test('is nothing about a firing a minute late that is not caught up', () => {
    const now = 6 * minuteMs + 1;
    expect(plan('SKIP', 5 * minuteMs, 5 * minuteMs, now)).toEqual({
      due: [],
      missed: { dueAt: 5 * minuteMs, lastDueAt: 5 * minuteMs, dueCount: 1 },
      nextAt: 10 * minuteMs,
    });
    expect(plan('ONE', 5 * minuteMs, 5 * minuteMs, now).due).toEqual([5 * minuteMs]);
    expect(plan('ALL', 5 * minuteMs, 5 * minuteMs, now).due).toEqual([5 * minuteMs]);
  });

  test('after an hour is none, one or all of those that were missed', () => {
    const hour = 60 * minuteMs;
    const now = hour + 10 * minuteMs + 70_000;
    const ten = 10 * minuteMs;
    expect(plan('SKIP', ten, ten, now)).toEqual({
      due: [],
      missed: { dueAt: ten, lastDueAt: 7 * ten, dueCount: 7 },
      nextAt: 8 * ten,
    });
    expect(plan('ONE', ten, ten, now)).toEqual({
      due: [7 * ten],
      missed: { dueAt: ten, lastDueAt: 6 * ten, dueCount: 6 },
      nextAt: 8 * ten,
    });
    expect(plan('ALL', ten, ten, now)).toEqual({
      due: [1, 2, 3, 4, 5, 6, 7].map((step) => step * ten),
      missed: undefined,
      nextAt: 8 * ten,
    });
  });

  test('is a bounded number of those that were missed at a time', () => {
    const found = plan('ALL', 1_000, 1_000, 10_000_000);
    expect(found.due).toHaveLength(100);
    expect(found.nextAt).toBe(101_000);
  });

  test('accounts for each firing once, however the looks are spread', () => {
    const gaps = fc.array(fc.integer({ min: 0, max: 200_000 }), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(
        fc.constantFrom(...missedPolicies),
        fc.integer({ min: 1_000, max: 90_000 }),
        gaps,
        (missed, everyMs, steps) => {
          let nextAt: number | null = everyMs;
          let now = 0;
          const told: number[] = [];
          for (const step of steps) {
            now += step;
            do {
              const found = plan(missed, everyMs, nextAt, now);
              const run = found.missed;
              for (let at = run?.dueAt ?? 1; at <= (run?.lastDueAt ?? 0); at += everyMs)
                told.push(at);
              told.push(...found.due);
              nextAt = found.nextAt;
            } while (nextAt !== null && nextAt <= now);
          }
          const dues = Array.from(
            { length: Math.floor(now / everyMs) },
            (_, i) => (i + 1) * everyMs,
          );
          expect(told).toEqual(dues);
        },
      ),
    );
  });
});

test('a run of skipped firings is counted only so far', () => {
  expect(runOf(every(1_000), 1_000, 5_000_000)).toEqual({
    dueAt: 1_000,
    lastDueAt: 5_000_000,
    dueCount: 1_000,
  });
  expect(runOf(every(1_000), 1_000, 999)).toBeUndefined();
});

describe('a firing while the Job of the one before runs', () => {
  test.each([
    ['SKIP', 0, { kind: 'SKIP', code: 'OVERLAP' }],
    ['QUEUE', 0, { kind: 'QUEUE' }],
    ['QUEUE', 2, { kind: 'SKIP', code: 'QUEUE_FULL' }],
    ['REPLACE', 0, { kind: 'REPLACE' }],
    ['ALLOW', 0, { kind: 'START' }],
  ] as const)('with %s and %i waiting', (overlap, queuedCount, verdict) => {
    expect(judgeOverlap({ overlap, queuedCount, queueMax: 2 }, true)).toEqual(verdict);
  });

  test('starts when none runs, unless others wait before it', () => {
    for (const overlap of ['SKIP', 'QUEUE', 'REPLACE', 'ALLOW'] as const) {
      const calm = { overlap, queuedCount: 0, queueMax: 2 };
      expect(judgeOverlap(calm, false)).toEqual({ kind: 'START' });
    }
    const waiting = { overlap: 'QUEUE', queuedCount: 1, queueMax: 2 } as const;
    expect(judgeOverlap(waiting, false)).toEqual({ kind: 'QUEUE' });
  });
});
