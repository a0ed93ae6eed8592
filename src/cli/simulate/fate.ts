import { createHash } from 'node:crypto';

/** How an attempt ends, unless the worker crashes. */
export interface Fate {
  readonly isSuccess: boolean;
  /** The worker crashes at the end of the attempt if it then holds fewer Units than this. */
  readonly crashBelow: number;
}

export interface FateRates {
  /** The share of attempts that are reported as failed. */
  readonly failureRate: number;
  /** The share of attempts that are lost because their worker crashed. */
  readonly crashRate: number;
  readonly seed: string;
}

/**
 * Decides what happens to an attempt. The decision hangs on the seed, the Unit's path and the
 * attempt alone, not on which worker came first, so a run can be repeated; of several Jobs with
 * the same paths each has its own fate, by the order in which they come.
 *
 * A crash takes with it all that the worker holds. So the more it holds the rarer it crashes, and
 * the share of attempts that are lost stays what was asked for.
 */
export function createFates({ failureRate, crashRate, seed }: FateRates) {
  const seenCounts = new Map<string, number>();
  return (path: string, attempt: number): Fate => {
    const name = `${path}#${attempt}`;
    const seenCount = seenCounts.get(name) ?? 0;
    seenCounts.set(name, seenCount + 1);
    const chance = chanceOf(`${seed}/${seenCount}/${name}`);
    return {
      isSuccess: chance < crashRate || chance >= crashRate + failureRate,
      crashBelow: crashRate / chance,
    };
  };
}

/** A number above 0 and up to 1 that the text decides. */
function chanceOf(text: string): number {
  return (createHash('sha256').update(text).digest().readUInt32BE() + 1) / 2 ** 32;
}
