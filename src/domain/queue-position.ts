/**
 * Where a Unit stands in line, and when its turn may come. In line with it are the Units that the same
 * workers may have: of its kind, requiring the same labels. Without shares the line is the claim order;
 * with fair shares each key has turns at places of its own, which are known ahead as long as nothing
 * comes or goes.
 */
import { placeAfterTurn } from './fair-share.ts';
import { comparePlaces, type Lane, type Place } from './lane.ts';

/** A Lane that has turns, and the weight of its key. */
export interface SharingLane extends Pick<Lane, 'id' | 'place' | 'headId' | 'claimableCount'> {
  readonly weight: number;
}

/**
 * How many Units are handed out before one, where shares are fair.
 *
 * @param own its own Lane
 * @param index how many Units of its Lane come before it
 * @param lanes all that are in line, its own among them
 */
export function fairPosition(
  own: SharingLane,
  index: number,
  lanes: readonly SharingLane[],
): number {
  const turn = turnOf(own, index);
  let position = index;
  for (const lane of lanes) if (lane.id !== own.id) position += turnsBefore(lane, turn);
  return position;
}

/** Where a Lane has the turn of which so many come before. */
export function turnOf({ place, headId, weight }: SharingLane, index: number): Place {
  return { rank: place + index * costOf(weight), id: headId };
}

/** How many Units of a Lane are handed out before a turn of another. */
function turnsBefore(lane: SharingLane, turn: Place): number {
  const gap = turn.rank - lane.place;
  if (gap < 0) return 0;
  const cost = costOf(lane.weight);
  const count = Math.floor(gap / cost);
  const isBefore = comparePlaces(turnOf(lane, count), turn) < 0;
  return Math.min(lane.claimableCount, isBefore ? count + 1 : count);
}

function costOf(weight: number): number {
  return placeAfterTurn(0, weight);
}

/**
 * When a Unit may start, epoch milliseconds: its Lane goes on at the pace that it had of late, in
 * which Limits, shares and the number of workers are contained. Null before there is a pace.
 *
 * @param index how many Units of its Lane come before it
 * @param opensAt when the last of the Limits opens that keep it back until a time; null if none does
 */
export function estimateStart(
  { paceMs, pacedAt }: Pick<Lane, 'paceMs' | 'pacedAt'>,
  index: number,
  { now, opensAt }: { readonly now: number; readonly opensAt: number | null },
): number | null {
  if (paceMs === null || pacedAt === null) return null;
  // What is late by now is expected at any time, and what is behind it as much later as before.
  const firstAt = Math.max(now, pacedAt + paceMs, opensAt ?? now);
  return Math.round(firstAt + index * paceMs);
}
