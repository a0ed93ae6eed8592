import type { JobCounters, UnitCounters } from './counters.ts';

/** A Topic as it is stored: the lock of its commands and the head of its journal. */
export interface Topic extends JobCounters, UnitCounters {
  readonly id: string;
  readonly name: string;
  readonly description: string | null;
  readonly createdAt: number;
  /** The sequence number and the instant of the newest Event. */
  readonly lastSeq: number;
  readonly lastAt: number;
}
