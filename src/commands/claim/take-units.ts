/**
 * Takes Units in claim order. Of all Lanes that a claim may be served from, the one whose first Unit
 * comes first is next; Lanes and Units are read as far as it takes to be sure of that, and no further.
 * What a Limit keeps from starting is left out, and is not read.
 */
import {
  type ClaimScope,
  comparePlaces,
  isClaimable,
  isServedBy,
  type Lane,
  pacedBy,
  placeOfLane,
} from '../../domain/lane.ts';
import type { Unit } from '../../domain/unit.ts';
import { ensure, Needs } from '../batch/needs.ts';
import type { WorkingSet } from '../batch/working-set.ts';
import { canStart, openScope } from '../limit/slots.ts';
import { placeOf } from './claim-order.ts';
import { firstOfKey, takeTurn } from './fair-shares.ts';
import type { LaneGroup } from './lane-groups.ts';

export interface Wanted {
  readonly scope: ClaimScope;
  readonly max: number;
}

/** @param take claims a Unit, whereupon it is not claimable any more */
export function* takeUnits(
  set: WorkingSet,
  wanted: Wanted,
  take: (unit: Unit) => void,
): Generator<Needs, void, void> {
  const { scope, max } = wanted;
  yield* ensure((needs) => {
    if (!set.laneGroups.isReadyFor(openScope(set, scope))) needs.claims.push(wanted);
    return needs.claims.length > 0;
  });
  const unreadGroups = () => set.laneGroups.unreadFor(openScope(set, scope));
  const takenCounts = new Map<Lane, number>();
  // Whoever comes upon many Lanes that are not read reads more and more of them at once.
  let unreadCount = 0;
  let left = max;
  let lanes = lanesFor(set, scope);
  let unread = unreadGroups();
  while (left > 0) {
    const lane = lanes.at(-1);
    if (lane !== undefined && !canStart(set, lane)) {
      // With it what is behind it may have been shut, read or not.
      lanes.pop();
      unread = unreadGroups();
      continue;
    }
    const groups = groupsBefore(lane, unread);
    if (groups.length > 0) {
      yield moreLanes(groups, left);
      lanes = lanesFor(set, scope);
      unread = unreadGroups();
      continue;
    }
    if (lane === undefined) break;
    const isFair = set.topic.isFair === 1;
    const served = isFair ? firstOfKey(set, lanes, lane) : lane;
    if (!canStart(set, served)) {
      lanes.splice(lanes.indexOf(served), 1);
      continue;
    }
    const head = set.claimOrder.headOf(served);
    if (head === 'UNREAD') {
      yield moreUnits(set, [served, ...lanes.slice(lanes.length - unreadCount)], left);
      unreadCount = Math.min(64, lanes.length, 1 + unreadCount * 2);
      continue;
    }
    if (!isFair && comparePlaces(placeOf(head), placeOfLane(lane)) > 0) {
      // What stood first has gone otherwise than by being claimed, or was claimed just now.
      set.lanes.change(lane, { place: head.rank ?? 0, headId: head.id });
      putAnew(lanes, [lane]);
      continue;
    }
    take(head);
    left -= 1;
    takenCounts.set(served, (takenCounts.get(served) ?? 0) + 1);
    putAnew(lanes, isFair ? takeTurn(set, served) : [lane]);
  }
  for (const [lane, count] of takenCounts) notePace(set, lane, count);
}

/** How many Units of which Lanes claims will probably take, so that they are loaded for all at once. */
export function foreseeUnits(
  set: WorkingSet,
  claims: readonly Wanted[],
): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { scope, max } of claims) {
    const lanes = lanesFor(set, scope).slice(-max);
    const share = Math.ceil(max / lanes.length);
    for (const lane of lanes) {
      if (set.claimOrder.knowsAll(lane)) continue;
      counts.set(lane.id, (counts.get(lane.id) ?? 0) + share);
    }
  }
  return counts;
}

/** How many Lanes of a group are read for claims of so many Units. */
export function laneCountFor(unitCount: number): number {
  return Math.min(128, Math.max(8, unitCount));
}

/** The Lanes in the set that a claim may be served from, the first in order last. */
function lanesFor(set: WorkingSet, scope: ClaimScope): Lane[] {
  return [...set.lanes.values()]
    .filter((lane) => isClaimable(lane) && isServedBy(lane, scope))
    .filter(({ kind }) => !set.limits.isShut(kind))
    .sort((a, b) => comparePlaces(placeOfLane(b), placeOfLane(a)));
}

/** Groups that may have a Lane which comes before this one and is not in the set. */
function groupsBefore(lane: Lane | undefined, groups: readonly LaneGroup[]): readonly LaneGroup[] {
  if (lane === undefined) return groups;
  const place = placeOfLane(lane);
  return groups.filter(({ readTo }) => comparePlaces(readTo, place) < 0);
}

function moreLanes(groups: readonly LaneGroup[], unitCount: number): Needs {
  const needs = new Needs();
  needs.lanesOfGroups.push({ groups, max: laneCountFor(unitCount) });
  return needs;
}

/** Of those that are not read twice as many as were until now, as far as they are wanted. */
function moreUnits(set: WorkingSet, lanes: readonly Lane[], left: number): Needs {
  const needs = new Needs();
  for (const lane of lanes) {
    if (set.claimOrder.headOf(lane) !== 'UNREAD') continue;
    const { readCount } = set.claimOrder.readingOf(lane.id);
    needs.claimableOfLanes.set(lane.id, Math.min(left, Math.max(1, readCount * 2)));
  }
  return needs;
}

/** Puts Lanes that have moved into their places among those of which the first in order is last. */
function putAnew(lanes: Lane[], moved: readonly Lane[]): void {
  for (const lane of moved) {
    const index = lanes.lastIndexOf(lane);
    if (index < 0) continue;
    lanes.splice(index, 1);
    if (lane.claimableCount > 0) insertInOrder(lanes, lane);
  }
}

/** Into Lanes of which the first in order is last. */
function insertInOrder(lanes: Lane[], lane: Lane): void {
  const place = placeOfLane(lane);
  let low = 0;
  let high = lanes.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const other = lanes[middle];
    if (other !== undefined && comparePlaces(placeOfLane(other), place) > 0) low = middle + 1;
    else high = middle;
  }
  lanes.splice(low, 0, lane);
}

/** All that a batch takes from a Lane counts as taken at once. */
function notePace(set: WorkingSet, lane: Lane, count: number): void {
  const noted = set.pacedLanes.get(lane.id);
  const before = noted?.before ?? { paceMs: lane.paceMs, pacedAt: lane.pacedAt };
  const takenCount = (noted?.takenCount ?? 0) + count;
  set.pacedLanes.set(lane.id, { before, takenCount });
  set.lanes.change(lane, pacedBy(before, takenCount, set.now));
}
