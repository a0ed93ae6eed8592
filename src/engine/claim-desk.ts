/**
 * Claims over several Topics, with long poll: a claim that finds nothing waits until a commit
 * leaves Units claimable, and is then tried again, those first who have waited longest.
 */
import { checkClaimLabels, claimRecordKey, claimScope } from '../commands/claim-units.ts';
import { bounds } from '../domain/bounds.ts';
import type { Command, LeasedUnit, Outcome, Refused } from '../domain/command.ts';
import { type Rejection, rejection } from '../domain/rejection.ts';
import { checkNumber } from '../domain/value-checks.ts';
import { findIdempotencyScopes, findTopicsByName, type RowSource } from '../store/command-rows.ts';
import type { Store } from '../store/port.ts';
import { listTopicsWithClaimableUnits } from '../store/topic-ids.ts';
import { ClaimWaiters } from './claim-waiters.ts';
import type { CommitHint } from './run-batch.ts';

export interface ClaimRequest {
  /** Names of Topics; the one that was served longest ago has the first go. */
  readonly topics: readonly string[];
  readonly worker: string;
  /** Null claims any kind. */
  readonly kinds: readonly string[] | null;
  /** JSON text of an object of texts; see the command. */
  readonly labels?: string | undefined;
  readonly max: number;
  readonly leaseMs: number;
  /** How long to wait for Units when there are none, milliseconds. */
  readonly waitMs: number;
  /** Repeating a claim with the same id answers the same Units. */
  readonly requestId: string | null;
}

export type ClaimAnswer =
  | {
      readonly isAccepted: true;
      readonly leases: readonly LeasedUnit[];
      readonly isReplayed: boolean;
    }
  | Refused;

type ClaimOne = (command: Command<'claimUnits'>) => Promise<Outcome<'claimUnits'>>;

export class ClaimDesk {
  readonly #source: RowSource;
  readonly #claimOne: ClaimOne;
  readonly #waiters = new ClaimWaiters();
  readonly #topicIdByName = new Map<string, string>();
  readonly #underWay = new Map<string, Promise<ClaimAnswer>>();
  readonly #lastServed = new Map<string, number>();
  #turn = 0;

  constructor(store: Store, claimOne: ClaimOne) {
    this.#source = { reader: store, rows: store.rows };
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
    this.#waiters.wake(hint.topicId, hint.claimable);
  }

  /** Ends all waiting: those claims are answered with no Units. */
  close(): void {
    this.#waiters.close();
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
      const wanted = { scope: claimScope(request), max: request.max };
      const waiter = this.#waiters.enter({ topicIds: new Set(topicIds), ...wanted });
      try {
        // Whoever is gone gets nothing: what it were given would have to run out first.
        if (signal?.aborted === true) return nothing;
        const answer = await this.#claimNow(request, topicIds);
        const waitMs = until - performance.now();
        const isDone = !answer.isAccepted || answer.leases.length > 0 || waitMs <= 0;
        if (isDone || !(await waiter.wait(waitMs, signal))) return answer;
      } finally {
        waiter.leave();
      }
    }
  }

  async #claimNow(request: ClaimRequest, topicIds: readonly string[]): Promise<ClaimAnswer> {
    const { max } = request;
    const candidates =
      topicIds.length === 1
        ? topicIds
        : await listTopicsWithClaimableUnits(this.#source, topicIds, claimScope(request));
    const leases: LeasedUnit[] = [];
    for (const topicId of this.#inTurn(candidates)) {
      if (leases.length >= max) break;
      const outcome = await this.#claimOne(claimOf(request, topicId, max - leases.length));
      if (outcome.isAccepted) {
        leases.push(...outcome.result.leases);
        this.#lastServed.set(topicId, ++this.#turn);
        // What was claimed from other Topics is the worker's already; it must hear of that first.
      } else if (leases.length === 0) {
        return outcome;
      }
    }
    return { isAccepted: true, leases, isReplayed: false };
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
    for (const topicId of topicIds.filter((id) => scopes.has(id))) {
      const outcome = await this.#claimOne(claimOf(request, topicId, request.max));
      if (!outcome.isAccepted) return outcome;
      leases.push(...outcome.result.leases);
    }
    return { isAccepted: true, leases, isReplayed: true };
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

const nothing: ClaimAnswer = { isAccepted: true, leases: [], isReplayed: false };

function claimOf(request: ClaimRequest, topicId: string, max: number): Command<'claimUnits'> {
  const { worker, kinds, labels, leaseMs, requestId } = request;
  return { name: 'claimUnits', topicId, worker, kinds, labels, max, leaseMs, requestId };
}

function checkRequest({ topics, kinds, labels, waitMs }: ClaimRequest): Rejection[] {
  return [
    ...checkClaimLabels(labels, ['input', 'labels']),
    ...checkCount('topics', topics.length, { least: 1, most: bounds.claimTopicCount }),
    ...(kinds === null
      ? []
      : checkCount('kinds', kinds.length, { least: 1, most: bounds.claimKindCount })),
    ...checkNumber(waitMs, { least: 0, most: bounds.claimWaitMs, path: ['input', 'waitMs'] }),
  ];
}

function checkCount(
  noun: 'topics' | 'kinds',
  count: number,
  { least, most }: { least: number; most: number },
): readonly Rejection[] {
  if (count >= least && count <= most) return [];
  const message = `The claim names ${count} ${noun}; name from ${least} to ${most}.`;
  return [rejection('TOO_MANY', message, { path: ['input', noun], details: { least, most } })];
}

function topicUnknown(name: string, index: number): Rejection {
  return rejection(
    'TOPIC_NOT_FOUND',
    `There is no Topic "${name}". Create it with topicCreate, or check the name.`,
    { path: ['input', 'topics', `${index}`] },
  );
}
