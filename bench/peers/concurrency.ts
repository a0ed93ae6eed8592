/** How adapters do several things at once, and wait for what only the store can tell. */
import { setTimeout as sleep } from 'node:timers/promises';

/** Does each of them, so many at a time. */
export async function eachOf<Item>(
  items: readonly Item[],
  atOnce: number,
  act: (item: Item) => Promise<unknown>,
): Promise<void> {
  let next = 0;
  const loop = async () => {
    for (let index = next++; index < items.length; index = next++) {
      // The index is below the length, so there is an item; one that is undefined is one as well.
      await act(items[index] as Item);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, loop));
}

/** Runs so many loops until each of them says that there is nothing more. */
export async function loops(count: number, loop: () => Promise<void>): Promise<void> {
  await Promise.all(Array.from({ length: count }, loop));
}

export function numbersTo(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index);
}

/** Numbers up to a count, in parts of a size. */
export function partsOf(count: number, size: number): number[][] {
  return numbersTo(Math.ceil(count / size)).map((part) =>
    numbersTo(Math.min(size, count - part * size)).map((index) => part * size + index),
  );
}

/** Asks again and again until it is so. */
export async function until(isSo: () => Promise<boolean> | boolean, everyMs = 2): Promise<void> {
  while (!(await isSo())) await sleep(everyMs);
}

/** A count that somebody waits for. */
export class Countdown {
  readonly reached: Promise<void>;
  #left: number;
  #tell: () => void = () => undefined;

  constructor(count: number) {
    this.#left = count;
    this.reached = new Promise((resolve) => {
      this.#tell = resolve;
    });
  }

  get isReached(): boolean {
    return this.#left <= 0;
  }

  some(count: number): void {
    this.#left -= count;
    if (this.isReached) this.#tell();
  }

  one(): void {
    this.some(1);
  }
}
