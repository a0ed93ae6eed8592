/**
 * How many Units have started of late, so that no interval of a Limit's length, wherever it begins,
 * has more starts than allowed. Starts within a sixteenth of the interval are counted together, each
 * for as long as the last of them: one may so be held against the Limit for a sixteenth longer than
 * need be, and never shorter.
 */

/** When the last start of each part was, epoch milliseconds, and how many there were; in order. */
export type StartWindow = readonly (readonly [lastAt: number, count: number])[];

/** When, and over how long starts are counted: epoch milliseconds, and milliseconds. */
export interface WindowTime {
  readonly now: number;
  readonly intervalMs: number;
}

/** How many starts count against a Limit now. */
export function startCount(window: StartWindow, time: WindowTime): number {
  let count = 0;
  for (const [lastAt, startsInPart] of window) {
    if (counts(lastAt, time)) count += startsInPart;
  }
  return count;
}

/** The window with one start more, and without those that do not count any more. */
export function addStart(window: StartWindow, time: WindowTime): StartWindow {
  const { now, intervalMs } = time;
  const kept = window.filter(([lastAt]) => counts(lastAt, time));
  const partMs = Math.ceil(intervalMs / partCount);
  const last = kept.at(-1);
  if (last === undefined || Math.floor(last[0] / partMs) !== Math.floor(now / partMs)) {
    return [...kept, [now, 1]];
  }
  return [...kept.slice(0, -1), [now, last[1] + 1]];
}

/** From when on fewer than so many starts count, if nothing starts until then. */
export function freeFrom(window: StartWindow, startMax: number, time: WindowTime): number {
  let count = startCount(window, time);
  let from = time.now;
  for (const [lastAt, startsInPart] of window) {
    if (count < startMax) break;
    if (!counts(lastAt, time)) continue;
    count -= startsInPart;
    from = lastAt + time.intervalMs;
  }
  return from;
}

const partCount = 16;

function counts(lastAt: number, { now, intervalMs }: WindowTime): boolean {
  return lastAt > now - intervalMs;
}
