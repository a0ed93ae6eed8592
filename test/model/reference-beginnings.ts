/** What becomes of a Job as it comes in, and of its times, as the reference has it. */
import type { OnConflict } from '../../src/domain/submission.ts';
import { cancelRest } from './reference-follow.ts';
import { isWaiting, type ReferenceJob } from './reference-nodes.ts';

/** How a submission is answered because of its key; undefined when it is a Job like others. */
export function answerByKey(
  jobs: readonly ReferenceJob[],
  { key, id }: ReferenceJob,
  onConflict: OnConflict,
): string | undefined {
  const there = key === undefined ? undefined : jobs.find((job) => job.key === key);
  if (there === undefined || onConflict === 'REPLACE') return undefined;
  if (onConflict === 'REJECT') return 'JOB_KEY_TAKEN';
  // What is answered has to be that Job.
  return there.id === id ? 'REPEATED' : `REPEATED with ${there.id}`;
}

/** The one that has the key of another gives it up, and ends if it has not. */
export function giveKeyUp(jobs: readonly ReferenceJob[], { key }: ReferenceJob): void {
  const former = jobs.find((job) => key !== undefined && job.key === key);
  if (former === undefined) return;
  former.key = undefined;
  if (former.state === 'RUNNING') end(former);
}

export function beginJob(job: ReferenceJob, now: number): string {
  if (job.state !== 'RUNNING') return 'JOB_FINISHED';
  if (!isWaiting(job, now)) return 'REPEATED';
  job.startAt = now;
  return 'ACCEPTED';
}

export function rescheduleJob(job: ReferenceJob, startAt: number, now: number): string {
  if (job.state !== 'RUNNING') return 'JOB_FINISHED';
  if (!isWaiting(job, now)) return 'JOB_BEGUN';
  if (job.finishBy !== undefined && job.finishBy <= startAt) return 'INVALID_VALUE';
  const isSo = job.startAt === startAt;
  job.startAt = startAt;
  return isSo ? 'REPEATED' : 'ACCEPTED';
}

/** Those that had to finish since, and did not. */
export function endOverdue(jobs: readonly ReferenceJob[], since: number, now: number): void {
  for (const job of jobs) {
    const { state, finishBy } = job;
    if (state === 'RUNNING' && finishBy !== undefined && finishBy > since && finishBy <= now) {
      end(job);
    }
  }
}

/** All of it that has not ended. */
export function end(job: ReferenceJob): void {
  cancelRest(job);
  job.state = 'CANCELLED';
}
