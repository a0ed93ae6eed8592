/** Pick-up: one Unit at a time, on a system that has had nothing to do for a moment. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock, Site } from './peer.ts';

const warmUpCount = 20;

export class Pickups {
  #startedAt = 0;
  #tell: (() => void) | undefined;

  /** The peer's handler calls it first of all. */
  readonly handlerStarts = (): void => {
    this.#startedAt = performance.now();
    this.#tell?.();
  };

  /** Submits one after the other; the time runs from the call until the handler starts. */
  async sample(
    { unitCount: count, restMs }: Site,
    clock: Clock,
    submit: () => Promise<unknown>,
  ): Promise<void> {
    for (let index = -Math.min(warmUpCount, count); index < count; index += 1) {
      await sleep(restMs * (0.5 + Math.random()));
      const started = new Promise<void>((resolve) => {
        this.#tell = resolve;
      });
      if (index === 0) clock.begin();
      const submittedAt = performance.now();
      const submitted = submit();
      await started;
      if (index >= 0) clock.sample(this.#startedAt - submittedAt);
      await submitted;
    }
    clock.end();
  }
}
