/**
 * Answers what claims need from a picture, as src/engine/load-lanes.ts does from a database, but never
 * more than one Lane and one Unit at a time: so every claim has to ask for what is next.
 */

import type { Needs } from '../../src/commands/batch/needs.ts';
import type { WorkingSet } from '../../src/commands/batch/working-set.ts';
import { type LaneGroup, noteLanes } from '../../src/commands/claim/lane-groups.ts';
import { openScope } from '../../src/commands/limit/slots.ts';
import {
  comparePlaces,
  type Lane,
  laneKey,
  type Place,
  placeOfLane,
} from '../../src/domain/lane.ts';
import type { Unit } from '../../src/domain/unit.ts';
import type { Picture } from './picture.ts';

export function loadLanes(picture: Picture, set: WorkingSet, needs: Needs): void {
  const wanted = new Set(needs.laneTraits.map(laneKey));
  for (const lane of picture.lanes.values()) {
    if (!wanted.has(laneKey(lane))) continue;
    loadLane(set, lane);
    set.laneIdByKey.set(laneKey(lane), lane.id);
  }
  for (const lane of claimableLanes(picture)) {
    if (needs.isEveryWaitingLaneNeeded) {
      for (const lane of picture.lanes.values()) if (lane.claimableCount > 0) loadLane(set, lane);
    }
    if (needs.isEveryGroupNeeded || needs.groupsOfKinds.has(lane.kind)) loadLane(set, lane);
  }
  if (needs.claims.length > 0) findGroups(picture, set, needs);
  for (const { groups } of needs.lanesOfGroups) {
    for (const group of groups) loadNextLane(picture, set, group);
  }
  for (const id of needs.claimableOfLanes.keys()) loadNextUnit(picture, set, id);
}

function findGroups(picture: Picture, set: WorkingSet, { claims }: Needs): void {
  const { laneGroups } = set;
  const lanes = claimableLanes(picture);
  if (claims.some(({ scope }) => scope.kinds === null)) {
    laneGroups.kinds ??= [...new Set(lanes.map(({ kind }) => kind))];
  }
  const searches = laneGroups.missingFor(claims.map(({ scope }) => openScope(set, scope)));
  const found = lanes.filter(({ kind, requiresFirst }) =>
    searches.some((search) => search.kind === kind && search.requiresFirst === requiresFirst),
  );
  laneGroups.enter(searches, found);
}

function loadNextLane(picture: Picture, set: WorkingSet, group: LaneGroup): void {
  const { kind, requires, readTo } = group;
  const behind = claimableLanes(picture).filter(
    (lane) =>
      lane.kind === kind &&
      lane.requires === requires &&
      comparePlaces(placeOfLane(lane), readTo) > 0,
  );
  behind.sort((a, b) => comparePlaces(placeOfLane(a), placeOfLane(b)));
  const next = behind.slice(0, 1);
  noteLanes(group, next, 1);
  for (const lane of next) loadLane(set, lane);
}

function loadNextUnit(picture: Picture, set: WorkingSet, laneId: string): void {
  const { readTo } = set.claimOrder.readingOf(laneId);
  const behind = [...picture.units.values()].filter(
    (unit) =>
      unit.laneId === laneId && unit.rank !== null && comparePlaces(placeOf(unit), readTo) > 0,
  );
  behind.sort((a, b) => comparePlaces(placeOf(a), placeOf(b)));
  const next = behind.slice(0, 1);
  set.claimOrder.noteReading(laneId, next, 1);
  for (const unit of next) set.loadUnit({ ...unit });
}

function claimableLanes({ lanes }: Picture): readonly Lane[] {
  return [...lanes.values()].filter((lane) => lane.claimableCount > 0 && lane.isOpen === 1);
}

function placeOf({ rank, id }: Unit): Place {
  return { rank: rank ?? 0, id };
}

function loadLane(set: WorkingSet, lane: Lane): void {
  if (!set.lanes.isKnown(lane.id)) set.lanes.load({ ...lane });
}
