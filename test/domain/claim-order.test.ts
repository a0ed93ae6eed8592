/** How long a Unit of low priority waits among others of high priority that come all the time. */
import { expect, test } from 'vitest';
import { agingStepMs, claimRank } from '../../src/domain/unit.ts';

test('100 Units of low priority among 100,000 that keep coming wait no longer than their handicap', () => {
  const levels = { low: -2, high: 3 };
  const boundMs = (levels.high - levels.low) * agingStepMs;
  const highCount = 100_000;
  // One comes every 5 ms and one is served every 5 ms, behind a backlog that is never worked off.
  const backlogCount = 1_000;
  const highRanks = Array.from({ length: highCount }, (_, index) =>
    claimRank(Math.max(0, index - backlogCount) * 5, levels.high),
  );
  const lowRank = claimRank(0, levels.low);
  let served = 0;
  for (let nowMs = 0; served < 100; nowMs += 5) {
    const next = nowMs / 5 - served;
    const rank = highRanks[next];
    if (rank === undefined) throw new Error('Those of high priority have come to an end.');
    if (lowRank < rank) {
      served += 1;
      // What was ready before, those that came within the handicap, and the others of low priority.
      expect(nowMs).toBeLessThanOrEqual(boundMs + (backlogCount + 100) * 5);
    }
  }
  expect(served).toBe(100);
});
