/**
 * A Job as bars that move. Events say which Tasks changed; how those stand now is asked for, so
 * the bars are right whatever happened in between. Between two drawings there is a short rest, in
 * which further Events collect.
 */
import { setTimeout as rest } from 'node:timers/promises';
import type { Client } from '../../client/create-client.ts';
import type { JobPartsFragment, TaskPartsFragment } from '../../client/generated/operations.ts';
import { paintFor, type Terminal } from '../terminal.ts';
import { jobLines } from './job-view.ts';
import { createLiveRegion } from './live-region.ts';
import { getJob, type JobView } from './watch-job.ts';

export function createLiveView(client: Client, terminal: Terminal): JobView {
  const region = createLiveRegion(terminal.out);
  const paint = paintFor(terminal.out, terminal.env);
  const tasks = new Map<string, TaskPartsFragment>();
  let shown: JobPartsFragment | undefined;
  let notice: string | undefined;

  const draw = () => {
    if (shown === undefined) return;
    const lines = jobLines(shown, [...tasks.values()], { window: terminal.out, paint });
    const width = terminal.out.columnCount;
    region.draw(notice === undefined ? lines : [...lines, paint('yellow', notice.slice(0, width))]);
  };

  return {
    begin: async (job) => {
      for await (const task of client.tasks(job.id)) tasks.set(task.id, task);
      shown = job;
      draw();
    },
    take: async (events) => {
      const ids = new Set(events.flatMap(({ taskId }) => taskId ?? []));
      if (shown === undefined || events.length === 0) return;
      for await (const task of client.tasksById([...ids])) tasks.set(task.id, task);
      shown = await getJob(client, shown.id, terminal.interruption);
      draw();
      await rest(restMs, undefined, { signal: terminal.interruption });
    },
    notice: (text) => {
      if (text === notice) return;
      notice = text;
      draw();
    },
    end: (job) => {
      shown = job;
      draw();
      return Promise.resolve();
    },
    close: () => region.close(),
  };
}

const restMs = 80;
