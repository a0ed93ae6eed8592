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
import { groupBy } from '../domain/group-by.ts';
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
import { answersOf } from './settle-all.ts';
import { Turns } from './turns.ts';
import type { Settled } from './waiting-line.ts';

/** A command, and the Topic whose queue it enters. */
interface Way {
  readonly command: Command;
  readonly topicId: string;
}

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
    const way = found instanceof Promise ? await found : found;
    if (!('topicId' in way)) return way;
    const [answer] = await this.#enterQueue(way.topicId, [command]);
    if (answer?.status === 'rejected') throw answer.reason;
    // As above; there is one to each.
    return answer?.value as Outcome<N>;
  }

  /** See `Engine.executeAll`. */
  async executeAll<N extends CommandName>(
    commands: readonly Command<N>[],
  ): Promise<readonly Outcome<N>[]> {
    const outcomes = answersOf(await this.enter(await this.prepare(commands)));
    // One for each command, all of which have the one name.
    return outcomes as readonly Outcome<N>[];
  }

  /** Looks at all of them, with turns for others in between; answers where each goes that is not refused. */
  async prepare<N extends CommandName>(
    commands: readonly Command<N>[],
  ): Promise<readonly (Way | Refused)[]> {
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
    // Mostly all are known, and to wait for each would cost a turn of its own.
    const isAllKnown = found.every((way) => !(way instanceof Promise));
    // Of which none is a promise then.
    return isAllKnown ? (found as readonly (Way | Refused)[]) : await Promise.all(found);
  }

  /** Has all of them enter their queues at once; resolves with what has come of each. */
  async enter(ways: readonly (Way | Refused)[]): Promise<readonly Settled[]> {
    const answers: Settled[] = [];
    const queued: (Way & { readonly place: number })[] = [];
    for (const [place, way] of ways.entries()) {
      if ('topicId' in way) queued.push({ command: way.command, topicId: way.topicId, place });
      else answers[place] = { status: 'fulfilled', value: way };
    }
    const byTopic = groupBy(queued, ({ topicId }) => topicId);
    const entering = Array.from(byTopic, async ([topicId, group]) => {
      const commands = group.map(({ command }) => command);
      const settled = await this.#enterQueue(topicId, commands);
      for (const [index, { place }] of group.entries()) {
        const answer = settled[index];
        if (answer !== undefined) answers[place] = answer;
      }
    });
    await Promise.all(entering);
    return answers;
  }

  async #enterQueue(topicId: string, commands: readonly Command[]): Promise<readonly Settled[]> {
    if (this.#isClosed) return commands.map(() => ({ status: 'fulfilled', value: draining }));
    const answers = await this.#queues.add(topicId, commands);
    for (const answer of answers) {
      if (answer.status === 'fulfilled') this.noteAnswer(answer.value, topicId);
    }
    return answers;
  }

  /** Nothing enters any more. */
  close(): void {
    this.#isClosed = true;
  }

  #findWay(
    command: Command,
    [fault, ...more]: readonly Rejection[],
  ): Way | Refused | Promise<Way | Refused> {
    if (this.#isClosed) return draining;
    if (fault !== undefined) return refused(fault, ...more);
    const found = topicIdOf(command, this.#directory);
    return found instanceof Promise
      ? found.then((topicId) => wayInto(topicId, command))
      : wayInto(found, command);
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

function wayInto(topicId: string | undefined, command: Command): Way | Refused {
  return topicId === undefined ? refused(notFound(command)) : { command, topicId };
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
