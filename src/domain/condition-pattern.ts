/**
 * Patterns of `matches`. The engine is RE2, whose time grows with text times pattern and never
 * more; what remains is to know how large a pattern becomes when its counted repetitions are
 * written out, for `((a{100}){100}){100}` is short only on paper.
 */

/** An upper bound on the parts of the pattern once repetitions are written out. */
export function patternWeight(pattern: string): number {
  let weight = pattern.length;
  let factor = 1;
  for (const { index, 0: text } of pattern.matchAll(/\{(\d+)(?:,(\d*))?\}/g)) {
    const count = Math.max(...(text.match(/\d+/g) ?? []).map(Number));
    // Only groups nest, so only their repetitions multiply with each other.
    if (pattern[index - 1] === ')') factor *= Math.max(count, 1);
    else weight += count;
  }
  return weight * factor;
}

/** What is wrong with a pattern besides its syntax, in words for people; undefined for nothing. */
export function findPatternFault(pattern: string): string | undefined {
  if (patternWeight(pattern) > patternWeightMax) {
    return `The pattern is too large: with its repetitions written out it has more than ${patternWeightMax} parts. Shorten it or repeat less.`;
  }
  if (/\\[pP]/.test(pattern)) {
    return 'The pattern names a Unicode class, which is not the same on every machine. Name ranges of characters, such as [a-z].';
  }
  return undefined;
}

const patternWeightMax = 1_000;
