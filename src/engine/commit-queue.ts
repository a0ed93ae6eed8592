/**
 * A queue of commands on their way into the database: while one transaction is under way the next
 * batch collects, and one commit answers all of it. At rest a batch is one command; under load it is
 * hundreds, and the disk is synced once for all of them.
 */
import { type Answer, isAlone } from '../commands/batch/decide-batch.ts';
import type { Context } from '../commands/batch/handler.ts';
import type { Command, CommandName, Outcome } from '../domain/command.ts';
import { CommitUnknown, DatabaseUnavailable, type Store } from '../store/port.ts';
import type { JoiningClaim } from './claim-waiters.ts';
import { EngineFault } from './engine-fault.ts';
import { type Join, Joining } from './joining.ts';
import { type CommitHint, type JoinedClaim, runBatch } from './run-batch.ts';
import type { KnownRows, WarmTopics } from './warm-rows.ts';

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

/** Work of one batch, in Units; beyond it a transaction would hold up everybody else for too long. */
const batchWeightMax = 2_000;
/** Who lets transactions begin, so that there are no more of them at once than the store can have. */
export interface Slots {
  take(): Promise<void>;
  giveBack(): void;
}

export class CommitQueue {
  readonly #options: CommitOptions;
  readonly #slots: Slots;
  #waiting: Entry[] = [];
  #run: Promise<void> | undefined;

  constructor(options: CommitOptions, slots: Slots) {
    this.#options = options;
    this.#slots = slots;
  }

  /** Resolves with the answer once it is on stable storage; rejects with an EngineFault. */
  add(topicId: string, command: Command): Promise<Outcome> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ topicId, command, resolve, reject });
      this.#run ??= this.#drain();
    });
  }

  /** Resolves when everything that was added has been answered. */
  async idle(): Promise<void> {
    while (this.#run !== undefined) await this.#run;
  }

  async #drain(): Promise<void> {
    while (this.#waiting.length > 0) {
      await this.#slots.take();
      // Requests that have arrived by now get to enter this batch; those that come later, the next.
      await new Promise((resolve) => setImmediate(resolve));
      const count = batchLength(this.#waiting);
      const batch = this.#waiting.slice(0, count);
      this.#waiting = this.#waiting.slice(count);
      await this.#commit(batch);
      this.#slots.giveBack();
    }
    this.#run = undefined;
  }

  async #commit(entries: readonly Entry[], join = this.#options.join): Promise<void> {
    const joining = new Joining(join);
    try {
      const { answers, joined, hints, known } = await this.#runTransaction(entries, joining);
      for (const each of known) this.#options.warm.keep(each);
      for (const [entry, answer] of answers) this.#settle(entry, answer);
      for (const { claim, answer } of joined) settleJoined(claim, answer);
      for (const hint of hints) this.#options.onCommit(hint);
    } catch (fault) {
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
  }

  async #runTransaction(entries: readonly Entry[], joining: Joining): Promise<Committed> {
    const { store, context, warm } = this.#options;
    return await store.transaction(async (transaction) => {
      // What was begun before has come to nothing, and is begun anew.
      joining.leave();
      const answers = new Map<Entry, Answer>();
      const joined: JoinedClaim[] = [];
      const hints: CommitHint[] = [];
      const known: KnownRows[] = [];
      for (const [topicId, group] of groupsOf(entries)) {
        const commands = group.map(({ command }) => command);
        const options = { store, transaction, context, warm, join: joining.join };
        const result = await runBatch(options, topicId, commands);
        group.forEach((entry, index) => {
          const answer = result.answers[index];
          if (answer !== undefined) answers.set(entry, answer);
        });
        joined.push(...result.joined);
        if (result.hint !== undefined) hints.push(result.hint);
        if (result.known !== undefined) known.push(result.known);
      }
      return { answers, joined, hints, known };
    });
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

interface Entry {
  readonly topicId: string;
  readonly command: Command;
  readonly resolve: (outcome: Outcome) => void;
  readonly reject: (fault: EngineFault) => void;
}

interface Committed {
  readonly answers: ReadonlyMap<Entry, Answer>;
  readonly joined: readonly JoinedClaim[];
  readonly hints: readonly CommitHint[];
  readonly known: readonly KnownRows[];
}

const nobodyJoins: Join = () => [];

function settleJoined(claim: JoiningClaim, answer: Answer): void {
  // A batch answers a claim with the outcome of a claim. What broke down is met again by trying again.
  if ('outcome' in answer) claim.answer(answer.outcome as Outcome<'claimUnits'>);
  else claim.leave();
}

/** How many of the waiting commands make the next batch: at least one. */
function batchLength(waiting: readonly Entry[]): number {
  let weight = 0;
  let length = 0;
  for (const { command } of waiting) {
    if (isAlone(command)) return Math.max(1, length);
    weight += weightOf(command);
    if (length > 0 && weight > batchWeightMax) break;
    length += 1;
  }
  return length;
}

function weightOf(command: Command): number {
  switch (command.name) {
    case 'submitJob':
      return command.job.tasks.reduce((sum, { units }) => sum + 1 + units.length, 1);
    case 'claimUnits':
      return command.max;
    default:
      return 1;
  }
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
