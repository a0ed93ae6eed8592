/** The journal, column by column. */
import type { Event } from '../domain/event.ts';
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
