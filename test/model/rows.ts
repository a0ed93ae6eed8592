/** Jobs, Tasks and Units as the model reads them, from their rows. */
import type { Job } from '../../src/domain/job.ts';
import type { Task } from '../../src/domain/task.ts';
import type { Unit } from '../../src/domain/unit.ts';
import type { Worker } from '../../src/domain/worker.ts';
import type { ReadNode } from './driver.ts';
import { standingOfJob, standingOfTask, standingOfUnit } from './standing.ts';

export interface Rows {
  readonly workers: readonly Pick<Worker, 'id' | 'name' | 'mode'>[];
  readonly jobs: readonly Pick<Job, 'id' | 'key' | 'state' | 'pausedAt' | 'context' | 'beginsAt'>[];
  readonly tasks: readonly Pick<
    Task,
    'id' | 'jobId' | 'key' | 'state' | 'pausedAt' | 'succeededHandlerCount'
  >[];
  readonly units: readonly Pick<
    Unit,
    | 'id'
    | 'jobId'
    | 'taskId'
    | 'key'
    | 'state'
    | 'failureCode'
    | 'availableAt'
    | 'failsAt'
    | 'succeededHandlerCount'
  >[];
}

export function nodesFrom({ workers, jobs, tasks, units }: Rows): readonly ReadNode[] {
  const taskKeys = new Map(tasks.map(({ id, key }) => [id, key]));
  return [
    ...workers.map(({ id, name: path, mode: standing }) => ({ id, jobId: '', path, standing })),
    ...jobs.map(({ id, pausedAt, ...job }) => {
      const context: unknown = JSON.parse(job.context);
      const standing = standingOfJob({ ...job, isHeld: pausedAt !== null, context });
      return { id, jobId: id, path: '', standing };
    }),
    ...tasks.map(({ id, jobId, key: path, state, pausedAt, succeededHandlerCount }) => {
      const isHandled = state === 'FAILED' && succeededHandlerCount > 0;
      const standing = standingOfTask({ state, isHeld: pausedAt !== null, isHandled });
      return { id, jobId, path, standing };
    }),
    ...units.map(({ id, jobId, taskId, key, ...unit }) => {
      const isHandled = unit.state === 'FAILED' && unit.succeededHandlerCount > 0;
      const path = `${taskKeys.get(taskId)}/${key}`;
      return { id, jobId, path, standing: standingOfUnit({ ...unit, isHandled }) };
    }),
  ];
}
