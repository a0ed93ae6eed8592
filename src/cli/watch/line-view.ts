/** A Job as a log: one line for every change, for files, pipes and build servers. */
import type { Client } from '../../client/create-client.ts';
import type { JobPartsFragment } from '../../client/generated/operations.ts';
import { counted } from '../counted.ts';
import { say, type Terminal } from '../terminal.ts';
import type { JobEvent, JobView } from './watch-job.ts';

export function createLineView(client: Client, terminal: Terminal): JobView {
  const taskKeys = new Map<string, string>();
  const unitPaths = new Map<string, string>();
  let lastNotice: string | undefined;

  /** Events carry ids, people read keys: those not yet known are asked for, once per batch. */
  const learnNames = async (events: readonly JobEvent[]) => {
    const taskIds = missing(
      taskKeys,
      events.map(({ taskId }) => taskId),
    );
    for await (const task of client.tasksById(taskIds)) taskKeys.set(task.id, task.key);
    const unitIds = missing(
      unitPaths,
      events.map(({ unitId }) => unitId),
    );
    for await (const unit of client.unitPathsById(unitIds)) unitPaths.set(unit.id, unit.path);
  };

  return {
    begin: (job: JobPartsFragment) => {
      const { taskCounts, unitCounts } = job;
      terminal.out.write(
        `${job.id}  ${job.name}: ${job.state.toLowerCase()}, ${counted(taskCounts.total, 'task')}, ${unitCounts.succeeded} of ${counted(unitCounts.total, 'unit')} succeeded\n`,
      );
      return Promise.resolve();
    },
    take: async (events) => {
      await learnNames(events);
      for (const event of events) {
        const unit = event.unitId === null ? undefined : unitPaths.get(event.unitId);
        const task = event.taskId === null ? undefined : taskKeys.get(event.taskId);
        terminal.out.write(`${inWords(event, unit ?? task)}\n`);
      }
    },
    notice: (text) => {
      if (text !== undefined && text !== lastNotice) say(terminal, text);
      lastNotice = text;
    },
    end: () => Promise.resolve(),
    close: () => undefined,
  };
}

function missing(known: ReadonlyMap<string, string>, ids: readonly (string | null)[]): string[] {
  return [...new Set(ids)].filter((id): id is string => id !== null && !known.has(id));
}

/** For example "09:41:07.250  unit.claimed  build/link  READY → RUNNING  by worker-2, attempt 1". */
function inWords(event: JobEvent, name: string | undefined): string {
  const words = [event.at.slice(11, 23), event.kind.padEnd(14)];
  if (name !== undefined) words.push(name);
  if (event.from !== null && event.to !== null && event.from !== event.to) {
    words.push(`${event.from} → ${event.to}`);
  } else if (event.to !== null) {
    words.push(event.to);
  }
  const details: string[] = [];
  if (event.worker !== null) details.push(`by ${event.worker}`);
  if (event.attempt !== null) details.push(`attempt ${event.attempt}`);
  if (details.length > 0) words.push(details.join(', '));
  return words.join('  ');
}
