import { describe, expect, test } from 'vitest';
import { meanDurationsMs, nodeDuration } from '../../src/domain/node-duration.ts';

describe('the duration of a node', () => {
  test.each([
    ['that has finished was measured', [100, 350], 999, { source: 'MEASURED', durationMs: 250 }],
    ['that ended unstarted is none', [null, 350], 999, { source: 'MEASURED', durationMs: 0 }],
    [
      'under way is what has passed',
      [100, null],
      undefined,
      { source: 'ELAPSED', durationMs: 400 },
    ],
    ['longer under way than others took', [100, null], 399, { source: 'ELAPSED', durationMs: 400 }],
    ['for which others took longer', [100, null], 401, { source: 'ESTIMATED', durationMs: 401 }],
    ['to come is what others took', [null, null], 70, { source: 'ESTIMATED', durationMs: 70 }],
    ['that nothing is known of', [null, null], undefined, { source: 'UNKNOWN', durationMs: 0 }],
    [
      'claimed in a later millisecond',
      [501, null],
      undefined,
      { source: 'ELAPSED', durationMs: 0 },
    ],
  ] as const)('%s', (_, [startedAt, finishedAt], estimateMs, expected) => {
    expect(nodeDuration({ startedAt, finishedAt }, 500, estimateMs)).toEqual(expected);
  });
});

describe('the mean of a kind', () => {
  test('is that of the Units that were worked on and succeeded, in whole milliseconds', () => {
    const sawn = { kind: 'saw', state: 'SUCCEEDED' } as const;
    expect(
      meanDurationsMs([
        { ...sawn, startedAt: 10, finishedAt: 20 },
        { ...sawn, startedAt: 20, finishedAt: 35 },
        { ...sawn, startedAt: null, finishedAt: 90 },
        { ...sawn, state: 'FAILED', startedAt: 0, finishedAt: 90 },
        { ...sawn, state: 'RUNNING', startedAt: 0, finishedAt: null },
        { kind: 'glue', state: 'SUCCEEDED', startedAt: 5, finishedAt: 5 },
        { kind: 'paint', state: 'CANCELLED', startedAt: 5, finishedAt: 9 },
      ]),
    ).toEqual(
      new Map([
        ['saw', 13],
        ['glue', 0],
      ]),
    );
  });
});
