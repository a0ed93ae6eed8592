/** The pure rules on rows in memory, without an engine or a database: see test/walk. */
import { isAlone } from '../../src/commands/batch/decide-batch.ts';
import { handlerOf } from '../../src/commands/batch/handlers.ts';
import type { Command } from '../../src/domain/command.ts';
import { type Deadline, deadlines } from '../../src/domain/deadline.ts';
import { clockCommandOf } from '../../src/engine/clock.ts';
import { emptyPicture, type Picture, startedAt } from '../walk/picture.ts';
import { runBatch } from '../walk/run-batch.ts';
import type { Answer, Driver, ReadNode } from './driver.ts';
import { answerOf } from './engine-driver.ts';
import { nodesFrom } from './rows.ts';

/** @param onAccepted is told of every command that was accepted, the clock's included */
export function openPictureDriver(
  onAccepted: (command: Command) => void = () => undefined,
): Promise<Driver> {
  return Promise.resolve(new PictureDriver(onAccepted));
}

class PictureDriver implements Driver {
  readonly topicId: string;
  readonly startedAt = startedAt;
  readonly isOrdered = true;
  readonly #onAccepted: (command: Command) => void;
  #picture: Picture = emptyPicture;
  readonly #faults: string[] = [];

  constructor(onAccepted: (command: Command) => void) {
    this.#onAccepted = onAccepted;
    this.#run([{ name: 'createTopic', topicName: 'kitchen', description: null }]);
    [this.topicId = ''] = this.#picture.topics.keys();
  }

  execute(commands: readonly Command[]): Promise<readonly Answer[]> {
    const answers = new Map<Command, Answer>();
    const valid = commands.filter((command) => {
      const [fault] = handlerOf(command).check(command);
      if (fault !== undefined) answers.set(command, { code: fault.code });
      return fault === undefined;
    });
    for (const batch of batchesOf(valid)) {
      this.#run(batch).forEach((answer, index) => {
        const command = batch[index];
        if (command !== undefined) answers.set(command, answer);
      });
    }
    return Promise.resolve(commands.flatMap((command) => answers.get(command) ?? []));
  }

  pass(durationMs: number): Promise<void> {
    this.#picture = { ...this.#picture, now: this.#picture.now + durationMs };
    for (const column of deadlines) {
      if (!isAnyDue(this.#picture, column)) continue;
      this.#run([{ name: clockCommandOf[column], topicId: this.topicId }]);
    }
    return Promise.resolve();
  }

  read(): Promise<readonly ReadNode[]> {
    const { workers, jobs, tasks, units } = this.#picture;
    const rows = {
      workers: [...workers.values()],
      jobs: [...jobs.values()],
      tasks: [...tasks.values()],
      units: [...units.values()],
    };
    return Promise.resolve(nodesFrom(rows));
  }

  faults(): Promise<readonly string[]> {
    return Promise.resolve(this.#faults);
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  #run(commands: readonly Command[]): readonly Answer[] {
    const { after, answers } = runBatch(this.#picture, commands);
    this.#picture = after;
    return answers.map((answer, index) => {
      if ('outcome' in answer) {
        const command = commands[index];
        if (answer.outcome.isAccepted && command !== undefined) this.#onAccepted(command);
        return answerOf(answer.outcome);
      }
      this.#faults.push(String(answer.fault));
      return { code: 'FAULT' };
    });
  }
}

function isAnyDue(
  { now, units, tasks, jobs, topics, limitUses }: Picture,
  column: Deadline,
): boolean {
  const dueBy = (at: number | null) => at !== null && at <= now;
  if (column === 'beginsAt' || column === 'cancelsAt') {
    return [...jobs.values()].some((job) => dueBy(job[column]));
  }
  // Nothing is started by time here.
  if (column === 'wakesAt') return false;
  if (column === 'opensAt') return [...limitUses.values()].some(({ opensAt }) => dueBy(opensAt));
  if ([...units.values()].some((unit) => dueBy(unit[column]))) return true;
  if (column !== 'resumeAt') return false;
  const scopes = [...tasks.values(), ...jobs.values(), ...topics.values()];
  const intakes = [...topics.values()].map(({ intakeOpensAt }) => intakeOpensAt);
  return [...scopes.map(({ resumeAt }) => resumeAt), ...intakes].some(dueBy);
}

/** One batch of them all, but each that changes a graph alone; see src/engine/commit-queue.ts. */
function batchesOf(commands: readonly Command[]): readonly (readonly Command[])[] {
  const batches: Command[][] = [[]];
  for (const command of commands) {
    if (isAlone(command)) batches.push([command], []);
    else batches.at(-1)?.push(command);
  }
  return batches.filter((batch) => batch.length > 0);
}
