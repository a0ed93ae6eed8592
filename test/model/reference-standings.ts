/** How everything stands in the reference, by id; and the ids of what has come. */
import type { ReadNode } from './driver.ts';
import type { Reference } from './reference.ts';
import { failsAt } from './reference-attempts.ts';
import { isWaiting, type ReferenceJob } from './reference-nodes.ts';
import { isHandled } from './reference-rules.ts';
import { standingOfJob, standingOfTask, standingOfUnit } from './standing.ts';

export function standingsOf({ jobs, workers, now }: Reference): ReadonlyMap<string, string> {
  return new Map([
    ...jobs.flatMap((job) => standingsOfJob(job, now)),
    ...workers.map(({ id, mode }) => [id, mode] as const),
  ]);
}

function standingsOfJob(job: ReferenceJob, now: number): readonly (readonly [string, string])[] {
  const beginsAt = isWaiting(job, now) ? job.startAt : undefined;
  return [
    [job.id, standingOfJob({ ...job, beginsAt, isHeld: job.hold !== undefined })],
    ...job.tasks.flatMap((task): [string, string][] => [
      [
        task.id,
        standingOfTask({
          state: task.state,
          isHeld: task.hold !== undefined,
          isHandled: isHandled(task, job.tasks),
        }),
      ],
      ...task.units.map((unit): [string, string] => [
        unit.id,
        standingOfUnit({
          ...unit,
          failsAt: failsAt(unit),
          isHandled: isHandled(unit, task.units),
        }),
      ]),
    ]),
  ];
}

/** Gives what has come the ids that it was given elsewhere. */
export function nameNodes({ jobs, workers }: Reference, nodes: readonly ReadNode[]): void {
  const idOf = new Map(nodes.map(({ id, jobId, path }) => [`${jobId}/${path}`, id]));
  for (const worker of workers) worker.id ||= idOf.get(`/${worker.name}`) ?? '';
  for (const job of jobs) {
    for (const task of job.tasks) {
      task.id ||= idOf.get(`${job.id}/${task.key}`) ?? '';
      for (const unit of task.units) {
        unit.id ||= idOf.get(`${job.id}/${task.key}/${unit.key}`) ?? '';
      }
    }
  }
}
