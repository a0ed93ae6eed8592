/**
 * The Units of one kind in a Topic as those see them who look after workers: how many wait, what keeps
 * them, how many run, and how fast they were worked on of late. Each change of a Unit adds to the row,
 * and no command looks at it.
 */
import { noUnits, type UnitCounters } from './counters.ts';

/** How many Units of the kind there are, and how. */
export interface QueueCounters extends UnitCounters {
  /** In any state. */
  readonly unitCount: number;
  /** Those that are READY, wait for no delay, and are not held as part of a Job or Task. */
  readonly claimableCount: number;
  /** Those of them in Lanes that are not open. */
  readonly shutCount: number;
  /** Those that are READY and wait for a delay. */
  readonly delayedCount: number;
}

/** How often what happened, the later the heavier; see rates.ts. */
export interface QueueWeights {
  readonly claimedWeight: number;
  /** Attempts that succeeded, and that failed: their leases that ran out among them. */
  readonly succeededWeight: number;
  readonly failedWeight: number;
}

export interface KindQueue extends QueueCounters, QueueWeights {
  readonly topicId: string;
  readonly kind: string;
  readonly era: number;
  /** Since when it has no Units, epoch milliseconds. */
  readonly emptyAt: number | null;
}

/** What commands add to the counters of a kind, and how often what happened. */
export interface QueueChange extends QueueCounters {
  readonly claims: number;
  readonly successes: number;
  readonly failures: number;
}

export const noQueueChange: QueueChange = {
  ...noUnits,
  unitCount: 0,
  claimableCount: 0,
  shutCount: 0,
  delayedCount: 0,
  claims: 0,
  successes: 0,
  failures: 0,
};

/** How long it is kept that there were Units of a kind: until nothing is left of its rates. */
export const emptyQueueMs = 3_600_000;
