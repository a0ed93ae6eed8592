/**
 * The commands of one batch, all of one Topic, decided one after the other over one working set. A
 * command that is refused, or whose decision breaks down, is undone alone; the others go on, and see
 * what those before them did. Whoever drives this loads what it yields, from wherever the rows are,
 * and throws in what breaks down in loading.
 */
import type { Command, CommandName, Outcome } from '../../domain/command.ts';
import { propagate } from '../rules/propagate.ts';
import { attendToHolder } from '../worker/worker-registry.ts';
import { ensureForBatch } from './batch-needs.ts';
import type { AcceptedDecision, Context, Decision } from './handler.ts';
import { handlerOf } from './handlers.ts';
import { findReplay, recordOutcome } from './idempotency.ts';
import type { Step } from './needs.ts';
import { tellHolder } from './tell-holder.ts';
import type { WorkingSet } from './working-set.ts';

/** The answer to a command once the batch is written, or what broke down in deciding it. */
export type Answer = { readonly outcome: Outcome } | { readonly fault: unknown };

/** Answers in the order of the commands. A command that has to be alone is; see `isAlone`. */
export function* decideBatch(
  set: WorkingSet,
  commands: readonly Command[],
  context: Context,
): Generator<Step, readonly Answer[], void> {
  yield* ensureForBatch(set, commands);
  const answers: Answer[] = [];
  for (const command of commands) {
    answers.push(yield* answer(set, command, context));
    // Many commands are as long as one that touches much.
    yield undefined;
  }
  return answers;
}

/**
 * Whether a command makes a batch of its own. Those that change a graph look up keys and dependencies
 * in the database, level by level: were others to change the same graph before them in the batch,
 * every one of these look-ups had to be joined with what the batch knows better. Which version of a
 * Template is the newest is looked up likewise. What sets Limits counts anew what runs, by Limits that
 * all others of a batch have in common. A deletion removes rows that it has not loaded, so nobody may
 * have them in hand, and a Schedule that is removed has to be in the database with all that it has
 * fired. They are rare beside reports and claims, so they wait for the commit of what came before
 * instead.
 */
export function isAlone({ name }: Command): boolean {
  return aloneNames.has(name);
}

const aloneNames: ReadonlySet<CommandName> = new Set([
  'deleteExpired',
  'setLimit',
  'removeLimit',
  'publishTemplate',
  'deprecateTemplate',
  'removeSchedule',
  'spawn',
  'addTasks',
  'addUnits',
  'addDependencies',
  'removeDependencies',
  'removeUnits',
]);

function* answer(
  set: WorkingSet,
  command: Command,
  context: Context,
): Generator<Step, Answer, void> {
  set.begin();
  try {
    const replay = findReplay(set, command);
    if (replay !== undefined) return { outcome: replay };
    const decision = yield* decide(set, command, context);
    if (decision.isAccepted) yield* propagate(set);
    else {
      set.rollback();
      tellHolder(set, command, decision);
    }
    const outcome = decision.isAccepted
      ? acceptedAt(set, attendToHolder(set, command, decision))
      : decision;
    recordOutcome(set, command, outcome);
    return { outcome };
  } catch (fault) {
    set.rollback();
    return { fault };
  }
}

/** What was decided, and where in the journal it is to be seen. */
function acceptedAt(set: WorkingSet, { result, isReplayed }: AcceptedDecision): Outcome {
  return {
    isAccepted: true,
    result,
    isReplayed,
    topicId: set.topic.id,
    seq: set.topic.lastSeq,
  };
}

function* decide(
  set: WorkingSet,
  command: Command,
  context: Context,
): Generator<Step, Decision<CommandName>, void> {
  const handler = handlerOf(command);
  if ('decide' in handler) return handler.decide(command, set, context);
  return yield* handler.decideInPortions(command, set, context);
}
