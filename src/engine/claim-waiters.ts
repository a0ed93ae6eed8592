/**
 * Who waits for Units to become claimable. A commit wakes as many as its Units can serve and no
 * more, in the order in which they came, so that a thousand idle workers cost a commit nothing.
 */
import { type ClaimScope, isServedBy } from '../domain/lane.ts';
import type { ClaimableUnits } from './run-batch.ts';

export interface Wanted {
  readonly topicIds: ReadonlySet<string>;
  readonly scope: ClaimScope;
  readonly max: number;
}

export interface ClaimWaiter {
  /** Resolves with true when it is worth looking again, with false when there is no point. */
  wait(waitMs: number, signal?: AbortSignal): Promise<boolean>;
  leave(): void;
}

/** How long a claim waits at most without looking by itself. */
const lookAgainMs = 2_000;

export class ClaimWaiters {
  readonly #waiting = new Set<Waiting>();
  #isClosed = false;

  enter(wanted: Wanted): ClaimWaiter {
    const waiting: Waiting = { wanted, woken: undefined, isWoken: false };
    this.#waiting.add(waiting);
    return {
      wait: (waitMs, signal) => this.#wait(waiting, waitMs, signal),
      leave: () => this.#waiting.delete(waiting),
    };
  }

  wake(topicId: string, claimable: readonly ClaimableUnits[]): void {
    if (claimable.length === 0 || this.#waiting.size === 0) return;
    const left = new Map(claimable.map((units) => [units, units.count]));
    for (const waiting of this.#waiting) {
      if (left.size === 0) return;
      if (waiting.isWoken || !waiting.wanted.topicIds.has(topicId)) continue;
      if (!serve(waiting.wanted, left)) continue;
      waiting.isWoken = true;
      waiting.woken?.(true);
    }
  }

  close(): void {
    this.#isClosed = true;
    for (const waiting of this.#waiting) waiting.woken?.(false);
  }

  async #wait(waiting: Waiting, waitMs: number, signal?: AbortSignal): Promise<boolean> {
    if (waiting.isWoken) return true;
    if (this.#isClosed || signal?.aborted === true) return false;
    let timer: NodeJS.Timeout | undefined;
    let onAbort: (() => void) | undefined;
    try {
      return await new Promise<boolean>((resolve) => {
        waiting.woken = resolve;
        // What woke somebody who has gone since is not lost: the others look by themselves in time.
        timer = setTimeout(() => resolve(true), Math.min(waitMs, lookAgainMs));
        onAbort = () => resolve(false);
        signal?.addEventListener('abort', onAbort, { once: true });
      });
    } finally {
      clearTimeout(timer);
      if (onAbort !== undefined) signal?.removeEventListener('abort', onAbort);
    }
  }
}

interface Waiting {
  readonly wanted: Wanted;
  woken: ((isWorthLooking: boolean) => void) | undefined;
  isWoken: boolean;
}

/** Takes what one claim would get off the counts; false when there is nothing in them for it. */
function serve({ scope, max }: Wanted, left: Map<ClaimableUnits, number>): boolean {
  let wanted = max;
  for (const [units, count] of left) {
    if (wanted === 0) break;
    if (!isServedBy(units, scope)) continue;
    const served = Math.min(count, wanted);
    wanted -= served;
    if (served === count) left.delete(units);
    else left.set(units, count - served);
  }
  return wanted < max;
}
