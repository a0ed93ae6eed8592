/**
 * The tables by which Units are found while they can be claimed, and while they are held, where they are
 * tables; see `hasLookupTables`.
 */
import type { ClaimableUnit, HeldUnit } from '../domain/unit-lookup.ts';
import type { SqlReader } from './port.ts';
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

/** Writes them for all Units of a database in which they are empty. */
export async function fillLookupTables(reader: SqlReader): Promise<void> {
  await reader.query(
    `INSERT INTO "ClaimableUnit" ("laneId", "rank", "unitId", "topicId", "kind", "readyAt")
     SELECT "laneId", "rank", "id", "topicId", "kind", "readyAt" FROM "Unit" WHERE "rank" IS NOT NULL`,
  );
  await reader.query(
    `INSERT INTO "HeldUnit" ("topicId", "worker", "unitId", "leaseUntil")
     SELECT "topicId", "worker", "id", "leaseUntil" FROM "Unit" WHERE "worker" IS NOT NULL`,
  );
}
