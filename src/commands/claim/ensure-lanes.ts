/** The Lanes into which new Units come: those that are there, and new ones for what is new. */
import { firstRequirement, type Lane, type LaneTraits, laneKey } from '../../domain/lane.ts';
import type { Context } from '../batch/handler.ts';
import { ensure, type Needs } from '../batch/needs.ts';
import type { WorkingSet } from '../batch/working-set.ts';

/** Sees to it that there is a Lane for each of these. */
export function* ensureLanes(
  set: WorkingSet,
  context: Context,
  wanted: ReadonlyMap<string, LaneTraits>,
): Generator<Needs, void, void> {
  yield* ensure(({ laneTraits }) => {
    for (const traits of missing(set, wanted)) laneTraits.push(traits);
    return laneTraits.length > 0;
  });
  for (const traits of missing(set, wanted)) insertLane(set, context, traits);
}

/** Units come into a Lane, or go from it for good. */
export function countInLane(set: WorkingSet, lane: Lane, step: number): void {
  const unitCount = lane.unitCount + step;
  set.lanes.change(lane, { unitCount });
  const emptyAt = unitCount === 0 ? set.now : null;
  if (emptyAt !== lane.emptyAt) set.lanes.change(lane, { emptyAt });
}

function missing(set: WorkingSet, wanted: ReadonlyMap<string, LaneTraits>): readonly LaneTraits[] {
  return [...wanted].flatMap(([key, traits]) => (set.findLane(key) === undefined ? [traits] : []));
}

function insertLane(set: WorkingSet, context: Context, traits: LaneTraits): void {
  const { kind, requires, concurrencyKey } = traits;
  const lane: Lane = {
    id: context.ids.next('lane'),
    topicId: set.topic.id,
    kind,
    requires,
    requiresFirst: firstRequirement(requires),
    concurrencyKey,
    unitCount: 0,
    claimableCount: 0,
    place: 0,
    headId: '',
    isOpen: set.limits.isKeyShut(traits) ? 0 : 1,
    paceMs: null,
    pacedAt: null,
    emptyAt: null,
  };
  set.lanes.insert(lane);
  set.laneIdByKey.set(laneKey(lane), lane.id);
}
