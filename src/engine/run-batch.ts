/**
 * One batch of commands of one Topic within a transaction: lock the Topic, load what the commands
 * need, let each decide in turn, write what changed. A command that is refused, or whose decision
 * breaks down, is rolled back alone; the others go on.
 */
import type { Context, Decision } from '../commands/handler.ts';
import { handlerOf } from '../commands/handlers.ts';
import { Needs, type Step } from '../commands/needs.ts';
import { propagate } from '../commands/propagate.ts';
import { tellHolder } from '../commands/tell-holder.ts';
import { WorkingSet } from '../commands/working-set.ts';
import type { Command, CommandName, Outcome } from '../domain/command.ts';
import { rejection } from '../domain/rejection.ts';
import { deadlineColumns } from '../domain/unit.ts';
import { lockTopic, type RowSource } from '../store/command-rows.ts';
import type { Store, Transaction } from '../store/port.ts';
import { findReplay, loadIdempotencyRecords, recordOutcome } from './idempotency.ts';
import { foreseeNeeds, foreseeStartingUnits, loadNeeds } from './load-needs.ts';
import { Turns } from './turns.ts';
import { writeChanges } from './write-changes.ts';

/** The answer to a command once the transaction is committed, or what broke down in deciding it. */
export type Answer = { readonly outcome: Outcome } | { readonly fault: unknown };

export interface BatchResult {
  /** In the order of the commands. */
  readonly answers: readonly Answer[];
  readonly hint: CommitHint | undefined;
}

/** What a commit means for those who wait. */
export interface CommitHint {
  readonly topicId: string;
  /** The head of the Topic's journal. */
  readonly seq: number;
  /** How many Units of which kinds were left claimable, of those that the batch saw. */
  readonly claimableCounts: ReadonlyMap<string, number>;
  /** The earliest instant at which something the batch touched waits for the clock. */
  readonly deadlineAt: number | undefined;
}

export interface BatchOptions {
  readonly store: Store;
  readonly transaction: Transaction;
  readonly context: Context;
}

/** @param topicId the Topic of all the commands; "" for the creation of one */
export async function runBatch(
  options: BatchOptions,
  topicId: string,
  commands: readonly Command[],
): Promise<BatchResult> {
  const { store, context } = options;
  const turns = new Turns();
  const source: RowSource = { reader: turns.between(options.transaction), rows: store.rows };
  const topic = topicId === '' ? undefined : await lockTopic(source, topicId);
  if (topicId !== '' && topic === undefined) return topicNotFound(topicId, commands);
  // Locked first, then the time is taken: so it never runs backwards within a Topic.
  const set = new WorkingSet(Math.max(store.now(), topic?.lastAt ?? 0), topic);
  await loadForBatch(source, set, commands);
  const answers: Answer[] = [];
  for (const command of commands) {
    answers.push(await answer({ source, set, context, turns }, command));
    // Many commands are as long as one that touches much.
    await turns.give();
  }
  await writeChanges(source.reader, store.rows, set);
  return { answers, hint: set.hasTopic ? hintOf(set) : undefined };
}

async function loadForBatch(
  source: RowSource,
  set: WorkingSet,
  commands: readonly Command[],
): Promise<void> {
  await loadIdempotencyRecords(source, set, commands);
  const needs = new Needs();
  for (const command of commands) handlerOf(command).addNeeds(command, needs, set);
  await loadNeeds(source, set, needs);
  const foreseen = foreseeNeeds(set, needs);
  if (foreseen.dependantsOfTasks.size === 0) return;
  await loadNeeds(source, set, foreseen);
  const starting = foreseeStartingUnits(set, foreseen);
  if (starting.startingUnitsOfTasks.size > 0) await loadNeeds(source, set, starting);
}

interface Deciding {
  readonly source: RowSource;
  readonly set: WorkingSet;
  readonly context: Context;
  readonly turns: Turns;
}

async function answer(deciding: Deciding, command: Command): Promise<Answer> {
  const { set } = deciding;
  set.begin();
  try {
    const replay = findReplay(set, command);
    if (replay !== undefined) return { outcome: replay };
    await loadAnew(deciding, command);
    const decision = await decide(deciding, command);
    if (decision.isAccepted) await drive(deciding, propagate(set));
    else {
      set.rollback();
      tellHolder(set, command, decision);
    }
    const outcome: Outcome = decision.isAccepted
      ? { ...decision, topicId: set.topic.id, seq: set.topic.lastSeq }
      : decision;
    recordOutcome(set, command, outcome);
    return { outcome };
  } catch (fault) {
    set.rollback();
    return { fault };
  }
}

async function decide(deciding: Deciding, command: Command): Promise<Decision<CommandName>> {
  const { set, context } = deciding;
  const handler = handlerOf(command);
  if ('decide' in handler) return handler.decide(command, set, context);
  return await drive(deciding, handler.decideInPortions(command, set, context));
}

/** Goes through a rule step by step: loads what it needs, and lets others have their turn. */
async function drive<Result>(
  { source, set, turns }: Deciding,
  steps: Generator<Step, Result, void>,
): Promise<Result> {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
    if (step.value === undefined) await turns.give();
    else await loadNeeds(source, set, step.value);
  }
}

/**
 * Before a claim that comes after Units were cancelled, paused or put back in the same batch: those
 * may have been all that was loaded for it, and there may be others behind them.
 */
async function loadAnew({ source, set }: Deciding, command: Command): Promise<void> {
  if (command.name !== 'claimUnits' || !set.hasLostClaimable) return;
  const needs = new Needs();
  handlerOf(command).addNeeds(command, needs, set);
  await loadNeeds(source, set, needs);
}

function hintOf(set: WorkingSet): CommitHint {
  let deadlineAt = Number.POSITIVE_INFINITY;
  for (const unit of set.units.values()) {
    for (const column of deadlineColumns) {
      const at = unit[column];
      if (at !== null && at < deadlineAt) deadlineAt = at;
    }
  }
  for (const scopes of [set.tasks, set.jobs, set.topics]) {
    for (const { resumeAt } of scopes.values()) {
      deadlineAt = Math.min(deadlineAt, resumeAt ?? deadlineAt);
    }
  }
  deadlineAt = Math.min(deadlineAt, set.topic.intakeOpensAt ?? deadlineAt);
  return {
    topicId: set.topic.id,
    seq: set.topic.lastSeq,
    // Nobody is woken for what a held Topic does not hand out.
    claimableCounts: set.topic.pausedAt === null ? set.claimOrder.countByKind() : new Map(),
    deadlineAt: deadlineAt === Number.POSITIVE_INFINITY ? undefined : deadlineAt,
  };
}

function topicNotFound(topicId: string, commands: readonly Command[]): BatchResult {
  const refusal = rejection('TOPIC_NOT_FOUND', `There is no Topic ${topicId}. Check the id.`);
  const outcome: Outcome = { isAccepted: false, rejections: [refusal] };
  return { answers: commands.map(() => ({ outcome })), hint: undefined };
}
