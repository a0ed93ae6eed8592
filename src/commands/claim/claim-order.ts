/**
 * The claimable Units of each Lane, in claim order: smallest rank first, then the older id. A batch
 * has loaded some of them, read from the front, and others because commands named them; a Lane counts
 * all of them, so the order knows when there are more and up to where it has read.
 */
import { comparePlaces, type Lane, type Place } from '../../domain/lane.ts';
import type { Unit } from '../../domain/unit.ts';

export class ClaimOrder {
  readonly #lines = new Map<string, Line>();
  #hasChanged = false;

  /** Takes in a claimable Unit as the database has it. */
  load(unit: Unit): void {
    const line = this.#lineOf(unit.laneId);
    line.units.push(unit);
    line.isSorted = false;
  }

  /** A Unit has got another rank. */
  add(unit: Unit): void {
    this.#hasChanged = true;
    this.load(unit);
  }

  /** A Unit has no rank any more. */
  drop(unit: Unit): void {
    this.#hasChanged = true;
    const line = this.#lineOf(unit.laneId);
    if (line.units.at(-1) === unit) line.units.pop();
    else line.isSorted = false;
  }

  /** The first Unit of a Lane that can be claimed, or that the database has to be read for it. */
  headOf(lane: Lane): Unit | 'UNREAD' {
    const line = this.#lineOf(lane.id);
    const isAllKnown = this.knowsAll(lane);
    const first = line.units.at(-1);
    if (first !== undefined && (isAllKnown || isRead(line, placeOf(first)))) return first;
    if (isAllKnown || isRead(line, end)) {
      throw new Error(
        `Lane ${lane.id} counts ${lane.claimableCount} claimable Units and lacks some.`,
      );
    }
    return 'UNREAD';
  }

  /** Whether every Unit of a Lane that can be claimed is known, so that nothing is to be read. */
  knowsAll(lane: Lane): boolean {
    const line = this.#lineOf(lane.id);
    if (!line.isSorted) sort(line);
    return line.units.length === lane.claimableCount;
  }

  /** Up to where a Lane was read, and how many Units that were. */
  readingOf(laneId: string): { readonly readTo: Place; readonly readCount: number } {
    return this.#lineOf(laneId);
  }

  /** The next Units of a Lane were read, up to `max`; nothing else is behind fewer than that. */
  noteReading(laneId: string, units: readonly Pick<Unit, 'rank' | 'id'>[], max: number): void {
    const line = this.#lineOf(laneId);
    line.readCount += units.length;
    if (units.length < max) line.readTo = end;
    for (const unit of units) {
      const place = placeOf(unit);
      if (comparePlaces(place, line.readTo) > 0) line.readTo = place;
    }
  }

  /** From here on, `rollback` leads back to here. */
  begin(): void {
    this.#hasChanged = false;
  }

  /** @param units all that are there, as they are again */
  rollback(units: Iterable<Unit>): void {
    if (!this.#hasChanged) return;
    this.#hasChanged = false;
    for (const line of this.#lines.values()) line.units = [];
    for (const unit of units) if (unit.rank !== null) this.load(unit);
  }

  #lineOf(laneId: string): Line {
    const known = this.#lines.get(laneId);
    if (known !== undefined) return known;
    const line: Line = { units: [], isSorted: true, readTo: beginning, readCount: 0 };
    this.#lines.set(laneId, line);
    return line;
  }
}

/** The known Units of one Lane, last in order first, so that taking the next is a pop. */
interface Line {
  units: Unit[];
  isSorted: boolean;
  readTo: Place;
  readCount: number;
}

export const beginning: Place = { rank: Number.MIN_SAFE_INTEGER, id: '' };
const end: Place = { rank: Number.POSITIVE_INFINITY, id: '' };

export function placeOf({ rank, id }: Pick<Unit, 'rank' | 'id'>): Place {
  return { rank: rank ?? end.rank, id };
}

function isRead({ readTo }: Line, place: Place): boolean {
  return comparePlaces(place, readTo) <= 0;
}

/** Leaves out what has lost its rank since, and what has been added twice. */
function sort(line: Line): void {
  const units = [...new Set(line.units)].filter(({ rank }) => rank !== null);
  units.sort((a, b) => comparePlaces(placeOf(b), placeOf(a)));
  line.units = units;
  line.isSorted = true;
}
