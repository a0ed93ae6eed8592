/**
 * How often something happens of late, as an average in which what is a minute old counts for less than
 * what is new by the factor e. It is kept as a sum of weights that grow with time instead of shrinking,
 * so that what happens is only ever added, in any order and by any server; to read it is to divide by
 * what a weight has become. Weights would outgrow all numbers, so each hour, an era, begins anew with 1.
 */

/** The instants of which one counts e times as much as the other are so far apart. */
const fadingMs = 60_000;

const eraMs = 3_600_000;

/** What a weight of one era is worth in the next, as a factor; two eras on it is nothing. */
export const eraFactor = Math.exp(-eraMs / fadingMs);

/** The era of an instant, in epoch milliseconds. */
export function eraOf(at: number): number {
  return Math.floor(at / eraMs);
}

/** What one of something that happens at an instant weighs in the era of that instant. */
export function weightAt(at: number): number {
  return Math.exp((at - eraOf(at) * eraMs) / fadingMs);
}

/** How often something happens in a minute, now, by the sum of its weights in an era. */
export function ratePerMinute(weight: number, era: number, now: number): number {
  return weight * Math.exp((era * eraMs - now) / fadingMs);
}
