/**
 * How a finished Job is deleted. From the moment that this begins nobody finds the Job, its Tasks and
 * its Units any more, and its key is free; its rows go in portions, see remove-jobs.ts. Meanwhile the
 * counters of the Topic, of the Job and of its Tasks say what is there, as always.
 */
import type { Asked } from '../../domain/asked.ts';
import type { Job } from '../../domain/job.ts';
import { readLabels } from '../../domain/labels.ts';
import type { WorkingSet } from '../batch/working-set.ts';
import { askedData } from '../rules/asked.ts';

export function beginDeletion(set: WorkingSet, job: Job, asked: Asked): void {
  // The labels go on here, for those who follow the journal by them and come to it later.
  const labels = job.labels === '{}' ? {} : { labels: Object.fromEntries(readLabels(job.labels)) };
  const data = { ...askedData(asked), ...labels };
  set.emit('job.deleted', {
    jobId: job.id,
    from: job.state,
    ...(Object.keys(data).length === 0 ? {} : { data }),
  });
  set.jobs.change(job, { key: null, deletingAt: set.now });
}

/** Whether something belongs to a Job that is being deleted. */
export function isDeleting(set: WorkingSet, { jobId }: { readonly jobId: string }): boolean {
  return set.jobs.get(jobId).deletingAt !== null;
}
