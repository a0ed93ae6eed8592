/**
 * A queue of commands on their way into the database: while one transaction is under way the next
 * batch collects, and one commit answers all of it. At rest a batch is one command; under load it is
 * hundreds, and the disk is synced once for all of them.
 */
import { type Answer, isAlone } from '../commands/batch/decide-batch.ts';
import type { Context } from '../commands/batch/handler.ts';
import type { Command, CommandName, Outcome } from '../domain/command.ts';
import { CommitUnknown, DatabaseUnavailable, type Store } from '../store/port.ts';
import { EngineFault } from './engine-fault.ts';
import { type CommitHint, runBatch } from './run-batch.ts';
import type { KnownRows, WarmTopics } from './warm-rows.ts';

export interface CommitOptions {
  readonly store: Store;
  readonly context: Context;
  readonly warm: WarmTopics;
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

  async #commit(entries: readonly Entry[]): Promise<void> {
    try {
      const { answers, hints, known } = await this.#runTransaction(entries);
      for (const each of known) this.#options.warm.keep(each);
      for (const [entry, answer] of answers) this.#settle(entry, answer);
      for (const hint of hints) this.#options.onCommit(hint);
    } catch (fault) {
      if (fault instanceof CommitUnknown) {
        for (const entry of entries) this.#fail(entry, 'OUTCOME_UNKNOWN', fault);
      } else if (fault instanceof DatabaseUnavailable) {
        for (const entry of entries) this.#fail(entry, 'DATABASE_UNAVAILABLE', fault);
      } else if (entries.length === 1) {
        for (const entry of entries) this.#fail(entry, 'INTERNAL', fault);
      } else {
        // Nothing was written. One of them breaks the whole batch; alone, it breaks only itself.
        for (const entry of entries) await this.#commit([entry]);
      }
    }
  }

  async #runTransaction(entries: readonly Entry[]): Promise<Committed> {
    const { store, context, warm } = this.#options;
    return await store.transaction(async (transaction) => {
      const answers = new Map<Entry, Answer>();
      const hints: CommitHint[] = [];
      const known: KnownRows[] = [];
      for (const [topicId, group] of groupsOf(entries)) {
        const commands = group.map(({ command }) => command);
        const result = await runBatch({ store, transaction, context, warm }, topicId, commands);
        group.forEach((entry, index) => {
          const answer = result.answers[index];
          if (answer !== undefined) answers.set(entry, answer);
        });
        if (result.hint !== undefined) hints.push(result.hint);
        if (result.known !== undefined) known.push(result.known);
      }
      return { answers, hints, known };
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
  readonly hints: readonly CommitHint[];
  readonly known: readonly KnownRows[];
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
