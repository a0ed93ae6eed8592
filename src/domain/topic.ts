import type { JobCounters, UnitCounters } from './counters.ts';
import type { Flag } from './flag.ts';
import type { Pause } from './pause.ts';

/** A Topic as it is stored: the lock of its commands and the head of its journal. */
export interface Topic extends JobCounters, UnitCounters, Pause {
  readonly id: string;
  readonly name: string;
  readonly description: string | null;
  readonly createdAt: number;
  /** JSON text of what its Jobs have unless they say otherwise; null for the system's own defaults. */
  readonly defaults: string | null;
  /** Whether keys are served by their shares instead of in one order; see fair-share.ts. */
  readonly isFair: Flag;
  /** Whether the places of Units are reckoned from when their Jobs began. */
  readonly advanceStartedJobs: Flag;
  /** The place that was last served, while it is fair. */
  readonly servedPlace: number;
  /** How many Limits it has: without any nobody looks for them. */
  readonly limitCount: number;
  /** Since when no new Jobs are taken, by whom, why, and when they are again; null while they are. */
  readonly intakeClosedAt: number | null;
  readonly intakeClosedBy: string | null;
  readonly intakeClosedReason: string | null;
  readonly intakeOpensAt: number | null;
  /** The sequence number and the instant of the newest Event. */
  readonly lastSeq: number;
  readonly lastAt: number;
  /** How often commands have changed its Jobs, Tasks, Units and Lanes; see warm-rows.ts. */
  readonly revision: number;
  /** The sequence number of the oldest Event that is kept; one behind the newest if none is. */
  readonly firstSeq: number;
  /** How long what is over is kept, milliseconds; null for ever. See retention.ts. */
  readonly retentionMs: number | null;
  /** When the clock has to look for what is to be deleted; null when nothing ever is. */
  readonly deletesAt: number | null;
}
