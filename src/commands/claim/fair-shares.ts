/**
 * Fair shares in a Topic that is fair: between keys the shares decide, within a key the claim order.
 * All Lanes of a key move on together; a Lane without a key is one by itself.
 */
import { placeAfterTurn } from '../../domain/fair-share.ts';
import { comparePlaces, type Lane } from '../../domain/lane.ts';
import type { WorkingSet } from '../batch/working-set.ts';
import { placeOf } from './claim-order.ts';

/**
 * Of the Lanes of a key that stand in the same place, the one with the first Unit in claim order, or
 * the first of them that has to be read to say so.
 */
export function firstOfKey(set: WorkingSet, lanes: readonly Lane[], first: Lane): Lane {
  let found = first;
  if (first.concurrencyKey === '') return found;
  for (const lane of lanes) {
    if (lane.concurrencyKey !== first.concurrencyKey || lane.place !== first.place) continue;
    const head = set.claimOrder.headOf(lane);
    const best = set.claimOrder.headOf(found);
    if (head === 'UNREAD') return lane;
    if (best === 'UNREAD') return found;
    if (comparePlaces(placeOf(head), placeOf(best)) < 0) found = lane;
  }
  return found;
}

/** Something is taken from a Lane: it moves on, and all of its key with it. Answers those that moved. */
export function takeTurn(set: WorkingSet, lane: Lane): readonly Lane[] {
  const { topic } = set;
  if (lane.place > topic.servedPlace) set.topics.change(topic, { servedPlace: lane.place });
  const place = placeAfterTurn(lane.place, set.limits.weightOf(lane.concurrencyKey));
  const moved = lanesOfKey(set, lane).filter((each) => each.place < place);
  for (const each of moved) set.lanes.change(each, { place });
  return moved;
}

function lanesOfKey(set: WorkingSet, lane: Lane): readonly Lane[] {
  const { concurrencyKey } = lane;
  if (concurrencyKey === '') return [lane];
  return [...set.lanes.values()].filter((each) => each.concurrencyKey === concurrencyKey);
}
