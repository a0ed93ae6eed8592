/** One timer for all connections that are to be looked after, instead of one for each. */
import { systemTimers, type Timers } from '../feeds/timers.ts';

/** How often connections are looked after. What they do every so often they do in whole beats. */
export const beatMs = 3_000;

/** How many beats of silence, at most, until something is to be sent: 12 seconds. */
export const silentBeatCount = 4;

/** After how many beats without taking anything of what waits for it a subscriber is slow: 30 seconds. */
export const slowBeatCount = 11;

export interface Beating {
  /** Called at each beat. */
  beat(): void;
}

export class Heartbeat {
  readonly #timers: Timers;
  readonly #beating = new Set<Beating>();
  #cancel: (() => void) | undefined;

  constructor(timers: Timers = systemTimers) {
    this.#timers = timers;
  }

  add(beating: Beating): void {
    this.#beating.add(beating);
    this.#cancel ??= this.#timers.after(beatMs, () => this.#beat());
  }

  delete(beating: Beating): void {
    if (!this.#beating.delete(beating) || this.#beating.size > 0) return;
    this.#cancel?.();
    this.#cancel = undefined;
  }

  #beat(): void {
    this.#cancel = this.#timers.after(beatMs, () => this.#beat());
    for (const beating of this.#beating) beating.beat();
  }
}
