/**
 * Claims over several Topics, with long poll: a claim that finds nothing waits until a commit
 * leaves Units claimable, and is then tried again, those first who have waited longest. A worker of
 * whom something new is asked is answered at once; one that knows and claims all the same waits like
 * on an empty Topic, so that nobody asks in a circle.
 */
import { claimRecordKey, claimScope } from '../commands/claim/claim-units.ts';
import type { Command, Outcome, Refused } from '../domain/command.ts';
import type { LeasedUnit } from '../domain/command-results.ts';
import type { WorkerDirective } from '../domain/worker.ts';
import { findIdempotencyScopes, type RowSource, sourceOf } from '../store/command-rows.ts';
import type { Store } from '../store/port.ts';
import { listClaimableTraits, listTopicsWithClaimableUnits } from '../store/topic-ids.ts';
import { AskedTopics } from './asked-topics.ts';
import {
  type ClaimAnswer,
  type ClaimRequest,
  checkRequest,
  claimOf,
  type Tried,
  topicUnknown,
  triedOf,
  wantedBy,
} from './claim-request.ts';
import { type ClaimWaiter, ClaimWaiters, type Wait } from './claim-waiters.ts';
import type { CommitHint } from './commit-hint.ts';
import type { Join } from './joining.ts';
import { TopicNames } from './topic-names.ts';

/** A claim that can be tried: nothing is wrong with it, and its Topics are there. */
export interface Checked {
  readonly isAccepted: true;
  readonly topicIds: readonly string[];
}

type ClaimOne = (command: Command<'claimUnits'>) => Promise<Outcome<'claimUnits'>>;

export class ClaimDesk {
  readonly #source: RowSource;
  readonly #names: TopicNames;
  readonly #claimOne: ClaimOne;
  readonly #waiters = new ClaimWaiters();
  readonly #underWay = new Map<string, Promise<ClaimAnswer>>();
  readonly #lastServed = new Map<string, number>();
  /** By worker, so that the registries of all Topics know of those who wait. */
  readonly #asked = new Map<string, AskedTopics>();
  #turn = 0;
  #lookTimer: NodeJS.Timeout | undefined;
  #isClosed = false;

  constructor(store: Store, claimOne: ClaimOne) {
    this.#source = sourceOf(store);
    this.#names = new TopicNames(this.#source);
    this.#claimOne = claimOne;
  }

  /** @param reported resolves once that is answered which has entered the queue before; then it waits */
  async claim(
    request: ClaimRequest,
    signal?: AbortSignal,
    reported?: () => Promise<unknown>,
  ): Promise<ClaimAnswer> {
    const claiming = { signal, reported };
    if (request.requestId === null) return await this.#claim(request, claiming);
    // A repetition that overtakes the claim it repeats gets the answer of that claim.
    const key = claimRecordKey(request.worker, request.requestId);
    const underWay = this.#underWay.get(key);
    if (underWay !== undefined) return await underWay;
    const claim = this.#claim(request, claiming, key).finally(() => this.#underWay.delete(key));
    this.#underWay.set(key, claim);
    return await claim;
  }

  /** Whether a claim, once this was answered, enters the queue at once when it is called. */
  async isDirect(request: ClaimRequest): Promise<boolean> {
    const checked = await this.check(request);
    return checked.isAccepted && checked.topicIds.length === 1;
  }

  /** A commit left Units claimable. */
  wake(hint: CommitHint): void {
    for (const worker of hint.calledWorkers) this.#asked.get(worker)?.forget(hint.topicId);
    this.#waiters.wake(hint);
  }

  /** Ends all waiting: those claims are answered with no Units. */
  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#lookTimer);
    this.#waiters.close();
  }

  /**
   * Looks once a second for all that wait, in one statement, in case a hint was lost or woke somebody
   * who has gone.
   */
  #lookLater(): void {
    if (this.#isClosed) return;
    this.#lookTimer ??= setTimeout(() => {
      this.#lookTimer = undefined;
      const topicIds = this.#waiters.topicIds();
      if (topicIds.size === 0) return;
      this.#look(topicIds)
        // A database that cannot be read now can be in a second.
        .catch(() => undefined)
        .finally(() => this.#lookLater());
    }, lookEveryMs).unref();
  }

  async #look(topicIds: ReadonlySet<string>): Promise<void> {
    const found = await listClaimableTraits(this.#source, [...topicIds]);
    for (const [topicId, claimable] of found) {
      const nobody = new Set<string>();
      this.#waiters.wake({ topicId, claimable, calledWorkers: nobody, freedWorkers: nobody });
    }
  }

  /** Looks what is wrong with a claim, as far as that can be seen without trying it. */
  async check(request: ClaimRequest): Promise<Checked | Refused> {
    const faults = checkRequest(request);
    const topics = faults.length === 0 ? await this.#names.find(request.topics) : [];
    for (const [index, topicId] of topics.entries()) {
      if (topicId === undefined) faults.push(topicUnknown(request.topics[index] ?? '', index));
    }
    const [first, ...more] = faults;
    if (first !== undefined) return { isAccepted: false, rejections: [first, ...more] };
    return { isAccepted: true, topicIds: topics.filter((topicId) => topicId !== undefined) };
  }

  /** See ClaimWaiters. */
  readonly join: Join = (topicId, listClaimable) => this.#waiters.join(topicId, listClaimable);

  /** Begins to wait: what becomes claimable from now on is not missed. */
  enter(request: ClaimRequest, topicIds: readonly string[]): ClaimWaiter {
    const claimIn = (topicId: string) => claimOf(request, topicId, request.max);
    return this.#waiters.enter(wantedBy(request, topicIds), claimIn);
  }

  /** Waits, and has an eye on what hints did not tell. */
  async wait(waiter: ClaimWaiter, wait: Wait): Promise<boolean> {
    this.#lookLater();
    return await waiter.wait(wait);
  }

  async #claim(
    request: ClaimRequest,
    claiming: Claiming,
    recordKey?: string,
  ): Promise<ClaimAnswer> {
    const checked = await this.check(request);
    if (!checked.isAccepted) return checked;
    const { topicIds } = checked;
    // Whoever claims from a single Topic finds there what it was given before.
    if (recordKey !== undefined && topicIds.length > 1) {
      const replay = await this.#replay(request, topicIds, recordKey);
      if (replay !== undefined) return replay;
    }
    return await this.#claimOrWait(request, topicIds, claiming);
  }

  async #claimOrWait(
    request: ClaimRequest,
    topicIds: readonly string[],
    { signal, reported }: Claiming,
  ): Promise<ClaimAnswer> {
    const until = performance.now() + request.waitMs;
    for (;;) {
      // Waiting begins before looking, so that what is committed in between is not missed.
      const waiter = this.enter(request, topicIds);
      try {
        // Whoever is gone gets nothing: what it were given would have to run out first.
        if (signal?.aborted === true) return nothing;
        const asked = this.#askedBy(request.worker);
        const { answer, heldBackIn } = await this.claimNow(request, { topicIds, asked });
        const waitMs = until - performance.now();
        if (isWorthTelling(answer) || waitMs <= 0) return answer;
        await reported?.();
        if (!(await this.wait(waiter, { waitMs, heldBackIn, signal }))) return answer;
        const joined = this.joinedOf(waiter);
        if (joined !== undefined && isWorthTelling(joined.answer)) return joined.answer;
      } finally {
        waiter.leave();
      }
    }
  }

  /** How a claim ended that joined a batch while it waited; undefined if it is to be tried. */
  joinedOf({ joined }: ClaimWaiter): Tried | undefined {
    if (joined === undefined) return undefined;
    this.#lastServed.set(joined.topicId, ++this.#turn);
    return triedOf(joined);
  }

  /** Tries once. Whoever asks for nothing is seen, and told what is asked of it. */
  async claimNow(request: ClaimRequest, asking: Asking): Promise<Tried> {
    const { max } = request;
    const candidates = await this.#findCandidates(request, asking);
    const leases: LeasedUnit[] = [];
    const directives: WorkerDirective[] = [];
    const heldBackIn = new Set<string>();
    let isReplayed = false;
    for (const topicId of this.#inTurn(candidates)) {
      if (max > 0 && leases.length >= max) break;
      const outcome = await this.#claimOne(claimOf(request, topicId, max - leases.length));
      if (outcome.isAccepted) {
        const { result } = outcome;
        leases.push(...result.leases);
        if (result.directive !== undefined) directives.push(result.directive);
        if (result.isHeldBack) heldBackIn.add(topicId);
        isReplayed ||= outcome.isReplayed;
        this.#lastServed.set(topicId, ++this.#turn);
        // What was claimed from other Topics is the worker's already; it must hear of that first.
      } else if (leases.length === 0) {
        return { answer: outcome, heldBackIn };
      }
    }
    return { answer: { isAccepted: true, leases, directives, isReplayed }, heldBackIn };
  }

  /**
   * Of several Topics those that have something to claim, and those that have not heard of the worker
   * for some time: it is seen in all of them, and is told what is asked of it in any.
   */
  async #findCandidates(
    request: ClaimRequest,
    { topicIds, asked }: Asking,
  ): Promise<readonly string[]> {
    const now = performance.now();
    const claimable = request.max === 0 ? [] : await this.#findClaimable(request, topicIds);
    const isCandidate = new Set([...claimable, ...asked.listDue(topicIds, now)]);
    const candidates = topicIds.filter((id) => isCandidate.has(id));
    asked.note(candidates, now);
    return candidates;
  }

  async #findClaimable(
    request: ClaimRequest,
    topicIds: readonly string[],
  ): Promise<readonly string[]> {
    // A single one is looked at by claiming from it.
    if (topicIds.length === 1) return topicIds;
    return await listTopicsWithClaimableUnits(this.#source, topicIds, claimScope(request));
  }

  #askedBy(worker: string): AskedTopics {
    if (this.#asked.size > workerCountMax) this.#asked.clear();
    const asked = this.#asked.get(worker) ?? new AskedTopics();
    this.#asked.set(worker, asked);
    return asked;
  }

  /** The Units that an earlier claim with this request id was given, if there was one. */
  async #replay(
    request: ClaimRequest,
    topicIds: readonly string[],
    recordKey: string,
  ): Promise<ClaimAnswer | undefined> {
    const scopes = new Set(await findIdempotencyScopes(this.#source, recordKey));
    if (scopes.size === 0) return undefined;
    const leases: LeasedUnit[] = [];
    const directives: WorkerDirective[] = [];
    for (const topicId of topicIds.filter((id) => scopes.has(id))) {
      const outcome = await this.#claimOne(claimOf(request, topicId, request.max));
      if (!outcome.isAccepted) return outcome;
      leases.push(...outcome.result.leases);
      if (outcome.result.directive !== undefined) directives.push(outcome.result.directive);
    }
    return { isAccepted: true, leases, directives, isReplayed: true };
  }

  /** Those first that were served longest ago, so that no Topic waits behind a busy one. */
  #inTurn(topicIds: readonly string[]): readonly string[] {
    const lastServed = (id: string) => this.#lastServed.get(id) ?? 0;
    return [...topicIds].sort((a, b) => lastServed(a) - lastServed(b));
  }
}

const nothing: ClaimAnswer = { isAccepted: true, leases: [], directives: [], isReplayed: false };

const lookEveryMs = 1_000;

/** Workers that are remembered; beyond that all are asked anew. */
const workerCountMax = 100_000;

interface Claiming {
  readonly signal: AbortSignal | undefined;
  readonly reported: (() => Promise<unknown>) | undefined;
}

interface Asking {
  readonly topicIds: readonly string[];
  readonly asked: AskedTopics;
}

function isWorthTelling(answer: ClaimAnswer): boolean {
  if (!answer.isAccepted || answer.isReplayed) return true;
  return answer.leases.length > 0 || answer.directives.some(({ isNew }) => isNew);
}
