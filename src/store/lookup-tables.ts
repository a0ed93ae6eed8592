/** The tables by which Units are found while they can be claimed, and while they are held. */
import type { ClaimableUnit, HeldUnit } from '../domain/unit-lookup.ts';
import type { Table } from './tables.ts';

export const claimableUnitTable: Table<ClaimableUnit> = {
  name: 'ClaimableUnit',
  columns: {
    laneId: 'text',
    rank: 'integer',
    unitId: 'text',
    topicId: 'text',
    kind: 'text',
    readyAt: 'integer',
  },
};

export const claimableUnitKey = ['laneId', 'rank', 'unitId'] as const;

export const heldUnitTable: Table<HeldUnit> = {
  name: 'HeldUnit',
  columns: { topicId: 'text', worker: 'text', unitId: 'text', leaseUntil: 'integer' },
};

export const heldUnitKey = ['topicId', 'worker', 'unitId'] as const;
