import { type Event, type EventCategory, eventCategory } from '../domain/event.ts';

/** Which Events of one Topic somebody follows. What is undefined does not narrow. */
export interface EventFilter {
  readonly topicId: string;
  readonly jobId?: string | undefined;
  readonly taskId?: string | undefined;
  readonly unitId?: string | undefined;
  readonly kinds?: readonly string[] | undefined;
  readonly categories?: readonly EventCategory[] | undefined;
}

export function matchesFilter(event: Event, filter: EventFilter): boolean {
  return (
    event.topicId === filter.topicId &&
    (filter.jobId === undefined || event.jobId === filter.jobId) &&
    (filter.taskId === undefined || event.taskId === filter.taskId) &&
    (filter.unitId === undefined || event.unitId === filter.unitId) &&
    (filter.kinds === undefined || filter.kinds.includes(event.kind)) &&
    (filter.categories === undefined || filter.categories.includes(eventCategory(event.kind)))
  );
}
