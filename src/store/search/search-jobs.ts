import type { Store } from '../port.ts';
import { type JobCandidate, type JobConditions, jobWalk } from './job-walks.ts';
import { type Found, type Span, search } from './walk.ts';

export interface JobSearch {
  /** Null for all Topics. */
  readonly topicId: string | null;
  readonly conditions: JobConditions;
}

/** Searches Jobs, in the order of their ids. */
export async function searchJobs(
  store: Store,
  { topicId, conditions }: JobSearch,
  { span, ...bounds }: { readonly span: Span; readonly limit: number; readonly lookMax?: number },
): Promise<Found<JobCandidate>> {
  const topicIds = topicId === null ? await topicsFor(store, conditions) : [topicId];
  return await search([jobWalk(store, topicIds, conditions)], span, bounds);
}

/** All Topics where the narrowest index is by Topic; there are few of them. */
async function topicsFor(
  store: Store,
  { key, name, labels, isRetrying }: JobConditions,
): Promise<readonly string[] | null> {
  const isNarrow = key !== null || name !== null || labels.length > 0 || isRetrying === true;
  if (!isNarrow) return null;
  const topics = await store.query<{ readonly id: string }>('SELECT t."id" FROM "Topic" t');
  return topics.map(({ id }) => id);
}
