/**
 * Where a Unit stands in the claim order. A Unit has a rank while it can be claimed: while it is
 * READY, waits for no delay, and neither its Task nor its Job is held. Whatever changes one of these
 * ranks it anew, here and nowhere else, so that its Lane counts what can be claimed and never stands
 * behind it.
 */
import { placeOnArrival } from '../../domain/fair-share.ts';
import { comparePlaces, type Lane, placeOfLane } from '../../domain/lane.ts';
import { claimRank, type Unit } from '../../domain/unit.ts';
import type { WorkingSet } from '../batch/working-set.ts';
import { isHeld } from '../rules/hold.ts';

/** Gives a Unit the rank that follows from how it is. */
export function rankAnew(set: WorkingSet, unit: Unit): void {
  const isClaimable = unit.state === 'READY' && unit.availableAt === null && !isHeld(set, unit);
  setRank(set, unit, isClaimable ? claimRank(waitsSince(set, unit), unit.priority) : null);
}

/** From when on its place is reckoned: its own readiness, or the beginning in time of its Job. */
function waitsSince(set: WorkingSet, { jobId, readyAt }: Unit): number {
  if (set.topic.advanceStartedJobs === 0) return readyAt ?? set.now;
  const { createdAt, startAt } = set.jobs.get(jobId);
  return Math.max(createdAt, startAt ?? createdAt);
}

/** Takes a Unit out of the claim order that is no more. */
export function unrank(set: WorkingSet, unit: Unit): void {
  setRank(set, unit, null);
}

function setRank(set: WorkingSet, unit: Unit, rank: number | null): void {
  const before = unit.rank;
  if (rank === before) return;
  set.units.change(unit, { rank });
  const lane = set.lanes.get(unit.laneId);
  if (rank === null) {
    set.claimOrder.drop(unit);
    const claimableCount = lane.claimableCount - 1;
    countClaimable(set, lane, -1);
    // An empty Lane points to nothing: what it pointed to may be deleted in time.
    set.lanes.change(
      lane,
      claimableCount > 0 ? { claimableCount } : { claimableCount, headId: '' },
    );
    return;
  }
  set.claimOrder.add(unit);
  const isFirst = lane.claimableCount === 0;
  const claimableCount = lane.claimableCount + (before === null ? 1 : 0);
  if (before === null) countClaimable(set, lane, 1);
  const isAhead = isFirst || comparePlaces({ rank, id: unit.id }, placeOfLane(lane)) < 0;
  const { isFair, servedPlace } = set.topic;
  const place = isFair === 1 ? placeOnArrival(lane.place, servedPlace) : rank;
  const head = { place, headId: unit.id };
  set.lanes.change(lane, isAhead ? { claimableCount, ...head } : { claimableCount });
  // While there was nothing to claim, nobody was slow to claim it.
  if (isFirst && lane.pacedAt !== null) set.lanes.change(lane, { pacedAt: set.now });
}

function countClaimable(set: WorkingSet, { kind, isOpen }: Lane, step: number): void {
  set.queues.add(kind, 'claimableCount', step);
  if (isOpen === 0) set.queues.add(kind, 'shutCount', step);
}
