/**
 * Where the claimable Units stand that are kept in memory, Lane by Lane in claim order. As long as these
 * are all that a Lane counts, a claim need not ask the database which of them come first.
 */
import { comparePlaces, type Lane, type Place, type UnitPlace } from '../domain/lane.ts';
import type { Unit } from '../domain/unit.ts';

export class ClaimablePlaces {
  readonly #lines = new Map<string, Line>();
  /** By Unit id. What stands in a line and not here has gone or has moved. */
  readonly #places = new Map<string, UnitPlace>();

  /** Takes in a Unit as it was committed. */
  note({ id, laneId, rank }: Unit): void {
    const known = this.#places.get(id);
    if (known !== undefined && known.rank === rank && known.laneId === laneId) return;
    if (known !== undefined) this.forget(id);
    if (rank === null) return;
    const place = { id, laneId, rank };
    this.#places.set(id, place);
    const line = this.#lineOf(laneId);
    const last = line.places.at(-1);
    if (last !== undefined && comparePlaces(last, place) > 0) line.isSorted = false;
    line.places.push(place);
    line.count += 1;
    if (line.places.length > 2 * line.count + goneCountMax) {
      line.places = line.places.filter((each) => this.#isIn(each));
      line.first = 0;
    }
  }

  /** The Unit is not kept any more, whether or not it can be claimed. */
  forget(unitId: string): void {
    const place = this.#places.get(unitId);
    if (place === undefined) return;
    this.#places.delete(unitId);
    const line = this.#lineOf(place.laneId);
    line.count -= 1;
    if (line.count === 0) this.#lines.delete(place.laneId);
  }

  /** Takes in a Lane as it was committed, after the Units that were committed with it. */
  noteLane({ id, claimableCount }: Pick<Lane, 'id' | 'claimableCount'>): void {
    const line = this.#lines.get(id);
    if (line !== undefined) line.claimableCount = claimableCount;
  }

  /** The next of a Lane, up to `max`; undefined when not all are known. */
  listNext(laneId: string, after: Place, max: number): readonly UnitPlace[] | undefined {
    const line = this.#lines.get(laneId);
    if (line === undefined || line.count !== line.claimableCount) return undefined;
    this.#tidy(line);
    const next: UnitPlace[] = [];
    for (let at = line.first; at < line.places.length && next.length < max; at += 1) {
      const place = line.places[at];
      if (place !== undefined && this.#isIn(place) && comparePlaces(place, after) > 0) {
        next.push(place);
      }
    }
    return next;
  }

  /** Sorts what is not, and leaves out what has gone from the front. */
  #tidy(line: Line): void {
    if (!line.isSorted) {
      line.places = line.places.filter((place) => this.#isIn(place)).sort(comparePlaces);
      line.isSorted = true;
      line.first = 0;
    }
    for (; line.first < line.places.length; line.first += 1) {
      const place = line.places[line.first];
      if (place !== undefined && this.#isIn(place)) return;
    }
  }

  #isIn(place: UnitPlace): boolean {
    return this.#places.get(place.id) === place;
  }

  #lineOf(laneId: string): Line {
    let line = this.#lines.get(laneId);
    if (line === undefined) {
      line = { places: [], first: 0, isSorted: true, count: 0, claimableCount: 0 };
      this.#lines.set(laneId, line);
    }
    return line;
  }
}

/** The known places of one Lane. */
interface Line {
  /** In claim order if sorted; among them may be some that have gone. */
  places: UnitPlace[];
  /** Before this one all have gone. */
  first: number;
  isSorted: boolean;
  /** How many of them have not gone. */
  count: number;
  /** How many there are, as the Lane counts them. */
  claimableCount: number;
}

/** So many that have gone are kept, besides as many as have not. */
const goneCountMax = 1_000;
