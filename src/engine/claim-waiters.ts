/**
 * Who waits for Units to become claimable. A commit wakes as many as its Units can serve and no
 * more, in the order in which they came, so that a thousand idle workers cost a commit nothing.
 */
import { type ClaimScope, isServedBy } from '../domain/lane.ts';
import type { ClaimableUnits, CommitHint } from './run-batch.ts';

export interface Wanted {
  readonly worker: string;
  readonly topicIds: ReadonlySet<string>;
  readonly scope: ClaimScope;
  readonly max: number;
  /** Whether it holds only so many Units at once, so that one that it has done lets it claim. */
  readonly isBounded: boolean;
}

export interface ClaimWaiter {
  /**
   * Resolves with true when it is worth looking again, with false when there is no point. What
   * becomes claimable in the Topics where the worker is held back goes to others.
   */
  wait(waiting: Wait): Promise<boolean>;
  /** Something has changed for this one alone: it is worth looking again. */
  wake(): void;
  leave(): void;
}

export interface Wait {
  readonly waitMs: number;
  /** The Topics in which the worker gets nothing more, because it is quiet or holds all it can. */
  readonly heldBackIn: ReadonlySet<string>;
  readonly signal: AbortSignal | undefined;
}

export type WakingHint = Pick<
  CommitHint,
  'topicId' | 'claimable' | 'calledWorkers' | 'freedWorkers'
>;

/**
 * How long a claim waits at most without looking by itself. What can be claimed is told by hints, and
 * looked for by the desk for all that wait; this is for what else a lost hint may have said.
 */
export const lookAgainMs = 10_000;

export class ClaimWaiters {
  readonly #waiting = new Set<Waiting>();
  readonly #byWorker = new Map<string, Set<Waiting>>();
  #isClosed = false;

  enter(wanted: Wanted): ClaimWaiter {
    const waiting: Waiting = { wanted, heldBackIn: nowhere, woken: undefined, isWoken: false };
    this.#waiting.add(waiting);
    const own = this.#byWorker.get(wanted.worker);
    if (own === undefined) this.#byWorker.set(wanted.worker, new Set([waiting]));
    else own.add(waiting);
    return {
      wait: (wait) => this.#wait(waiting, wait),
      wake: () => wakeUp(waiting),
      leave: () => this.#leave(waiting),
    };
  }

  wake({ topicId, claimable, calledWorkers, freedWorkers }: WakingHint): void {
    if (this.#waiting.size === 0) return;
    for (const name of calledWorkers) this.#wakeWorker(topicId, name);
    for (const name of freedWorkers) {
      this.#wakeWorker(topicId, name, ({ wanted }) => wanted.isBounded);
    }
    const left = new Map(claimable.map((units) => [units, units.count]));
    for (const waiting of this.#waiting) {
      if (left.size === 0) return;
      if (waiting.isWoken || !waiting.wanted.topicIds.has(topicId)) continue;
      if (waiting.heldBackIn.has(topicId) || !serve(waiting.wanted, left)) continue;
      wakeUp(waiting);
    }
  }

  /** The Topics whose Units somebody waits for. */
  topicIds(): ReadonlySet<string> {
    const topicIds = new Set<string>();
    for (const { wanted } of this.#waiting) for (const id of wanted.topicIds) topicIds.add(id);
    return topicIds;
  }

  close(): void {
    this.#isClosed = true;
    for (const waiting of this.#waiting) waiting.woken?.(false);
  }

  /** Something that concerns the worker itself has changed: what it is asked, or what it holds. */
  #wakeWorker(
    topicId: string,
    worker: string,
    isConcerned: (waiting: Waiting) => boolean = () => true,
  ): void {
    for (const waiting of this.#byWorker.get(worker) ?? []) {
      if (waiting.isWoken || !waiting.wanted.topicIds.has(topicId)) continue;
      if (isConcerned(waiting)) wakeUp(waiting);
    }
  }

  #leave(waiting: Waiting): void {
    this.#waiting.delete(waiting);
    const { worker } = waiting.wanted;
    const own = this.#byWorker.get(worker);
    own?.delete(waiting);
    if (own?.size === 0) this.#byWorker.delete(worker);
  }

  async #wait(waiting: Waiting, { waitMs, heldBackIn, signal }: Wait): Promise<boolean> {
    if (waiting.isWoken) return true;
    if (this.#isClosed || signal?.aborted === true) return false;
    waiting.heldBackIn = heldBackIn;
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
  heldBackIn: ReadonlySet<string>;
  woken: ((isWorthLooking: boolean) => void) | undefined;
  isWoken: boolean;
}

const nowhere: ReadonlySet<string> = new Set();

function wakeUp(waiting: Waiting): void {
  waiting.isWoken = true;
  waiting.woken?.(true);
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
