/** The way of commands into the queues, and of their answers, alone or together with others. */
import { refused } from '../commands/batch/handler.ts';
import { handlerOf } from '../commands/batch/handlers.ts';
import type { Command, CommandName, Outcome } from '../domain/command.ts';
import type { Rejection } from '../domain/rejection.ts';
import { EngineFault } from './engine-fault.ts';
import { Turns } from './turns.ts';

type Enqueue = (command: Command) => Promise<Outcome>;

/** Unless its check takes long, nothing is awaited before it is enqueued. */
export async function executeOne<N extends CommandName>(
  given: Command<N>,
  enqueue: Enqueue,
): Promise<Outcome<N>> {
  // The compiler does not follow a command and its kind of outcome through the generic name.
  const command = given as Command;
  const faults = faultsOf(command, new Turns());
  const [fault, ...more] = faults instanceof Promise ? await faults : faults;
  const outcome = fault === undefined ? await enqueue(command) : refused(fault, ...more);
  // As above.
  return outcome as Outcome<N>;
}

/** Checks all of them, with turns for others in between, and only then has the first one enqueued. */
export async function executeAll<N extends CommandName>(
  commands: readonly Command<N>[],
  enqueue: Enqueue,
): Promise<readonly Outcome<N>[]> {
  const turns = new Turns();
  const checked: (() => Outcome | Promise<Outcome>)[] = [];
  for (const given of commands) {
    // As above, and likewise for the outcomes below.
    const command = given as Command;
    const [fault, ...more] = await faultsOf(command, turns);
    checked.push(() => (fault === undefined ? enqueue(command) : refused(fault, ...more)));
    if (turns.areDue()) await turns.give();
  }
  // One outcome for each command, all of which have the one name.
  return (await settleAll(checked.map((go) => go()))) as readonly Outcome<N>[];
}

/**
 * The answers to commands that belong to one request, when there is one to each. Where some of them
 * broke down, what is said is true of all: others may have taken effect, so it is only definite when
 * all of them broke down in the same way.
 */
export async function settleAll<Answer>(
  asked: readonly (Answer | Promise<Answer>)[],
): Promise<readonly Answer[]> {
  const answers: Answer[] = [];
  const faults: unknown[] = [];
  for (const settled of await Promise.allSettled(asked)) {
    if (settled.status === 'fulfilled') answers.push(settled.value);
    else faults.push(settled.reason);
  }
  if (faults.length === 0) return answers;
  const [cause] = faults;
  const codes = new Set(faults.map((fault) => (fault instanceof EngineFault ? fault.code : fault)));
  if (answers.length === 0 && codes.size === 1) throw cause;
  throw new EngineFault('OUTCOME_UNKNOWN', { cause });
}

/** What is wrong with a command as far as that can be seen without looking at anything else. */
function faultsOf(
  command: Command,
  turns: Turns,
): readonly Rejection[] | Promise<readonly Rejection[]> {
  const checked = handlerOf(command).check(command);
  return 'next' in checked ? turns.through(checked) : checked;
}
