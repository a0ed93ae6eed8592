/** The journal, and where in it the Events of a Job stand, column by column. */
import type { Event } from '../domain/event.ts';
import type { EventSpan } from '../domain/event-span.ts';
import type { Table } from './tables.ts';

export const eventTable: Table<Event> = {
  name: 'Event',
  columns: {
    topicId: 'text',
    seq: 'integer',
    at: 'integer',
    kind: 'text',
    jobId: 'text',
    taskId: 'text',
    unitId: 'text',
    attempt: 'integer',
    from: 'text',
    to: 'text',
    worker: 'text',
    data: 'text',
  },
  kindColumn: 'kind',
};

export const eventSpanTable: Table<EventSpan> = {
  name: 'EventSpan',
  columns: { jobId: 'text', lastSeq: 'integer', firstSeq: 'integer' },
};
