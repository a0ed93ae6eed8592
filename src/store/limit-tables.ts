/** The tables of Limits and of what of them is used. */
import type { Limit } from '../domain/limit.ts';
import type { LimitUse } from '../domain/limit-use.ts';
import type { Table } from './tables.ts';

export const limitTable: Table<Limit> = {
  name: 'Limit',
  columns: {
    id: 'text',
    topicId: 'text',
    scope: 'text',
    pattern: 'text',
    runningMax: 'integer',
    startMax: 'integer',
    intervalMs: 'integer',
    isAdaptive: 'integer',
    startMin: 'integer',
    weight: 'real',
    createdAt: 'integer',
    setAt: 'integer',
    setBy: 'text',
    reason: 'text',
  },
};

export const limitUseTable: Table<LimitUse> = {
  name: 'LimitUse',
  columns: {
    id: 'text',
    topicId: 'text',
    limitId: 'text',
    scope: 'text',
    subject: 'text',
    runningCount: 'integer',
    starts: 'text',
    rate: 'integer',
    rateAt: 'integer',
    loweredAt: 'integer',
    hasHeldBack: 'integer',
    closedUntil: 'integer',
    isClosed: 'integer',
    opensAt: 'integer',
    usedAt: 'integer',
  },
};
