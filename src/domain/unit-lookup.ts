/**
 * The rows by which Units are found while they can be claimed, and while they are held, where a database
 * has tables for that. They follow from the Units: what changes with each claim is looked up by them, so
 * that no index of Units changes with it.
 */
import type { Unit } from './unit.ts';

/** There is one while the Unit has a rank. */
export interface ClaimableUnit {
  readonly laneId: string;
  readonly rank: number;
  readonly unitId: string;
  readonly topicId: string;
  readonly kind: string;
  /** Epoch milliseconds. */
  readonly readyAt: number;
}

/** There is one while the Unit is RUNNING. */
export interface HeldUnit {
  readonly topicId: string;
  readonly worker: string;
  readonly unitId: string;
  /** Epoch milliseconds. */
  readonly leaseUntil: number;
}

/** What these rows follow from, of what changes of a Unit. */
export type LookupFacts = Pick<Unit, 'rank' | 'readyAt' | 'worker' | 'leaseUntil'>;

export function lookupFactsOf({ rank, readyAt, worker, leaseUntil }: Unit): LookupFacts {
  return { rank, readyAt, worker, leaseUntil };
}

/** The row of a Unit with these facts; undefined when it can't be claimed. */
export function claimableUnitOf(
  { id: unitId, topicId, laneId, kind }: Unit,
  { rank, readyAt }: LookupFacts,
): ClaimableUnit | undefined {
  if (rank === null || readyAt === null) return undefined;
  return { laneId, rank, unitId, topicId, kind, readyAt };
}

/** The row of a Unit with these facts; undefined when nobody holds it. */
export function heldUnitOf(
  { id: unitId, topicId }: Unit,
  { worker, leaseUntil }: LookupFacts,
): HeldUnit | undefined {
  if (worker === null || leaseUntil === null) return undefined;
  return { topicId, worker, unitId, leaseUntil };
}
