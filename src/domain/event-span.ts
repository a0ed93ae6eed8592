/**
 * Where the Events of a Job stand in the journal of its Topic: those that follow each other make a
 * span. What is done to a Job in one commit is mostly told in one breath, so that there are several
 * times fewer spans than Events, and to keep them costs as much less than an entry for each Event.
 */
import type { Event } from './event.ts';

export interface EventSpan {
  readonly jobId: string;
  readonly lastSeq: number;
  readonly firstSeq: number;
}

type EventPlace = Pick<Event, 'jobId' | 'seq'>;

/** The spans of Events that follow each other in the journal. */
export function spansOf(events: readonly EventPlace[]): readonly EventSpan[] {
  const spans: EventSpan[] = [];
  let first: EventPlace | undefined;
  for (const [at, event] of events.entries()) {
    const { jobId } = event;
    if (jobId === null) continue;
    if (first?.jobId !== jobId) first = event;
    if (events[at + 1]?.jobId === jobId) continue;
    spans.push({ jobId, lastSeq: event.seq, firstSeq: first.seq });
    first = undefined;
  }
  return spans;
}
