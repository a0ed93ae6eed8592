/**
 * The Units that can be claimed, in claim order: smallest rank first, then the older id. Entries
 * are checked when taken, because a Unit may have been claimed or cancelled since it was added.
 */
import type { Unit } from '../domain/unit.ts';

export class ClaimOrder {
  readonly #byKind = new Map<string, Line>();

  add(unit: Unit): void {
    const line = this.#byKind.get(unit.kind);
    if (line === undefined) this.#byKind.set(unit.kind, { units: [unit], isSorted: true });
    else {
      line.units.push(unit);
      line.isSorted = false;
    }
  }

  /** Takes up to `max` Units of these kinds (null: of any), the first in order first. */
  take(kinds: readonly string[] | null, max: number): readonly Unit[] {
    const lines = (kinds === null ? [...this.#byKind.keys()] : kinds)
      .map((kind) => this.#byKind.get(kind))
      .filter((line) => line !== undefined);
    // A set, because a Unit that was claimable, was not, and is again, has been added twice.
    const taken = new Set<Unit>();
    while (taken.size < max) {
      const unit = firstOf(lines)?.units.pop();
      if (unit === undefined) break;
      taken.add(unit);
    }
    return [...taken];
  }

  /** How many Units of which kinds are left that can be claimed. */
  countByKind(): ReadonlyMap<string, number> {
    const counts = new Map<string, number>();
    for (const [kind, line] of this.#byKind) {
      const count = new Set(line.units.filter(isClaimable)).size;
      if (count > 0) counts.set(kind, count);
    }
    return counts;
  }
}

/** The Units of one kind, last in order first, so that taking the next is a pop. */
interface Line {
  readonly units: Unit[];
  isSorted: boolean;
}

/** The line with the first claimable Unit at its end, if any has one. */
function firstOf(lines: readonly Line[]): Line | undefined {
  let first: Line | undefined;
  let firstUnit: Unit | undefined;
  for (const line of lines) {
    const unit = nextOf(line);
    if (unit !== undefined && (firstUnit === undefined || compare(unit, firstUnit) < 0)) {
      first = line;
      firstUnit = unit;
    }
  }
  return first;
}

function nextOf(line: Line): Unit | undefined {
  if (!line.isSorted) {
    line.units.sort((a, b) => compare(b, a));
    line.isSorted = true;
  }
  for (;;) {
    const unit = line.units.at(-1);
    if (unit === undefined || isClaimable(unit)) return unit;
    line.units.pop();
  }
}

function isClaimable(unit: Unit): boolean {
  return unit.state === 'READY' && unit.rank !== null;
}

function compare(a: Unit, b: Unit): number {
  const byRank = (a.rank ?? 0) - (b.rank ?? 0);
  if (byRank !== 0 || a.id === b.id) return byRank;
  return a.id < b.id ? -1 : 1;
}
