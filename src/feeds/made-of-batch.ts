import type { EventBatch } from './event-batch.ts';

/**
 * What was made of batches, by who wants it how: all that are given the same batch and want the
 * same get what was made for the first. It is gone with the batch.
 */
export class MadeOfBatch<Made> {
  readonly #byBatch = new WeakMap<EventBatch, Map<string, Made>>();

  /** Makes it if it was not made yet, or is `isSpoilt`. */
  take(
    { batch, key }: { readonly batch: EventBatch; readonly key: string },
    make: () => Made,
    isSpoilt: (made: Made) => boolean = () => false,
  ): Made {
    let byKey = this.#byBatch.get(batch);
    if (byKey === undefined) {
      byKey = new Map();
      this.#byBatch.set(batch, byKey);
    }
    const known = byKey.get(key);
    if (known !== undefined && !isSpoilt(known)) return known;
    const made = make();
    byKey.set(key, made);
    return made;
  }
}
