/**
 * Long lists in portions. Rules know nothing of turns and time: they stop after some hundred
 * elements, and whoever drives them decides whether others have waited long enough.
 */

/** Goes through a list that may be long, with stops for others to have their turn. */
export function* inPortions<Item>(
  items: Iterable<Item>,
  visit: (item: Item) => void,
): Generator<undefined, void, void> {
  const portion = new Portion();
  for (const item of items) {
    visit(item);
    if (portion.isDone()) yield undefined;
  }
}

/** The result of such a work without any stop, where the list is known to be short. */
export function atOnce<Result>(steps: Generator<undefined, Result, void>): Result {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

/** Counts what is gone through, and says after some hundred that others should have a turn. */
export class Portion {
  #count = 0;

  /** @param count for how many it counts what was gone through since the last call */
  isDone(count = 1): boolean {
    this.#count += count;
    if (this.#count < portionCount) return false;
    this.#count = 0;
    return true;
  }
}

const portionCount = 500;
