/** Jobs that are to begin, or to have finished, at a time of their own: what can be done about that. */
import type { Command } from '../../src/domain/command.ts';
import { delayMs, listGraphs } from './graphs.ts';
import type { Picture } from './picture.ts';

/** Of a walk of such a Job; others that have begun at once would not change by any of it. */
export function listBeginnings({ jobs, now }: Picture): readonly (readonly [string, Command])[] {
  const [first] = jobs.values();
  if (first === undefined || first.startAt === null) return [];
  const { id: jobId, topicId, startAt } = first;
  const named = { jobId, reason: 'because' };
  // Keys tell the nodes of a walk apart, so what takes the place of its Job has none.
  const [job] = listGraphs({ unitCount: 0, taskCount: 1, joins: 'PLAIN' });
  const replacing = { topicId, submission: { onConflict: 'REPLACE' } } as const;
  return [
    ['beginJob', { name: 'beginJob', ...named }],
    ['beginJob nobody', { name: 'beginJob', ...named, jobId: 'job_0' }],
    ['rescheduleJob', { name: 'rescheduleJob', ...named, startAt: now + 3 * delayMs }],
    ['rescheduleJob as it is', { name: 'rescheduleJob', ...named, startAt }],
    ['rescheduleJob too late', { name: 'rescheduleJob', ...named, startAt: tooLate }],
    ['rescheduleJob now', { name: 'rescheduleJob', ...named, startAt: now }],
    ['beginDueJobs', { name: 'beginDueJobs', topicId }],
    ['cancelOverdueJobs', { name: 'cancelOverdueJobs', topicId }],
    ...(job === undefined || jobs.size > 1
      ? []
      : [
          [
            'replace',
            { name: 'submitJob', job: { ...job, key, tasks: [] }, ...replacing },
          ] as const,
        ]),
  ];
}

/** The key of what is walked, under which another comes. */
export const key = 'dinner';

const tooLate = Number.MAX_SAFE_INTEGER;
