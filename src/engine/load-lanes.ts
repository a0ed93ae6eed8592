/** Loads what claims need: which Lanes may serve them, and the first Units of those. */

import type { Needs } from '../commands/batch/needs.ts';
import type { WorkingSet } from '../commands/batch/working-set.ts';
import { noteLanes, searchOf } from '../commands/claim/lane-groups.ts';
import { foreseeUnits, laneCountFor } from '../commands/claim/take-units.ts';
import { openScope } from '../commands/limit/slots.ts';
import { groupBy } from '../domain/group-by.ts';
import { laneKey, type Place, type UnitPlace } from '../domain/lane.ts';
import type { Unit } from '../domain/unit.ts';
import {
  listClaimableKinds,
  listClaimableLanes,
  listClaimablePlaces,
  listFirstLanes,
  listFirstLanesOfKinds,
  listOpenLanes,
  listRequirements,
  listWaitingLanes,
} from '../store/lane-rows.ts';
import { findLanes, findLanesByTraits, findUnits, type WarmSource } from './find-rows.ts';

export async function loadLanes(source: WarmSource, set: WorkingSet, needs: Needs): Promise<void> {
  if (needs.laneTraits.length > 0) {
    for (const lane of await findLanesByTraits(source, set.topic.id, needs.laneTraits)) {
      set.lanes.load(lane);
      set.laneIdByKey.set(laneKey(lane), lane.id);
    }
  }
  if (needs.isEveryGroupNeeded) {
    for (const lane of await listFirstLanes(source, set.topic.id)) set.lanes.load(lane);
  }
  if (needs.groupsOfKinds.size > 0) {
    const lanes = await listFirstLanesOfKinds(source, set.topic.id, needs.groupsOfKinds);
    for (const lane of lanes) set.lanes.load(lane);
  }
  if (needs.isEveryWaitingLaneNeeded) await loadWaitingLanes(source, set);
  if (needs.claims.length > 0) await loadForClaims(source, set, needs.claims);
  for (const more of needs.lanesOfGroups) await loadLanesOfGroup(source, set, more);
  await loadClaimable(source, set, needs.claimableOfLanes);
}

async function loadWaitingLanes(source: WarmSource, set: WorkingSet): Promise<void> {
  for (let after = ''; ; ) {
    const lanes = await listWaitingLanes(source, { topicId: set.topic.id, after, max: partLength });
    for (const lane of lanes) set.lanes.load(lane);
    after = lanes.at(-1)?.id ?? '';
    if (lanes.length < partLength) return;
  }
}

const partLength = 2_000;

/** With a Unit always its Lane. */
export async function loadLanesOf(
  source: WarmSource,
  set: WorkingSet,
  units: Iterable<Pick<Unit, 'laneId'>>,
): Promise<void> {
  const ids = new Set<string>();
  for (const { laneId } of units) if (!set.lanes.has(laneId)) ids.add(laneId);
  for (const lane of await findLanes(source, ids)) set.lanes.load(lane);
}

async function loadForClaims(
  source: WarmSource,
  set: WorkingSet,
  claims: Needs['claims'],
): Promise<void> {
  if (set.laneGroups.areAll === undefined) await loadAllLanes(source, set);
  if (set.laneGroups.areAll !== true) await loadGroupsFor(source, set, claims);
  await loadClaimable(source, set, foreseeUnits(set, claims));
}

/** Mostly there are few Lanes that can be claimed from, and once known they stay so from batch to batch. */
async function loadAllLanes(source: WarmSource, set: WorkingSet): Promise<void> {
  const { laneGroups, topic } = set;
  let lanes = source.warm?.listClaimableLanes(allLanesMax) ?? 'UNKNOWN';
  if (lanes === 'UNKNOWN') {
    lanes = await listOpenLanes(source, topic.id, allLanesMax + 1);
  }
  if (lanes === 'MANY' || lanes.length > allLanesMax) {
    laneGroups.noteMany();
    return;
  }
  for (const lane of lanes) set.lanes.load(lane);
  laneGroups.enterAll(lanes);
}

/** So many Lanes cost a batch little to go through. */
const allLanesMax = 64;

async function loadGroupsFor(
  source: WarmSource,
  set: WorkingSet,
  claims: Needs['claims'],
): Promise<void> {
  const { laneGroups, topic } = set;
  if (claims.some(({ scope }) => scope.kinds === null)) {
    laneGroups.kinds ??= await listClaimableKinds(source, topic.id);
  }
  const scopes = claims.map(({ scope }) => openScope(set, scope));
  const searches = laneGroups.missingFor(scopes);
  if (searches.length > 0) {
    laneGroups.enter(searches, await listRequirements(source, topic.id, searches));
  }
  const groups = new Set(scopes.flatMap((scope) => laneGroups.unreadFor(scope)));
  const unitCount = claims.reduce((sum, { max }) => sum + max, 0);
  await loadLanesOfGroup(source, set, { groups: [...groups], max: laneCountFor(unitCount) });
}

async function loadLanesOfGroup(
  source: WarmSource,
  set: WorkingSet,
  { groups, max }: Needs['lanesOfGroups'][number],
): Promise<void> {
  if (groups.length === 0) return;
  const reads = groups.map((group) => ({ ...group, ...searchOf(group) }));
  const query = { topicId: set.topic.id, groups: reads, max };
  const lanes = await listClaimableLanes(source, query);
  for (const lane of lanes) set.lanes.load(lane);
  for (const group of groups) noteLanes(group, lanes, max);
}

async function loadClaimable(
  source: WarmSource,
  set: WorkingSet,
  counts: ReadonlyMap<string, number>,
): Promise<void> {
  for (const [max, counted] of groupBy([...counts], ([, count]) => count)) {
    const ids = counted.map(([id]) => id);
    const places = await listPlaces(source, set, ids, max);
    const placesOf = groupBy(places, ({ laneId }) => laneId);
    for (const id of ids) set.claimOrder.noteReading(id, placesOf.get(id) ?? [], max);
    const missing = places.map(({ id }) => id).filter((id) => !set.units.isKnown(id));
    for (const unit of await findUnits(source, missing)) set.loadUnit(unit);
  }
}

/** The next of each Lane, up to `max`: in memory where all of a Lane are known, and from the database else. */
async function listPlaces(
  source: WarmSource,
  set: WorkingSet,
  laneIds: readonly string[],
  max: number,
): Promise<readonly UnitPlace[]> {
  const known: UnitPlace[] = [];
  const cold: { readonly id: string; readonly readTo: Place }[] = [];
  for (const id of laneIds) {
    const { readTo } = set.claimOrder.readingOf(id);
    const next = source.warm?.places.listNext(id, readTo, max);
    if (next === undefined) cold.push({ id, readTo });
    else known.push(...next);
  }
  return cold.length === 0 ? known : [...known, ...(await listClaimablePlaces(source, cold, max))];
}
