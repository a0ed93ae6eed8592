/** The queues of kinds: what batches add to them. */
import type { KindQueue, QueueChange } from '../domain/kind-queue.ts';
import { eraFactor, eraOf, weightAt } from '../domain/rates.ts';
import type { SqlReader, Store } from './port.ts';
import { insertRows } from './row-statements.ts';
import type { Table } from './tables.ts';

const counters = {
  unitCount: 'integer',
  claimableCount: 'integer',
  shutCount: 'integer',
  delayedCount: 'integer',
  unitsPending: 'integer',
  unitsReady: 'integer',
  unitsRunning: 'integer',
  unitsPaused: 'integer',
  unitsSucceeded: 'integer',
  unitsFailed: 'integer',
  unitsSkipped: 'integer',
  unitsCancelled: 'integer',
} as const;

const weights = { claimedWeight: 'real', succeededWeight: 'real', failedWeight: 'real' } as const;

export const kindQueueTable: Table<KindQueue> = {
  name: 'KindQueue',
  columns: {
    topicId: 'text',
    kind: 'text',
    ...counters,
    era: 'integer',
    ...weights,
    emptyAt: 'integer',
  },
};

export interface QueueAddition {
  readonly topicId: string;
  /** Epoch milliseconds. */
  readonly now: number;
  readonly changes: readonly (readonly [string, QueueChange])[];
}

/**
 * Adds to the queues of a Topic, with one statement for all kinds that are known. A kind that is new
 * had nothing before, so what is added is what it has.
 */
export async function addToQueues(
  target: SqlReader,
  dialectRows: Store['rows'],
  { topicId, now, changes }: QueueAddition,
): Promise<void> {
  if (changes.length === 0) return;
  const rows = changes.map(([kind, change]) => addedRow({ topicId, kind, now }, change));
  const passed = ['kind', ...Object.keys(counters), ...Object.keys(weights)] as const;
  const known = await target.query<{ readonly kind: string }>(additionSql(dialectRows), [
    // The names are those of columns, all of which each row has.
    JSON.stringify(rows.map((row) => passed.map((name) => row[name as keyof KindQueue]))),
    topicId,
    eraOf(now),
    now,
  ]);
  if (known.length === rows.length) return;
  const kinds = new Set(known.map(({ kind }) => kind));
  const unknown = rows.filter(({ kind }) => !kinds.has(kind));
  await insertRows(target, dialectRows, { table: kindQueueTable, rows: unknown });
}

function addedRow(
  { topicId, kind, now }: { topicId: string; kind: string; now: number },
  { claims, successes, failures, ...counts }: QueueChange,
): KindQueue {
  const weight = weightAt(now);
  return {
    topicId,
    kind,
    ...counts,
    era: eraOf(now),
    claimedWeight: claims * weight,
    succeededWeight: successes * weight,
    failedWeight: failures * weight,
    emptyAt: counts.unitCount === 0 ? now : null,
  };
}

const textByDialect = new WeakMap<Store['rows'], string>();

function additionSql(dialectRows: Store['rows']): string {
  let sql = textByDialect.get(dialectRows);
  if (sql === undefined) {
    sql = buildAdditionSql(dialectRows);
    textByDialect.set(dialectRows, sql);
  }
  return sql;
}

function buildAdditionSql(dialectRows: Store['rows']): string {
  const factor = `CASE t."era" WHEN ?3 THEN 1 WHEN ?3 - 1 THEN ${eraFactor} ELSE 0 END`;
  const assignments = [
    ...Object.keys(counters).map((name) => `"${name}" = t."${name}" + r."${name}"`),
    ...Object.keys(weights).map((name) => `"${name}" = t."${name}" * (${factor}) + r."${name}"`),
    `"era" = ?3`,
    `"emptyAt" = CASE t."unitCount" + r."unitCount" WHEN 0 THEN CAST(?4 AS BIGINT) END`,
  ];
  const rows = dialectRows('?1', { ofKind: 'text', ...counters, ...weights });
  return `UPDATE "KindQueue" AS t SET ${assignments.join(', ')} FROM ${rows} AS r
    WHERE t."topicId" = ?2 AND t."kind" = r."ofKind" RETURNING "kind"`;
}
