/**
 * One batch of commands on a picture, decided and followed up just as src/engine/run-batch.ts does
 * it with a database: one command after the other over one working set, what is refused or breaks
 * down undone alone, what has changed written at the end.
 */
import type { Context, Decision } from '../../src/commands/handler.ts';
import { handlerOf } from '../../src/commands/handlers.ts';
import { Needs, type Step } from '../../src/commands/needs.ts';
import { propagate } from '../../src/commands/propagate.ts';
import { tellHolder } from '../../src/commands/tell-holder.ts';
import { WorkingSet } from '../../src/commands/working-set.ts';
import type { Command, CommandName, Outcome } from '../../src/domain/command.ts';
import type { Event } from '../../src/domain/event.ts';
import type { Attempt } from '../../src/domain/lease.ts';
import { findReplay, recordOutcome } from '../../src/engine/idempotency.ts';
import { foreseeNeeds, foreseeStartingUnits } from '../../src/engine/load-needs.ts';
import { loadPicture } from './load-picture.ts';
import { type Picture, written } from './picture.ts';

export type Answer = { readonly outcome: Outcome } | { readonly fault: unknown };

export interface BatchResult {
  readonly after: Picture;
  /** In the order of the commands. */
  readonly answers: readonly Answer[];
  readonly events: readonly Event[];
  readonly attempts: readonly Attempt[];
  readonly set: WorkingSet;
}

export function runBatch(before: Picture, commands: readonly Command[]): BatchResult {
  const [topic] = before.topics.values();
  const now = Math.max(before.now, topic?.lastAt ?? 0);
  const set = new WorkingSet(now, topic && { ...topic });
  loadForBatch(before, set, commands);
  const context = contextOf(topic?.lastSeq ?? 0);
  const answers = commands.map((command) => answer({ before, set, context }, command));
  const { events, attempts } = set.appended;
  return { after: written(before, set), answers, events, attempts, set };
}

function loadForBatch(before: Picture, set: WorkingSet, commands: readonly Command[]): void {
  for (const [key, record] of before.idempotencyRecords) set.idempotencyRecords.set(key, record);
  const needs = new Needs();
  for (const command of commands) handlerOf(command).addNeeds(command, needs, set);
  loadPicture(before, set, needs);
  const foreseen = foreseeNeeds(set, needs);
  if (foreseen.dependantsOfTasks.size === 0) return;
  loadPicture(before, set, foreseen);
  loadPicture(before, set, foreseeStartingUnits(set, foreseen));
}

interface Deciding {
  readonly before: Picture;
  readonly set: WorkingSet;
  readonly context: Context;
}

function answer({ before, set, context }: Deciding, command: Command): Answer {
  set.begin();
  try {
    const replay = findReplay(set, command);
    if (replay !== undefined) return { outcome: replay };
    if (command.name === 'claimUnits' && set.hasLostClaimable) {
      const needs = new Needs();
      handlerOf(command).addNeeds(command, needs, set);
      loadPicture(before, set, needs);
    }
    const decision = decide({ before, set, context }, command);
    if (decision.isAccepted) drive({ before, set, context }, propagate(set));
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

function decide(deciding: Deciding, command: Command): Decision<CommandName> {
  const { set, context } = deciding;
  const handler = handlerOf(command);
  if ('decide' in handler) return handler.decide(command, set, context);
  return drive(deciding, handler.decideInPortions(command, set, context));
}

/** Loads what the steps need; nobody else is there to have a turn. */
function drive<Result>({ before, set }: Deciding, steps: Generator<Step, Result, void>): Result {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
    if (step.value !== undefined) loadPicture(before, set, step.value);
  }
}

/** Ids count on from the journal's head, so the same commands on the same picture make the same. */
function contextOf(lastSeq: number): Context {
  let count = 0;
  const next = () => {
    count += 1;
    return idAt(lastSeq, count);
  };
  return {
    ids: { next: (kind) => `${kind}_${next()}`, nextLeaseId: () => `lease_${next()}` },
    chance: () => 0.5,
  };
}

/** The id that the first lease of the next batch will have. */
export function nextLeaseId({ topics }: Picture): string {
  const [topic] = topics.values();
  return `lease_${idAt(topic?.lastSeq ?? 0, 1)}`;
}

function idAt(lastSeq: number, count: number): string {
  return `${lastSeq}`.padStart(6, '0') + `${count}`.padStart(3, '0');
}
