/** What a batch changes of the rows by which Units are found. */
import type { Unit } from '../../domain/unit.ts';
import {
  type ClaimableUnit,
  claimableUnitOf,
  type HeldUnit,
  heldUnitOf,
  type LookupFacts,
} from '../../domain/unit-lookup.ts';
import type { RowMove } from './row-set.ts';

export interface LookupChanges {
  readonly claimable: RowChanges<ClaimableUnit>;
  readonly held: RowChanges<HeldUnit>;
}

export interface RowChanges<Row> {
  readonly inserted: Row[];
  /** Rows whose key was there before and is still. */
  readonly changed: Row[];
  readonly removed: Row[];
}

export function lookupChangesOf(moves: Iterable<RowMove<Unit, LookupFacts>>): LookupChanges {
  const claimable: RowChanges<ClaimableUnit> = { inserted: [], changed: [], removed: [] };
  const held: RowChanges<HeldUnit> = { inserted: [], changed: [], removed: [] };
  for (const { row, origin, isThere } of moves) {
    const claimableBefore = origin && claimableUnitOf(row, origin);
    const claimableNow = isThere ? claimableUnitOf(row, row) : undefined;
    if (claimableBefore?.rank !== claimableNow?.rank) {
      replace(claimable, claimableBefore, claimableNow);
    } else if (claimableNow !== undefined && claimableBefore?.readyAt !== claimableNow.readyAt) {
      claimable.changed.push(claimableNow);
    }
    const heldBefore = origin && heldUnitOf(row, origin);
    const heldNow = isThere ? heldUnitOf(row, row) : undefined;
    if (heldBefore?.worker !== heldNow?.worker) {
      replace(held, heldBefore, heldNow);
    } else if (heldNow !== undefined && heldBefore?.leaseUntil !== heldNow.leaseUntil) {
      held.changed.push(heldNow);
    }
  }
  return { claimable, held };
}

function replace<Row>(
  { inserted, removed }: RowChanges<Row>,
  before: Row | undefined,
  now: Row | undefined,
): void {
  if (before !== undefined) removed.push(before);
  if (now !== undefined) inserted.push(now);
}
