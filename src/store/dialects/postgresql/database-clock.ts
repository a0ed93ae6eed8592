/**
 * What the database's clock says by now, as far as it is known without asking: from what it said
 * last, and the time that has passed here since. The clock of this machine is not looked at, so it
 * may be wrong, and may be set.
 */
export class DatabaseClock {
  /** From the time since this process began to the database's, milliseconds. */
  #offsetMs = Number.NEGATIVE_INFINITY;

  now(): number {
    return Math.floor(performance.now() + this.#offsetMs);
  }

  /** It said so a moment ago, at the latest. */
  heard(atMs: number): void {
    this.#offsetMs = Math.max(this.#offsetMs, atMs - performance.now());
  }

  /** Asks it: what it answers, it said between question and answer. */
  async set(ask: () => Promise<number>): Promise<void> {
    const askedAt = performance.now();
    const atMs = await ask();
    const halfway = (askedAt + performance.now()) / 2;
    this.#offsetMs = atMs - halfway;
  }
}
