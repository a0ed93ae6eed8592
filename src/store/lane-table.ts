import type { Lane } from '../domain/lane.ts';
import type { Table } from './tables.ts';

export const laneTable: Table<Lane> = {
  name: 'Lane',
  columns: {
    id: 'text',
    topicId: 'text',
    kind: 'text',
    requires: 'text',
    requiresFirst: 'text',
    concurrencyKey: 'text',
    unitCount: 'integer',
    claimableCount: 'integer',
    place: 'integer',
    headId: 'text',
    isOpen: 'integer',
    paceMs: 'real',
    pacedAt: 'integer',
    emptyAt: 'integer',
  },
};
