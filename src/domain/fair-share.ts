/**
 * Fair shares between keys: start-time fair queueing. Each key has a place on a scale of its own, far
 * before all ranks; who stands first is served next, and then moves on by the cost of a turn over its
 * weight. So keys that always have work are served by their weights, and one that comes, or comes
 * again, begins where the others are: it waits for none of their backlog and has saved up nothing.
 */

/** The cost of a turn at weight 1, in places; weights are from 0.001 to 1,000. */
const turnCost = 10_000;

/**
 * Where the scale begins: with room for some 10^11 turns before it would come to the ranks, and behind
 * the place that stands for nothing read yet.
 */
export const firstFairPlace = -9_000_000_000_000_000;

/** The place after a turn that began at this one. */
export function placeAfterTurn(place: number, weight: number): number {
  return place + Math.max(1, Math.round(turnCost / weight));
}

/**
 * The place of a key that gets something to claim when it had nothing.
 * @param place where it stood; ranks are no places of this scale
 * @param servedPlace the place that was last served
 */
export function placeOnArrival(place: number, servedPlace: number): number {
  return isFairPlace(place) ? Math.max(place, servedPlace) : servedPlace;
}

/** Whether a place is one of this scale; ranks are times and greater than 0. */
export function isFairPlace(place: number): boolean {
  return place < -1_000_000_000_000;
}
