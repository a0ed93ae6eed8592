import type { Timers } from '../../src/feeds/timers.ts';

/** Timers that run when the test says that time has passed. */
export interface HandTimers extends Timers {
  pass(durationMs: number): void;
  /** How many timers are waiting. */
  count(): number;
}

export function createHandTimers(): HandTimers {
  const waiting = new Set<{ at: number; work: () => void }>();
  let now = 0;
  return {
    after: (delayMs, work) => {
      const timer = { at: now + delayMs, work };
      waiting.add(timer);
      return () => waiting.delete(timer);
    },
    pass: (durationMs) => {
      const end = now + durationMs;
      for (;;) {
        const due = [...waiting].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
        if (due === undefined) break;
        waiting.delete(due);
        now = due.at;
        due.work();
      }
      now = end;
    },
    count: () => waiting.size,
  };
}
