import type { Worker } from '../domain/worker.ts';
import type { Table } from './tables.ts';

/** The registry of Workers, column by column, as the statements need it. */
export const workerTable: Table<Worker> = {
  name: 'Worker',
  columns: {
    id: 'text',
    topicId: 'text',
    name: 'text',
    labels: 'text',
    kinds: 'text',
    capacity: 'integer',
    changedAt: 'integer',
    mode: 'text',
    modeAt: 'integer',
    modeBy: 'text',
    modeReason: 'text',
    toldAt: 'integer',
    firstSeenAt: 'integer',
    lastSeenAt: 'integer',
  },
};
