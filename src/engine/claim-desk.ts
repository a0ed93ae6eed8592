/**
 * Claims over several Topics, with long poll: a claim that finds nothing waits until a commit
 * leaves Units claimable, and is then tried again, those first who have waited longest. A worker of
 * whom something new is asked is answered at once; one that knows and claims all the same waits like
 * on an empty Topic, so that nobody asks in a circle.
 */
import { claimRecordKey, claimScope } from '../commands/claim/claim-units.ts';
import type { Command, Outcome } from '../domain/command.ts';
import type { LeasedUnit } from '../domain/command-results.ts';
import { seenEveryMs, type WorkerDirective } from '../domain/worker.ts';
import {
  findIdempotencyScopes,
  findTopicsByName,
  type RowSource,
  sourceOf,
} from '../store/command-rows.ts';
import type { Store } from '../store/port.ts';
import { listClaimableTraits, listTopicsWithClaimableUnits } from '../store/topic-ids.ts';
import {
  type ClaimAnswer,
  type ClaimRequest,
  checkRequest,
  claimOf,
  topicUnknown,
  wantedBy,
} from './claim-request.ts';
import { ClaimWaiters } from './claim-waiters.ts';
import type { CommitHint } from './run-batch.ts';

type ClaimOne = (command: Command<'claimUnits'>) => Promise<Outcome<'claimUnits'>>;

export class ClaimDesk {
  readonly #source: RowSource;
  readonly #claimOne: ClaimOne;
  readonly #waiters = new ClaimWaiters();
  readonly #topicIdByName = new Map<string, string>();
  readonly #underWay = new Map<string, Promise<ClaimAnswer>>();
  readonly #lastServed = new Map<string, number>();
  /** When a worker was last asked for in a Topic, so that its registry knows of all who wait. */
  readonly #lastAsked = new Map<string, number>();
  #turn = 0;
  #lookTimer: NodeJS.Timeout | undefined;
  #isClosed = false;

  constructor(store: Store, claimOne: ClaimOne) {
    this.#source = sourceOf(store);
    this.#claimOne = claimOne;
  }

  async claim(request: ClaimRequest, signal?: AbortSignal): Promise<ClaimAnswer> {
    if (request.requestId === null) return await this.#claim(request, signal);
    // A repetition that overtakes the claim it repeats gets the answer of that claim.
    const key = claimRecordKey(request.worker, request.requestId);
    const underWay = this.#underWay.get(key);
    if (underWay !== undefined) return await underWay;
    const claim = this.#claim(request, signal, key).finally(() => this.#underWay.delete(key));
    this.#underWay.set(key, claim);
    return await claim;
  }

  /** A commit left Units claimable. */
  wake(hint: CommitHint): void {
    for (const worker of hint.calledWorkers) this.#lastAsked.delete(placeOf(hint.topicId, worker));
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

  async #claim(
    request: ClaimRequest,
    signal: AbortSignal | undefined,
    recordKey?: string,
  ): Promise<ClaimAnswer> {
    const faults = checkRequest(request);
    const topics = faults.length === 0 ? await this.#findTopics(request.topics) : [];
    for (const [index, topicId] of topics.entries()) {
      if (topicId === undefined) faults.push(topicUnknown(request.topics[index] ?? '', index));
    }
    const [first, ...more] = faults;
    if (first !== undefined) return { isAccepted: false, rejections: [first, ...more] };
    const topicIds = topics.filter((topicId) => topicId !== undefined);
    if (recordKey !== undefined) {
      const replay = await this.#replay(request, topicIds, recordKey);
      if (replay !== undefined) return replay;
    }
    return await this.#claimOrWait(request, topicIds, signal);
  }

  async #claimOrWait(
    request: ClaimRequest,
    topicIds: readonly string[],
    signal: AbortSignal | undefined,
  ): Promise<ClaimAnswer> {
    const until = performance.now() + request.waitMs;
    for (;;) {
      // Waiting begins before looking, so that what is committed in between is not missed.
      const waiter = this.#waiters.enter(wantedBy(request, topicIds));
      try {
        // Whoever is gone gets nothing: what it were given would have to run out first.
        if (signal?.aborted === true) return nothing;
        const { answer, heldBackIn } = await this.#claimNow(request, topicIds);
        const waitMs = until - performance.now();
        if (isWorthTelling(answer) || waitMs <= 0) return answer;
        this.#lookLater();
        if (!(await waiter.wait({ waitMs, heldBackIn, signal }))) return answer;
      } finally {
        waiter.leave();
      }
    }
  }

  async #claimNow(
    request: ClaimRequest,
    topicIds: readonly string[],
  ): Promise<{ readonly answer: ClaimAnswer; readonly heldBackIn: ReadonlySet<string> }> {
    const { max } = request;
    const candidates =
      topicIds.length === 1 ? topicIds : await this.#findCandidates(request, topicIds);
    const leases: LeasedUnit[] = [];
    const directives: WorkerDirective[] = [];
    const heldBackIn = new Set<string>();
    for (const topicId of this.#inTurn(candidates)) {
      if (leases.length >= max) break;
      const outcome = await this.#claimOne(claimOf(request, topicId, max - leases.length));
      if (outcome.isAccepted) {
        const { result } = outcome;
        leases.push(...result.leases);
        if (result.directive !== undefined) directives.push(result.directive);
        if (result.isHeldBack) heldBackIn.add(topicId);
        this.#lastServed.set(topicId, ++this.#turn);
        // What was claimed from other Topics is the worker's already; it must hear of that first.
      } else if (leases.length === 0) {
        return { answer: outcome, heldBackIn };
      }
    }
    return { answer: { isAccepted: true, leases, directives, isReplayed: false }, heldBackIn };
  }

  /**
   * Of several Topics those that have something to claim, and those that have not heard of the worker
   * for some time: it is seen in all of them, and is told what is asked of it in any.
   */
  async #findCandidates(
    request: ClaimRequest,
    topicIds: readonly string[],
  ): Promise<readonly string[]> {
    const now = performance.now();
    const unasked = topicIds.filter((id) => {
      const lastAsked =
        this.#lastAsked.get(placeOf(id, request.worker)) ?? Number.NEGATIVE_INFINITY;
      return now - lastAsked >= seenEveryMs;
    });
    const scope = claimScope(request);
    const claimable = await listTopicsWithClaimableUnits(this.#source, topicIds, scope);
    const isCandidate = new Set([...claimable, ...unasked]);
    const candidates = topicIds.filter((id) => isCandidate.has(id));
    if (this.#lastAsked.size > placeCountMax) this.#lastAsked.clear();
    for (const id of candidates) this.#lastAsked.set(placeOf(id, request.worker), now);
    return candidates;
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

  async #findTopics(names: readonly string[]): Promise<readonly (string | undefined)[]> {
    const unknown = names.filter((name) => !this.#topicIdByName.has(name));
    if (unknown.length > 0) {
      for (const { id, name } of await findTopicsByName(this.#source, unknown)) {
        this.#topicIdByName.set(name, id);
      }
    }
    return names.map((name) => this.#topicIdByName.get(name));
  }

  /** Those first that were served longest ago, so that no Topic waits behind a busy one. */
  #inTurn(topicIds: readonly string[]): readonly string[] {
    const lastServed = (id: string) => this.#lastServed.get(id) ?? 0;
    return [...topicIds].sort((a, b) => lastServed(a) - lastServed(b));
  }
}

const nothing: ClaimAnswer = { isAccepted: true, leases: [], directives: [], isReplayed: false };

const lookEveryMs = 1_000;

/** Places that are remembered; beyond that all are asked anew. */
const placeCountMax = 100_000;

function placeOf(topicId: string, worker: string): string {
  return `${topicId} ${worker}`;
}

function isWorthTelling(answer: ClaimAnswer): boolean {
  if (!answer.isAccepted) return true;
  return answer.leases.length > 0 || answer.directives.some(({ isNew }) => isNew);
}
