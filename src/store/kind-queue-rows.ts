/** The queues of kinds: what batches add to them. */
import type { KindQueue, QueueChange } from '../domain/kind-queue.ts';
import { eraFactor, eraOf, weightAt } from '../domain/rates.ts';
import { perDialect } from './per-dialect.ts';
import type { Dialect, SqlWriter } from './port.ts';
import { toJsonColumn } from './row-statements.ts';
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
  /** The kinds of new Units: they may have no queue as yet, which all others have. */
  readonly newKinds: ReadonlySet<string>;
}

/**
 * Adds to the queues of a Topic, with one statement for all kinds. Nothing is answered: a kind that may
 * be new first gets a queue with nothing in it, unless it has one.
 */
export async function addToQueues(
  target: SqlWriter,
  dialect: Dialect,
  { topicId, now, changes, newKinds }: QueueAddition,
): Promise<void> {
  if (changes.length === 0) return;
  if (newKinds.size > 0) {
    await target.write(emptySql(dialect), [toJsonColumn(newKinds), topicId, eraOf(now), now]);
  }
  const rows = changes.map(([kind, change]) => addedRow({ topicId, kind, now }, change));
  const passed = ['kind', ...Object.keys(counters), ...Object.keys(weights)] as const;
  await target.write(additionSql(dialect), [
    // The names are those of columns, all of which each row has.
    JSON.stringify(rows.map((row) => passed.map((name) => row[name as keyof KindQueue]))),
    topicId,
    eraOf(now),
    now,
  ]);
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

const emptySql = perDialect((dialect) => {
  const rows = dialect.rows('?1', { ofKind: 'text' });
  const zeros = [...Object.keys(counters), ...Object.keys(weights)];
  return `INSERT INTO "KindQueue" ("topicId", "kind", ${zeros.map((name) => `"${name}"`).join(', ')}, "era", "emptyAt")
    SELECT ?2, r."ofKind", ${zeros.map(() => '0').join(', ')}, ?3, ?4 FROM ${rows} AS r WHERE true
    ON CONFLICT ("topicId", "kind") DO NOTHING`;
});

const additionSql = perDialect((dialect) => {
  const factor = `CASE t."era" WHEN ?3 THEN 1 WHEN ?3 - 1 THEN ${eraFactor} ELSE 0 END`;
  const assignments = [
    ...Object.keys(counters).map((name) => `"${name}" = t."${name}" + r."${name}"`),
    ...Object.keys(weights).map((name) => `"${name}" = t."${name}" * (${factor}) + r."${name}"`),
    `"era" = ?3`,
    `"emptyAt" = CASE t."unitCount" + r."unitCount" WHEN 0 THEN CAST(?4 AS BIGINT) END`,
  ];
  const rows = dialect.rows('?1', { ofKind: 'text', ...counters, ...weights });
  return `UPDATE "KindQueue" AS t SET ${assignments.join(', ')} FROM ${rows} AS r
    WHERE t."topicId" = ?2 AND ${dialect.isSame('t."kind"', 'r."ofKind"')}`;
});
