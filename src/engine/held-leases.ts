/**
 * Which leases somebody here has an eye on, and what becomes of them. A commit of this server tells
 * which attempts have ended with it. Of another server's it is told that a worker holds less, and
 * then the leases of that worker are looked up; and where there are other servers all are looked up
 * once a second, in case that was not heard.
 *
 * The invariant: each holder is told once of each of its leases that it is over, and of none that is
 * not.
 */
import { attemptKey } from '../commands/batch/working-set.ts';
import type { Attempt, LeaseRef } from '../domain/lease.ts';
import { findAttempts, type RowSource } from '../store/command-rows.ts';
import { listUnitsHeldBy } from '../store/worker-rows.ts';
import type { CommitHint } from './commit-hint.ts';

export interface HeldLease extends LeaseRef {
  readonly topicId: string;
}

export interface Holder {
  readonly worker: string;
  /** What it follows. */
  leases(): Iterable<HeldLease>;
  /** The lease is over: as the attempt says, or the Unit is gone. It is not followed any more. */
  end(lease: HeldLease, attempt: Attempt | undefined): void;
  /** An attempt of the worker has ended that this holder does not follow, or not yet. */
  endUnknown(attempt: Attempt): void;
  /** Attempts of the worker may have ended at another server. */
  doubt(): void;
  /** Something else is asked of the worker in a Topic. */
  call(topicId: string): void;
}

export interface HeldLeasesOptions {
  readonly source: RowSource;
  /** Whether others commit as well. */
  readonly isOneOfMany: boolean;
  readonly onFault: (fault: unknown) => void;
}

export class HeldLeases {
  readonly #options: HeldLeasesOptions;
  /** By attempt; several may hold the same lease, each on a connection of its own. */
  readonly #followed = new Map<string, Map<Holder, HeldLease>>();
  readonly #holders = new Map<string, Set<Holder>>();
  #lookTimer: NodeJS.Timeout | undefined;

  constructor(options: HeldLeasesOptions) {
    this.#options = options;
  }

  enter(holder: Holder): void {
    const own = this.#holders.get(holder.worker);
    if (own === undefined) this.#holders.set(holder.worker, new Set([holder]));
    else own.add(holder);
  }

  leave(holder: Holder): void {
    for (const lease of holder.leases()) this.#unfollow(holder, lease);
    const own = this.#holders.get(holder.worker);
    own?.delete(holder);
    if (own?.size === 0) this.#holders.delete(holder.worker);
  }

  follow(holder: Holder, lease: HeldLease): void {
    const key = keyOf(lease);
    const followers = this.#followed.get(key);
    if (followers === undefined) this.#followed.set(key, new Map([[holder, lease]]));
    else followers.set(holder, lease);
    if (this.#options.isOneOfMany) this.#lookLater();
  }

  /** How many workers somebody here is for, and how many leases are followed. */
  counts(): { readonly workerCount: number; readonly leaseCount: number } {
    return { workerCount: this.#holders.size, leaseCount: this.#followed.size };
  }

  /** Takes in what a commit has done, here or at another server. */
  hear({ topicId, endedAttempts, calledWorkers, freedWorkers }: CommitHint): void {
    if (this.#holders.size === 0) return;
    for (const name of calledWorkers) {
      for (const holder of this.#holders.get(name) ?? []) holder.call(topicId);
    }
    if (endedAttempts === undefined) this.#doubt(topicId, freedWorkers);
    else for (const attempt of endedAttempts) this.#hearEnd(attempt);
  }

  /** Looks up what became of the leases of a holder, all or those in one Topic. */
  look(holder: Holder, topicId?: string): void {
    const leases = [...holder.leases()].filter(
      (each) => each.topicId === (topicId ?? each.topicId),
    );
    this.#lookUp(leases.map((lease) => [holder, lease])).catch(this.#options.onFault);
  }

  close(): void {
    clearTimeout(this.#lookTimer);
  }

  #hearEnd(attempt: Attempt): void {
    const key = attemptKey(attempt.unitId, attempt.number);
    const followers = this.#followed.get(key);
    for (const [holder, lease] of [...(followers ?? [])]) {
      if (lease.leaseId === attempt.leaseId) this.#end(holder, lease, attempt);
    }
    for (const holder of this.#holders.get(attempt.worker) ?? []) {
      if (!followers?.has(holder)) holder.endUnknown(attempt);
    }
  }

  #doubt(topicId: string, workers: ReadonlySet<string>): void {
    for (const name of workers) {
      for (const holder of this.#holders.get(name) ?? []) {
        holder.doubt();
        this.look(holder, topicId);
      }
    }
  }

  #lookLater(): void {
    this.#lookTimer ??= setTimeout(() => {
      this.#lookTimer = undefined;
      if (this.#followed.size === 0) return;
      this.#lookUp([...this.#followed.values()].flatMap((followers) => [...followers]))
        // What cannot be read now can be in a second.
        .catch(this.#options.onFault)
        .finally(() => this.#lookLater());
    }, lookEveryMs).unref();
  }

  async #lookUp(followed: readonly (readonly [Holder, HeldLease])[]): Promise<void> {
    const { source } = this.#options;
    for (let start = 0; start < followed.length; start += lookCount) {
      const some = followed.slice(start, start + lookCount);
      const leases = some.map(([, lease]) => lease);
      const held = await listUnitsHeldBy(source, leases);
      const heldIds = new Set(held.map(({ id }) => id));
      const over = some.filter(([, { unitId }]) => !heldIds.has(unitId));
      if (over.length === 0) continue;
      const named = over.map(([, { unitId, attempt }]) => [unitId, attempt] as const);
      const attempts = await findAttempts(source, named);
      const byKey = new Map(attempts.map((each) => [attemptKey(each.unitId, each.number), each]));
      for (const [holder, lease] of over) this.#end(holder, lease, byKey.get(keyOf(lease)));
    }
  }

  #end(holder: Holder, lease: HeldLease, attempt: Attempt | undefined): void {
    if (this.#unfollow(holder, lease)) holder.end(lease, attempt);
  }

  #unfollow(holder: Holder, lease: HeldLease): boolean {
    const key = keyOf(lease);
    const followers = this.#followed.get(key);
    if (followers?.get(holder) !== lease) return false;
    followers.delete(holder);
    if (followers.size === 0) this.#followed.delete(key);
    return true;
  }
}

function keyOf({ unitId, attempt }: LeaseRef): string {
  return attemptKey(unitId, attempt);
}

const lookEveryMs = 1_000;

/** Leases that one statement looks up. */
const lookCount = 1_000;
