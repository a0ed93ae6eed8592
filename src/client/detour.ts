/** When to do without streams, because something on the way holds them back. */
import { ClientError } from './client-error.ts';

/**
 * Whether to do without streams: once two in a row were held back, for a while, then again and for
 * longer when the next one is held back as well. One that is not makes all of this forgotten.
 */
export class Detour {
  readonly #firstMs: number;
  #heldBackCount = 0;
  /** How often it was taken in a row. */
  #takenCount = 0;

  constructor(firstMs: number) {
    this.#firstMs = firstMs;
  }

  get isTaken(): boolean {
    return this.#heldBackCount >= heldBackCountMax;
  }

  get forMs(): number {
    return this.#firstMs * Math.min(2 ** this.#takenCount, longestDetour);
  }

  /** One more stream was held back. Answers whether that begins the first detour. */
  count(): boolean {
    this.#heldBackCount += 1;
    return this.isTaken && this.#takenCount === 0;
  }

  /** A stream is to be tried again. */
  end(): void {
    this.#heldBackCount = heldBackCountMax - 1;
    this.#takenCount += 1;
  }

  forget(): void {
    this.#heldBackCount = 0;
    this.#takenCount = 0;
  }
}

/** One alone may be held back by a server that is busy. */
const heldBackCountMax = 2;
/** How many times longer than the first the longest is. */
const longestDetour = 16;

export function heldBack(url: string, cause: unknown): ClientError {
  return new ClientError({
    code: 'STREAM_HELD_BACK',
    message: `${url} answers, but streams of events do not get through: something on the way collects them. Events are asked for every so often instead. Have proxies pass on text/event-stream as it comes.`,
    isRetryable: true,
    cause,
  });
}
