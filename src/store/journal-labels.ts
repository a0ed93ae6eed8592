/** The labels of Jobs by which Events are followed, also of Jobs that are not there any more. */
import { inSpan } from './journal.ts';
import type { Store } from './port.ts';
import { toJsonColumn } from './row-statements.ts';

export interface LabelsOfJob {
  readonly jobId: string;
  /** JSON text of an object of texts. */
  readonly labels: string;
}

/** The labels of the Jobs that there are of these. */
export async function readJobLabels(
  store: Store,
  jobIds: readonly string[],
): Promise<readonly LabelsOfJob[]> {
  return await store.query<LabelsOfJob>(
    `SELECT j."id" AS "jobId", j."labels" FROM ${store.rows('?1', { id: 'text' })} r
     ${store.joinEach({ table: 'Job', alias: 'j', on: 'j."id" = r."id"' })}`,
    [toJsonColumn(jobIds)],
  );
}

/** A Job that there is or was, and in whose journal it is told of. */
export interface JobOfTopic {
  readonly topicId: string;
  readonly jobId: string;
}

/** The labels that Jobs had, by the Events of their deletion. */
export async function readDeletions(
  store: Store,
  jobs: readonly JobOfTopic[],
): Promise<readonly LabelsOfJob[]> {
  const deletions = await store.query<{ readonly jobId: string; readonly data: string | null }>(
    `SELECT e."jobId", e."data" FROM ${store.rows('?1', { topicId: 'text', jobId: 'text' })} r
     ${store.joinEach({ table: 'EventSpan', alias: 's', on: 's."jobId" = r."jobId"' })}
     ${store.joinEach({
       table: 'Event',
       alias: 'e',
       on: `${inSpan('r."topicId"')} AND e."kind" = 'job.deleted'`,
     })}`,
    [JSON.stringify(jobs.map(({ topicId, jobId }) => [topicId, jobId]))],
  );
  return deletions.flatMap(({ jobId, data }) => {
    // Written by the deletion, which says the labels if there are any.
    const { labels } = JSON.parse(data ?? '{}') as { readonly labels?: object };
    return [{ jobId, labels: JSON.stringify(labels ?? {}) }];
  });
}
