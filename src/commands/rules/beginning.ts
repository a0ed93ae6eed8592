/**
 * The beginning of Jobs that were not to begin when they came in: their time has come, the Job before
 * them has ended, or somebody lets them. Until then none of their Tasks opens; from then on all is as
 * if they had just been submitted.
 */
import type { Asked } from '../../domain/asked.ts';
import { isWaiting, type Job, notWaiting } from '../../domain/job.ts';
import { ensure, type Step } from '../batch/needs.ts';
import type { WorkingSet } from '../batch/working-set.ts';
import { askedFacts } from './asked.ts';

/** Lets a Job begin, whatever it waits for. */
export function begin(set: WorkingSet, job: Job, asked: Asked): void {
  const { id: jobId, state } = job;
  set.jobs.change(job, notWaiting);
  set.emit('job.begun', { jobId, from: state, to: state, ...askedFacts(asked) });
  set.begunJobs.push(job);
}

/** Its time has come: it begins, unless another Job is still before it. */
export function endDelay(set: WorkingSet, job: Job): void {
  if (job.behindJobId === null) begin(set, job, nobody);
  else set.jobs.change(job, { beginsAt: null });
}

/** Opens what the Jobs begin with. */
export function* openFirstTasks(
  set: WorkingSet,
  jobs: readonly Job[],
): Generator<Step, void, void> {
  yield* ensure((needs) => {
    for (const { id } of jobs) needs.startingTasksOfJobs.add(id);
    return true;
  });
  const jobIds = new Set(jobs.map(({ id }) => id));
  for (const task of set.tasks.values()) {
    if (jobIds.has(task.jobId) && task.state === 'PENDING') set.waitingTasks.push(task);
  }
  set.touchedJobs.push(...jobs);
}

/** Jobs have ended: those behind them begin, unless their time has not come. */
export function* beginAfter(set: WorkingSet, ended: readonly Job[]): Generator<Step, void, void> {
  yield* ensure((needs) => {
    for (const { id } of ended) needs.behindJobs.add(id);
    return true;
  });
  const endedIds = new Set(ended.map(({ id }) => id));
  const behind = [...set.jobs.values()].filter(
    (job) => job.behindJobId !== null && endedIds.has(job.behindJobId) && isWaiting(job),
  );
  for (const job of behind) {
    if (job.beginsAt === null) begin(set, job, nobody);
    else set.jobs.change(job, { behindJobId: null });
  }
}

const nobody = { reason: null };
