/** The payloads of mutations that answer the Topic, Job, Task or Unit that they changed. */
import type { CommandName } from '../domain/command.ts';
import type { Results } from '../domain/command-results.ts';
import { commandPayload } from './command-payload.ts';
import { Job } from './job.ts';
import { Task } from './task.ts';
import { Topic } from './topic.ts';
import { Unit } from './unit.ts';

/** The commands that, once accepted, answer an id under this name. */
type CommandAbout<Id extends string> = {
  [N in CommandName]: Results[N] extends Readonly<Record<Id, string>> ? N : never;
}[CommandName];

export function topicPayload<N extends CommandAbout<'topicId'>>(
  name: string,
  command: string,
  description = 'The Topic as it is now; null when the command was refused.',
) {
  return commandPayload<N>(name, command, (t) => ({
    topic: t.field({
      type: Topic,
      nullable: true,
      description,
      resolve: (outcome, _, { loaders }) =>
        outcome.isAccepted ? loaders.topics.load(outcome.result.topicId) : null,
    }),
  }));
}

export function jobPayload<N extends CommandAbout<'jobId'>>(
  name: string,
  command: string,
  description = 'The Job as it is now; null when the command was refused.',
) {
  return commandPayload<N>(name, command, (t) => ({
    job: t.field({
      type: Job,
      nullable: true,
      description,
      resolve: (outcome, _, { loaders }) =>
        outcome.isAccepted ? loaders.jobs.load(outcome.result.jobId) : null,
    }),
  }));
}

export function taskPayload<N extends CommandAbout<'taskId'>>(
  name: string,
  command: string,
  description = 'The Task as it is now; null when the command was refused.',
) {
  return commandPayload<N>(name, command, (t) => ({
    task: t.field({
      type: Task,
      nullable: true,
      description,
      resolve: (outcome, _, { loaders }) =>
        outcome.isAccepted ? loaders.tasks.load(outcome.result.taskId) : null,
    }),
  }));
}

export function unitPayload<N extends CommandAbout<'unitId'>>(
  name: string,
  command: string,
  description = 'The Unit as it is now; null when the command was refused.',
) {
  return commandPayload<N>(name, command, (t) => ({
    unit: t.field({
      type: Unit,
      nullable: true,
      description,
      resolve: (outcome, _, { loaders }) =>
        outcome.isAccepted ? loaders.units.load(outcome.result.unitId) : null,
    }),
  }));
}
