/**
 * Commands that are answered by one commit. What they leave is known as soon as their statements are
 * with the database, so that the next can be decided while that writes; whoever relies on it has to
 * look whether it stood.
 */
import type { Answer } from '../commands/batch/decide-batch.ts';
import type { Context } from '../commands/batch/handler.ts';
import type { CommandName, Outcome } from '../domain/command.ts';
import type { Topic } from '../domain/topic.ts';
import { CommitUnknown, DatabaseUnavailable, type Store, type Transaction } from '../store/port.ts';
import type { JoiningClaim } from './claim-waiters.ts';
import type { CommitHint } from './commit-hint.ts';
import type { EarlyBatch } from './early-batch.ts';
import { EngineFault } from './engine-fault.ts';
import { type Join, Joining } from './joining.ts';
import { runBatch } from './run-batch.ts';
import type { BatchResult } from './topic-batch.ts';
import { nextTurn } from './turns.ts';
import type { Entry } from './waiting-line.ts';
import type { WarmTopics } from './warm-rows.ts';

export interface CommitOptions {
  readonly store: Store;
  readonly context: Context;
  readonly warm: WarmTopics;
  /** Those who wait and can be served by a batch; see ClaimWaiters. */
  readonly join: Join;
  /** Called after each commit, once per Topic. */
  readonly onCommit: (hint: CommitHint) => void;
  /** Called with what broke down, for the log. */
  readonly onFault: (fault: unknown, commandName: CommandName) => void;
}

/** The Topics as a commit leaves them, by id. */
export type LeftTopics = ReadonlyMap<string, Topic>;

/** What is being decided before the transaction is there. */
export interface Early {
  readonly batch: EarlyBatch;
  /** Whether what it relies on has been committed. */
  readonly isFounded: () => boolean;
  /** Takes no more commands in; resolves when those that are in are decided. */
  readonly close: () => Promise<void>;
}

export class Commit {
  readonly #options: CommitOptions;
  readonly #entries: readonly Entry[];
  #early: Early | undefined;
  #left: LeftTopics = nothing;
  #hasCommitted = false;
  readonly #handingOver = new Milestone();
  readonly #ending = new Milestone();
  /** Whether another is decided already that relies on what this one leaves. */
  isFollowed = false;
  /** Whether what was decided early was decided in vain. */
  wasEarlyInVain = false;

  /** @param entries are complete when `early` is closed, if there is such */
  constructor(options: CommitOptions, entries: readonly Entry[], early?: Early) {
    this.#options = options;
    this.#entries = entries;
    this.#early = early;
  }

  /** How much work it is, in Units. */
  get weight(): number {
    return this.#entries.reduce((sum, { weight }) => sum + weight, 0);
  }

  /** Resolves when all statements are with the database, or have come to nothing. */
  get handedOver(): Promise<void> {
    return this.#handingOver.reached;
  }

  /** Resolves when it has no transaction any more; whom it answers may be told a little later. */
  get ended(): Promise<void> {
    return this.#ending.reached;
  }

  get hasEnded(): boolean {
    return this.#ending.isReached;
  }

  /** What it is going to leave: nothing as long as that is not known. */
  get left(): LeftTopics {
    return this.#left;
  }

  /** Whether it has committed, and left that. */
  hasLeft(left: LeftTopics): boolean {
    return this.#hasCommitted && this.#left === left;
  }

  /** Answers all of its commands. Never rejects. */
  async run(): Promise<void> {
    await this.#commit(this.#entries, this.#options.join);
    this.#end();
  }

  #end(): void {
    this.#ending.reach();
    this.#handingOver.reach();
  }

  async #commit(entries: readonly Entry[], join: Join): Promise<void> {
    const joining = new Joining(join);
    let results: readonly AnsweredGroup[];
    try {
      results = await this.#runTransaction(entries, joining);
    } catch (fault) {
      await this.#answerFault(fault, entries, joining);
      return;
    }
    this.#hasCommitted = true;
    // With all of them this has ended: the next goes to the database, which works while answers are written.
    if (this.isFollowed && entries === this.#entries) {
      this.#end();
      await nextTurn();
    }
    for (const result of results) this.#answer(result);
  }

  async #answerFault(fault: unknown, entries: readonly Entry[], joining: Joining): Promise<void> {
    await this.#giveUpEarly();
    this.#takeBack();
    const hadJoined = joining.isAny;
    if (fault instanceof CommitUnknown) {
      joining.fail(new EngineFault('OUTCOME_UNKNOWN', { cause: fault }));
      for (const entry of entries) this.#fail(entry, 'OUTCOME_UNKNOWN', fault);
      return;
    }
    joining.leave();
    if (fault instanceof DatabaseUnavailable) {
      for (const entry of entries) this.#fail(entry, 'DATABASE_UNAVAILABLE', fault);
    } else if (hadJoined || entries.length > 1) {
      // Nothing was written. One of them breaks the whole batch; alone, it breaks only itself.
      for (const entry of entries) await this.#commit([entry], nobodyJoins);
    } else {
      for (const entry of entries) this.#fail(entry, 'INTERNAL', fault);
    }
  }

  async #runTransaction(
    entries: readonly Entry[],
    joining: Joining,
  ): Promise<readonly AnsweredGroup[]> {
    return await this.#options.store.transaction(async (transaction) => {
      // What was begun before has come to nothing, and is begun anew.
      joining.leave();
      this.#takeBack();
      const results =
        (await this.#finishEarly(transaction, joining)) ??
        (await this.#runBatches(entries, transaction, joining));
      this.#leave(results);
      return results;
    });
  }

  /** Undefined where nothing was decided early, or in vain. */
  async #finishEarly(
    transaction: Transaction,
    { join }: Joining,
  ): Promise<readonly AnsweredGroup[] | undefined> {
    const early = this.#early;
    if (early === undefined) return undefined;
    if (early.isFounded() && (await early.batch.enter(transaction))) {
      // Once it has read in one transaction it is of no use for another.
      this.#early = undefined;
      await early.close();
      return [{ group: this.#entries, result: await early.batch.finish(transaction, join) }];
    }
    this.wasEarlyInVain = true;
    await this.#giveUpEarly();
    return undefined;
  }

  /** Nothing of it counts, and its commands are there to be decided anew. */
  async #giveUpEarly(): Promise<void> {
    const early = this.#early;
    this.#early = undefined;
    if (early === undefined) return;
    early.batch.abandon();
    await early.close().catch(() => undefined);
  }

  async #runBatches(
    entries: readonly Entry[],
    transaction: Transaction,
    { join }: Joining,
  ): Promise<readonly AnsweredGroup[]> {
    const { store, context, warm } = this.#options;
    const results: AnsweredGroup[] = [];
    for (const [topicId, group] of groupsOf(entries)) {
      const commands = group.map(({ command }) => command);
      const options = { store, transaction, context, warm, join };
      results.push({ group, result: await runBatch(options, topicId, commands) });
    }
    return results;
  }

  /** All statements are with the database. */
  #leave(results: readonly AnsweredGroup[]): void {
    const left = new Map<string, Topic>();
    for (const { result } of results) {
      if (result.known === undefined) continue;
      this.#options.warm.keep(result.known);
      const { topic } = result.known.set;
      left.set(topic.id, topic);
    }
    this.#left = left;
    this.#handingOver.reach();
  }

  /** Nothing of what it has left stands. */
  #takeBack(): void {
    for (const topicId of this.#left.keys()) this.#options.warm.forget(topicId);
    this.#left = nothing;
  }

  #answer({ group, result }: AnsweredGroup): void {
    for (const [index, entry] of group.entries()) {
      const answer = result.answers[index];
      if (answer !== undefined) this.#settle(entry, answer);
    }
    for (const { claim, answer } of result.joined) settleJoined(claim, answer);
    if (result.hint !== undefined) this.#options.onCommit(result.hint);
  }

  #settle(entry: Entry, answer: Answer): void {
    if ('outcome' in answer) entry.resolve(answer.outcome);
    else this.#fail(entry, 'INTERNAL', answer.fault);
  }

  #fail(entry: Entry, code: EngineFault['code'], fault: unknown): void {
    this.#options.onFault(fault, entry.command.name);
    entry.reject(new EngineFault(code, { cause: fault }));
  }
}

/** A promise that is kept once. */
class Milestone {
  isReached = false;
  #resolve: () => void = () => undefined;
  readonly reached: Promise<void>;

  constructor() {
    this.reached = new Promise((resolve) => {
      this.#resolve = resolve;
    });
  }

  reach(): void {
    this.isReached = true;
    this.#resolve();
  }
}

/** The commands of one Topic, and what has come of them. */
interface AnsweredGroup {
  readonly group: readonly Entry[];
  readonly result: BatchResult;
}

const nothing: LeftTopics = new Map();

const nobodyJoins: Join = () => [];

function settleJoined(claim: JoiningClaim, answer: Answer): void {
  // A batch answers a claim with the outcome of a claim. What broke down is met again by trying again.
  if ('outcome' in answer) claim.answer(answer.outcome as Outcome<'claimUnits'>);
  else claim.leave();
}

/**
 * The commands by Topic, in the order of the Topics' ids: that is the one order in which Topics are
 * locked. Each creation of a Topic stands alone, since it has no Topic to share.
 */
function groupsOf(entries: readonly Entry[]): readonly (readonly [string, readonly Entry[]])[] {
  const byTopic = new Map<string, Entry[]>();
  const creations: (readonly [string, readonly Entry[]])[] = [];
  for (const entry of entries) {
    const group = byTopic.get(entry.topicId);
    if (entry.topicId === '') creations.push(['', [entry]]);
    else if (group === undefined) byTopic.set(entry.topicId, [entry]);
    else group.push(entry);
  }
  const groups = [...byTopic].sort(([a], [b]) => (a < b ? -1 : 1));
  return [...creations, ...groups];
}
