/**
 * Who waits for Units to become claimable. Those whom a batch can serve join it, so that they are
 * answered by the commit that lets them claim and need none of their own. A commit wakes as many others
 * as its Units can serve and no more, in the order in which they came, so that a thousand idle workers
 * cost a commit nothing.
 */
import type { Command, Outcome } from '../domain/command.ts';
import { type ClaimScope, isServedBy } from '../domain/lane.ts';
import type { ClaimableUnits, CommitHint } from './commit-hint.ts';
import type { EngineFault } from './engine-fault.ts';

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
   * becomes claimable in the Topics where the worker is held back goes to others. Rejects when nobody
   * knows what has come of a batch that it joined.
   */
  wait(waiting: Wait): Promise<boolean>;
  /** What a batch has answered that it joined while it waited. */
  readonly joined: Joined | undefined;
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

/** A claim of one who waits, in a batch that leaves Units for it. */
export interface JoiningClaim {
  readonly command: Command<'claimUnits'>;
  /** The batch is committed. */
  answer(outcome: Outcome<'claimUnits'>): void;
  /** The batch has come to nothing: the claim is tried again, by itself. */
  leave(): void;
  /** Nobody knows what has come of the batch. */
  fail(fault: EngineFault): void;
}

export interface Joined {
  readonly topicId: string;
  readonly outcome: Outcome<'claimUnits'>;
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

  /** @param claimIn what it claims from a Topic when it joins a batch */
  enter(wanted: Wanted, claimIn: ClaimIn): ClaimWaiter {
    const waiting = new Waiting(wanted, claimIn);
    this.#waiting.add(waiting);
    const own = this.#byWorker.get(wanted.worker);
    if (own === undefined) this.#byWorker.set(wanted.worker, new Set([waiting]));
    else own.add(waiting);
    return {
      wait: (wait) => this.#wait(waiting, wait),
      get joined() {
        return waiting.joined;
      },
      wake: () => waiting.wake(),
      leave: () => this.#leave(waiting),
    };
  }

  /** Has those join a batch whom it can serve with what it leaves claimable. */
  join(topicId: string, listClaimable: () => readonly ClaimableUnits[]): readonly JoiningClaim[] {
    if (this.#waiting.size === 0 || this.#isClosed) return [];
    const joining: JoiningClaim[] = [];
    for (const waiting of this.#servedBy(topicId, listClaimable())) {
      const claim = waiting.join(topicId);
      if (claim !== undefined) joining.push(claim);
    }
    return joining;
  }

  wake({ topicId, claimable, calledWorkers, freedWorkers }: WakingHint): void {
    if (this.#waiting.size === 0) return;
    for (const name of calledWorkers) this.#wakeWorker(topicId, name);
    for (const name of freedWorkers) {
      this.#wakeWorker(topicId, name, ({ wanted }) => wanted.isBounded);
    }
    for (const waiting of this.#servedBy(topicId, claimable)) waiting.wake();
  }

  /** Those who wait, as many as there is something for, each with what is left by those before. */
  *#servedBy(topicId: string, claimable: readonly ClaimableUnits[]): Generator<Waiting> {
    const left = new Map(claimable.map((units) => [units, units.count]));
    for (const waiting of this.#waiting) {
      if (left.size === 0) return;
      if (waiting.isWoken || !waiting.wanted.topicIds.has(topicId)) continue;
      if (waiting.heldBackIn.has(topicId) || !serve(waiting.wanted, left)) continue;
      yield waiting;
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
    for (const waiting of this.#waiting) waiting.end();
  }

  /** Something that concerns the worker itself has changed: what it is asked, or what it holds. */
  #wakeWorker(
    topicId: string,
    worker: string,
    isConcerned: (waiting: Waiting) => boolean = () => true,
  ): void {
    for (const waiting of this.#byWorker.get(worker) ?? []) {
      if (waiting.isWoken || !waiting.wanted.topicIds.has(topicId)) continue;
      if (isConcerned(waiting)) waiting.wake();
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
    // What woke somebody who has gone since is not lost: the others look by themselves in time.
    const timer = setTimeout(() => waiting.wake(), Math.min(waitMs, lookAgainMs));
    const onAbort = () => waiting.end();
    signal?.addEventListener('abort', onAbort, { once: true });
    try {
      return await waiting.waitIn(heldBackIn);
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
    }
  }
}

type ClaimIn = (topicId: string) => Command<'claimUnits'>;

interface End {
  readonly resolve: (isWorthLooking: boolean) => void;
  readonly reject: (fault: EngineFault) => void;
}

class Waiting {
  readonly wanted: Wanted;
  readonly #claimIn: ClaimIn;
  heldBackIn: ReadonlySet<string> = new Set();
  isWoken = false;
  joined: Joined | undefined;
  #isJoining = false;
  #end: End | undefined;

  constructor(wanted: Wanted, claimIn: ClaimIn) {
    this.wanted = wanted;
    this.#claimIn = claimIn;
  }

  waitIn(heldBackIn: ReadonlySet<string>): Promise<boolean> {
    this.heldBackIn = heldBackIn;
    return new Promise((resolve, reject) => {
      this.#end = { resolve, reject };
    });
  }

  wake(): void {
    this.isWoken = true;
    this.#settle(true);
  }

  /** There is no point in waiting any more. */
  end(): void {
    this.#settle(false);
  }

  /** Undefined for one that is not waiting yet. */
  join(topicId: string): JoiningClaim | undefined {
    if (this.#end === undefined) return undefined;
    this.isWoken = true;
    this.#isJoining = true;
    const leave = () => {
      this.#isJoining = false;
      this.wake();
    };
    return {
      command: this.#claimIn(topicId),
      answer: (outcome) => {
        this.joined = { topicId, outcome };
        leave();
      },
      leave,
      fail: (fault) => this.#end?.reject(fault),
    };
  }

  /** Whoever is in a batch is answered by it, however long that takes. */
  #settle(isWorthLooking: boolean): void {
    if (!this.#isJoining) this.#end?.resolve(isWorthLooking);
  }
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
