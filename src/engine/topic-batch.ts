/**
 * The commands of one batch, all of one Topic: decided portion by portion over what they need of it, with
 * those who wait and can be served, and written at once.
 */
import { type Answer, decideBatch } from '../commands/batch/decide-batch.ts';
import type { Context } from '../commands/batch/handler.ts';
import type { Step } from '../commands/batch/needs.ts';
import { WorkingSet } from '../commands/batch/working-set.ts';
import type { Command } from '../domain/command.ts';
import type { Topic } from '../domain/topic.ts';
import { sourceOf } from '../store/command-rows.ts';
import type { SqlReader, SqlWriter, Store } from '../store/port.ts';
import type { JoiningClaim } from './claim-waiters.ts';
import { type CommitHint, hintOf, listClaimable } from './commit-hint.ts';
import type { WarmSource } from './find-rows.ts';
import type { Join } from './joining.ts';
import { loadLimits } from './load-limits.ts';
import { loadNeeds } from './load-needs.ts';
import type { Turns } from './turns.ts';
import type { KnownRows, WarmRows } from './warm-rows.ts';
import { writeChanges } from './write-changes.ts';

export interface BatchResult {
  /** In the order of the commands. */
  readonly answers: readonly Answer[];
  readonly hint: CommitHint | undefined;
  /** What those are told who waited and joined, once the batch is committed. */
  readonly joined: readonly JoinedClaim[];
  /** What is known once all of it is with the database; undefined where nobody may rely on it. */
  readonly known: KnownRows | undefined;
}

/** A claim that has joined, and how it was decided. */
export interface JoinedClaim {
  readonly claim: JoiningClaim;
  readonly answer: Answer;
}

export interface TopicBatchOptions {
  readonly store: Store;
  readonly context: Context;
  /** Undefined where the batch creates one. */
  readonly topic: Topic | undefined;
  /** Epoch milliseconds. */
  readonly now: number;
  /** What is known of the Topic; undefined when nothing is, or nothing may be taken as known. */
  readonly warm: WarmRows | undefined;
  readonly reader: SqlReader;
  readonly turns: Turns;
  /** Whether its command has to be alone: it may change rows that it has not in hand. */
  readonly isAlone: boolean;
}

export class TopicBatch {
  readonly #options: TopicBatchOptions;
  readonly #set: WorkingSet;
  readonly #source: WarmSource;
  readonly #answers: Answer[] = [];
  readonly #joined: JoinedClaim[] = [];
  #hasBegun = false;
  #isRevised = false;
  /** What is to be written, unless something was decided since. */
  #prepared: readonly Statement[] | undefined;

  constructor(options: TopicBatchOptions) {
    const { topic, now, store, reader, warm } = options;
    this.#options = options;
    this.#set = new WorkingSet(Math.max(now, topic?.lastAt ?? 0), topic);
    this.#source = { ...sourceOf(store, reader), warm };
  }

  /** Decides commands; those of a later call see what those of the former have made. */
  async decide(commands: readonly Command[]): Promise<void> {
    this.#answers.push(...(await this.#decide(commands)));
  }

  /** What commands have left claimable is claimed at once by those who wait for it. */
  async letJoin(join: Join): Promise<void> {
    const set = this.#set;
    if (!set.hasTopic || this.#options.isAlone) return;
    const claims = join(set.topic.id, () => listClaimable(set));
    if (claims.length === 0) return;
    const answers = await this.#decide(claims.map(({ command }) => command));
    for (const [index, claim] of claims.entries()) {
      const answer = answers[index];
      if (answer !== undefined) this.#joined.push({ claim, answer });
    }
  }

  /** Makes ready what is to be written, as far as nothing else is decided. */
  async prepare(): Promise<void> {
    if (this.#prepared !== undefined) return;
    const statements: Statement[] = [];
    const write: SqlWriter['write'] = async (...statement) => void statements.push(statement);
    await this.#writeChanges({ write });
    this.#prepared = statements;
  }

  /** Resolves when all that has changed is with the database. */
  async write(target: SqlWriter): Promise<BatchResult> {
    const { warm, isAlone } = this.#options;
    const set = this.#set;
    if (this.#prepared === undefined) await this.#writeChanges(target);
    else for (const statement of this.#prepared) await target.write(...statement);
    return {
      answers: this.#answers,
      joined: this.#joined,
      hint: set.hasTopic ? hintOf(set) : undefined,
      known: set.hasTopic && !isAlone ? { set, warm } : undefined,
    };
  }

  async #writeChanges(target: SqlWriter): Promise<void> {
    const { store, isAlone } = this.#options;
    const set = this.#set;
    const isChanged = hasChangedRows(set) || (isAlone && this.#answers.some(isAccepted));
    if (isChanged && !this.#isRevised) {
      this.#isRevised = true;
      raiseRevision(set);
    }
    await writeChanges(target, store, set);
  }

  async #decide(commands: readonly Command[]): Promise<readonly Answer[]> {
    this.#prepared = undefined;
    if (!this.#hasBegun) {
      this.#hasBegun = true;
      await loadLimits(this.#source, this.#set);
    }
    return await this.#drive(decideBatch(this.#set, commands, this.#options.context));
  }

  /** Goes through the decisions step by step: loads what they need, and lets others have their turn. */
  async #drive<Result>(steps: Generator<Step, Result, void>): Promise<Result> {
    const { turns } = this.#options;
    let step = steps.next();
    while (step.done !== true) {
      if (step.value === undefined) {
        // Waiting for nothing would cost each command a turn of the promises.
        if (turns.areDue()) await turns.give();
        step = steps.next();
      } else {
        step = await loadNeeds(this.#source, this.#set, step.value).then(
          () => steps.next(),
          // What breaks down in loading does so for the command that needs it, and for no other.
          (fault: unknown) => steps.throw(fault),
        );
      }
    }
    return step.value;
  }
}

/** With its parameters. */
type Statement = Parameters<SqlWriter['write']>;

/** Whether anything of that is not as it was which may be kept in memory between batches. */
function hasChangedRows({ jobs, tasks, units, lanes, workers }: WorkingSet): boolean {
  return [jobs, tasks, units, lanes, workers.rows].some(({ hasChanges }) => hasChanges);
}

/** Nobody may rely any more on what he knows of the Topic. */
function raiseRevision({ topics, topic }: WorkingSet): void {
  topics.count(topic, 'revision', 1);
}

function isAccepted(answer: Answer): boolean {
  return 'outcome' in answer && answer.outcome.isAccepted;
}
