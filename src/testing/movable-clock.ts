/** A clock that stands still until it is moved. */
export interface MovableClock {
  /** What it shows, epoch milliseconds; give it to `createServer`. */
  readonly now: () => number;
  /** Moves it on. Whoever goes by it finds out when it looks next. */
  move(durationMs: number): void;
}

/** @param startAt what it shows at first, epoch milliseconds */
export function createMovableClock(startAt: number = Date.UTC(2026, 0, 1)): MovableClock {
  let at = startAt;
  return {
    now: () => at,
    move: (durationMs) => {
      if (!(durationMs >= 0)) throw new RangeError(`Time does not go back by ${durationMs} ms.`);
      at += durationMs;
    },
  };
}
