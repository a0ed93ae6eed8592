/** What clients have heard of and may act on: the last of each, so that they meet. */
import type { LeaseAnswer } from '../history.ts';

export interface KnownUnit {
  readonly unitId: string;
  readonly topicId: string;
}

export interface KnownJob {
  readonly jobId: string;
  readonly topicId: string;
}

export interface Known {
  readonly jobs: Recent<KnownJob>;
  readonly units: Recent<KnownUnit>;
  readonly pausedUnits: Recent<KnownUnit>;
  readonly endedUnits: Recent<KnownUnit>;
  readonly pausedJobs: Recent<KnownJob>;
  /** Leases that somebody let go without a word, and comes back with later. */
  readonly stalledLeases: Recent<LeaseAnswer & { readonly worker: string }>;
}

export function createKnown(): Known {
  return {
    jobs: new Recent(),
    units: new Recent(),
    pausedUnits: new Recent(),
    endedUnits: new Recent(),
    pausedJobs: new Recent(),
    stalledLeases: new Recent(),
  };
}

export class Recent<T> {
  readonly #all: T[] = [];

  add(one: T): void {
    this.#all.push(one);
    if (this.#all.length > countMax) this.#all.shift();
  }

  choose(chance: () => number): T | undefined {
    return this.#all[Math.floor(chance() * this.#all.length)];
  }

  take(): T | undefined {
    return this.#all.shift();
  }
}

const countMax = 30;
