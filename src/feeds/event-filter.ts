import { type Event, type EventCategory, eventCategory } from '../domain/event.ts';
import type { Labels, WantedLabel } from '../domain/labels.ts';

/** Which Events of one Topic somebody follows. What is undefined does not narrow. */
export interface EventFilter {
  readonly topicId: string;
  readonly jobId?: string | undefined;
  readonly taskId?: string | undefined;
  readonly unitId?: string | undefined;
  /** The name of the Worker that had to do with it. */
  readonly worker?: string | undefined;
  /** Labels that its Job has, all of them; an Event that is about no Job has none. */
  readonly labels?: readonly WantedLabel[] | undefined;
  readonly kinds?: readonly string[] | undefined;
  readonly categories?: readonly EventCategory[] | undefined;
}

/** Whether an Event, whose Job has these labels, is one of those that are followed. */
export function matchesFilter(
  event: Event,
  filter: EventFilter,
  labels: Labels | undefined,
): boolean {
  return (
    event.topicId === filter.topicId &&
    (filter.jobId === undefined || event.jobId === filter.jobId) &&
    (filter.taskId === undefined || event.taskId === filter.taskId) &&
    (filter.unitId === undefined || event.unitId === filter.unitId) &&
    (filter.worker === undefined || event.worker === filter.worker) &&
    (filter.kinds === undefined || filter.kinds.includes(event.kind)) &&
    (filter.categories === undefined || filter.categories.includes(eventCategory(event.kind))) &&
    (filter.labels === undefined || hasLabels(labels, filter.labels))
  );
}

/** The same text for filters that let the same Events through. */
export function filterKey(filter: EventFilter): string {
  const { jobId, taskId, unitId, worker, labels, kinds, categories } = filter;
  return JSON.stringify([
    ...[jobId, taskId, unitId, worker],
    labels === undefined
      ? null
      : sorted(labels.map(({ name, value }) => JSON.stringify([name, value]))),
    kinds === undefined ? null : sorted(kinds),
    categories === undefined ? null : sorted(categories),
  ]);
}

function hasLabels(labels: Labels | undefined, wanted: readonly WantedLabel[]): boolean {
  if (labels === undefined) return wanted.length === 0;
  return wanted.every(({ name, value }) =>
    value === null ? labels.has(name) : labels.get(name) === value,
  );
}

function sorted(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)].sort();
}
