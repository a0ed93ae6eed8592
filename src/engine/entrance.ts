/**
 * What commands pass on their way into the queues, alone or together with others: each is looked at
 * by itself, and the Topic is found whose queue it enters. Alone they enter in the order of the calls as
 * long as none of that takes time; those of one request are prepared first, all of them, and then
 * enter in one turn, so that nothing gets between them and their order stays.
 */
import { refused } from '../commands/batch/handler.ts';
import { handlerOf } from '../commands/batch/handlers.ts';
import type { Command, CommandName, Outcome, Refused } from '../domain/command.ts';
import type { Results } from '../domain/command-results.ts';
import {
  jobNotFound,
  limitNotFound,
  type Rejection,
  rejection,
  scheduleNotFound,
  taskNotFound,
  unitNotFound,
  workerNotFound,
} from '../domain/rejection.ts';
import type { Store } from '../store/port.ts';
import type { CommitQueues } from './commit-queues.ts';
import { Directory } from './directory.ts';
import { settleAll } from './settle-all.ts';
import { Turns } from './turns.ts';

/** Has a command enter its queue, and resolves as `Engine.execute` does. */
export type Entering<N extends CommandName = CommandName> = () => Promise<Outcome<N>>;

export class Entrance {
  readonly #directory: Directory;
  readonly #queues: CommitQueues;
  #isClosed = false;

  constructor(store: Store, queues: CommitQueues) {
    this.#directory = new Directory(store);
    this.#queues = queues;
  }

  /** See `Engine.execute`. Unless something takes long, nothing is awaited before it enters. */
  async execute<N extends CommandName>(given: Command<N>): Promise<Outcome<N>> {
    // The compiler does not follow a command and its kind of outcome through the generic name.
    const command = given as Command;
    const faults = faultsOf(command, new Turns());
    const found = this.#findWay(command, faults instanceof Promise ? await faults : faults);
    // As above.
    return (await (found instanceof Promise ? await found : found)()) as Outcome<N>;
  }

  /** See `Engine.executeAll`. */
  async executeAll<N extends CommandName>(
    commands: readonly Command<N>[],
  ): Promise<readonly Outcome<N>[]> {
    const entering = await this.prepareAll(commands);
    return await settleAll(entering.map((enter) => enter()));
  }

  /** Looks at all of them, with turns for others in between; answers what has each enter its queue. */
  async prepareAll<N extends CommandName>(
    commands: readonly Command<N>[],
  ): Promise<readonly Entering<N>[]> {
    const turns = new Turns();
    const checked: (readonly [Command, readonly Rejection[]])[] = [];
    for (const given of commands) {
      // As above, and likewise for what they are answered.
      const command = given as Command;
      const faults = faultsOf(command, turns);
      checked.push([command, faults instanceof Promise ? await faults : faults]);
      if (turns.areDue()) await turns.give();
    }
    const found = checked.map(([command, faults]) => this.#findWay(command, faults));
    // Mostly all are known, and a promise for each would cost a turn of its own.
    const isAllKnown = found.every((way) => !(way instanceof Promise));
    // One for each command, all of which have the one name.
    return (isAllKnown
      ? found
      : await Promise.all(found)) as readonly (() => Promise<Outcome>)[] as readonly Entering<N>[];
  }

  /** Nothing enters any more. */
  close(): void {
    this.#isClosed = true;
  }

  #findWay(command: Command, [fault, ...more]: readonly Rejection[]): Entering | Promise<Entering> {
    if (this.#isClosed) return answering(draining);
    if (fault !== undefined) return answering(refused(fault, ...more));
    const found = topicIdOf(command, this.#directory);
    return found instanceof Promise
      ? found.then((topicId) => this.#wayInto(topicId, command))
      : this.#wayInto(found, command);
  }

  #wayInto(topicId: string | undefined, command: Command): Entering {
    if (topicId === undefined) return answering(refused(notFound(command)));
    return async () => {
      if (this.#isClosed) return draining;
      const outcome = await this.#queues.add(topicId, command);
      this.noteAnswer(outcome, topicId);
      return outcome;
    };
  }

  /** What is answered now is what commands will name next. */
  noteAnswer(outcome: Outcome, topicId: string): void {
    if (outcome.isAccepted) rememberTopics(this.#directory, outcome.result, topicId);
  }
}

export const draining: Refused = {
  isAccepted: false,
  rejections: [
    rejection(
      'DRAINING',
      'This server is shutting down. Nothing was changed; try again when it is back, or at another server.',
    ),
  ],
};

function answering(outcome: Outcome): Entering {
  return () => Promise.resolve(outcome);
}

/** What is wrong with a command as far as that can be seen without looking at anything else. */
function faultsOf(
  command: Command,
  turns: Turns,
): readonly Rejection[] | Promise<readonly Rejection[]> {
  const checked = handlerOf(command).check(command);
  return 'next' in checked ? turns.through(checked) : checked;
}

function rememberTopics(directory: Directory, result: Results[CommandName], topicId: string): void {
  if ('leases' in result) {
    for (const { unit } of result.leases) directory.remember(unit.id, topicId);
  } else if ('jobId' in result) {
    directory.remember(result.jobId, topicId);
  } else if ('scheduleId' in result) {
    directory.remember(result.scheduleId, topicId);
  } else if ('taskId' in result) {
    directory.remember(result.taskId, topicId);
  } else if ('limitId' in result) {
    directory.remember(result.limitId, topicId);
  }
}

/** The Topic whose queue a command enters: "" to create one, undefined when it names nothing known. */
function topicIdOf(
  command: Command,
  directory: Directory,
): string | undefined | Promise<string | undefined> {
  if (command.name === 'createTopic') return '';
  return 'topicId' in command ? command.topicId : directory.findTopicId(subjectOf(command));
}

/** The Unit, Task, Job, Schedule, Limit or Worker that a command is about. */
function subjectOf(command: Exclude<Command, { topicId: string } | { name: 'createTopic' }>) {
  if ('jobId' in command) return command.jobId;
  if ('taskId' in command) return command.taskId;
  if ('limitId' in command) return command.limitId;
  if ('scheduleId' in command) return command.scheduleId;
  if ('workerId' in command) return command.workerId;
  return 'unitId' in command ? command.unitId : command.lease.unitId;
}

function notFound(command: Command): Rejection {
  if ('jobId' in command) return jobNotFound(command.jobId);
  if ('taskId' in command) return taskNotFound(command.taskId);
  if ('limitId' in command) return limitNotFound(command.limitId);
  if ('scheduleId' in command) return scheduleNotFound(command.scheduleId);
  if ('workerId' in command) return workerNotFound(command.workerId);
  if ('unitId' in command) return unitNotFound(command.unitId);
  return unitNotFound('lease' in command ? command.lease.unitId : '');
}
