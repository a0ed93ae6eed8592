/** What a campaign needs to know of the servers that it is about, whatever their database is. */
import type { Store } from '../../../src/store/port.ts';

/** Breaks something, lets it last as long as it has to, and mends it. */
export type Fault = () => Promise<void>;

export interface Cluster {
  /** Where each server is reached; these stay the same however often it is started anew. */
  readonly urls: readonly string[];
  /** By name: all that may be done to it. */
  readonly faults: Readonly<Record<string, Fault>>;
  /** How often what a campaign must have met has happened, by name. */
  readonly counts: Readonly<Record<string, number>>;
  /** Every server runs, and nothing stands in the way. */
  heal(): Promise<void>;
  /** Ends the servers; the database stays, to be looked at. */
  stop(): Promise<void>;
  openStore(): Promise<Store>;
  /** Removes all of it. */
  close(): Promise<void>;
}
