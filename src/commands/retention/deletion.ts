/**
 * How a finished Job is deleted. From the moment that this begins nobody finds the Job, its Tasks and
 * its Units any more, and its key is free; its rows go in portions, see remove-jobs.ts. Meanwhile the
 * counters of the Topic, of the Job and of its Tasks say what is there, as always.
 */
import type { Asked } from '../../domain/asked.ts';
import type { Job } from '../../domain/job.ts';
import type { WorkingSet } from '../batch/working-set.ts';
import { askedFacts } from '../rules/asked.ts';

export function beginDeletion(set: WorkingSet, job: Job, asked: Asked): void {
  set.emit('job.deleted', { jobId: job.id, from: job.state, ...askedFacts(asked) });
  set.jobs.change(job, { key: null, deletingAt: set.now });
}

/** Whether something belongs to a Job that is being deleted. */
export function isDeleting(set: WorkingSet, { jobId }: { readonly jobId: string }): boolean {
  return set.jobs.get(jobId).deletingAt !== null;
}
