/** What a claim has to get, reckoned from the rows alone and as simply as possible. */

import { governing, type LimitRow } from '../../src/audit/limit-faults.ts';
import type { Store } from '../../src/store/port.ts';

/** A Limit with what it says of starts. */
export type RateRow = LimitRow & {
  readonly startMax: number | null;
  readonly intervalMs: number | null;
  readonly isAdaptive: number;
};

interface UseRow {
  readonly id: string;
  readonly isClosed: number;
  readonly runningCount: number;
  readonly starts: string;
  readonly rate: number | null;
}

interface UnitRow {
  readonly id: string;
  readonly topicId: string;
  readonly kind: string;
  readonly key: string;
}

/** The ids of the Units, in order: of all that can be claimed those that none of their Limits keeps back. */
export async function listStartable(
  store: Store,
  { kind, max }: { readonly kind: string | null; readonly max: number },
): Promise<readonly string[]> {
  const limits = await store.query<RateRow>('SELECT * FROM "Limit"');
  const uses = await store.query<UseRow>('SELECT * FROM "LimitUse"');
  const units = await store.query<UnitRow>(
    `SELECT u."id", u."topicId", u."kind", l."concurrencyKey" AS "key"
     FROM "Unit" u JOIN "Lane" l ON l."id" = u."laneId"
     WHERE u."rank" IS NOT NULL ORDER BY u."rank", u."id"`,
  );
  const useOf = new Map(uses.map((use) => [use.id, use]));
  const freeCounts = new Map<string, number>();
  const taken: string[] = [];
  for (const unit of units) {
    if (taken.length === max) break;
    if (kind !== null && unit.kind !== kind) continue;
    const ids = limitsOf(limits, unit).map(([limit, subject]) => {
      const id = `${limit.id}/${subject}`;
      if (!freeCounts.has(id)) freeCounts.set(id, freeCount(limit, useOf.get(id), store.now()));
      return id;
    });
    if (ids.some((id) => (freeCounts.get(id) ?? 0) <= 0)) continue;
    for (const id of ids) freeCounts.set(id, (freeCounts.get(id) ?? 0) - 1);
    taken.push(unit.id);
  }
  return taken;
}

function limitsOf(
  limits: readonly RateRow[],
  { topicId, kind, key }: UnitRow,
): readonly (readonly [RateRow, string])[] {
  return Object.entries({ TOPIC: '', KIND: kind, KEY: key }).flatMap(([scope, subject]) => {
    const limit = governing(limits, { topicId, scope, subject });
    return limit === undefined ? [] : [[limit, subject] as const];
  });
}

function freeCount(limit: RateRow, use: UseRow | undefined, now: number): number {
  // The clock opens what time has to open, and not the claim.
  if (use?.isClosed === 1) return 0;
  const running = (limit.runningMax ?? Number.POSITIVE_INFINITY) - (use?.runningCount ?? 0);
  if (limit.startMax === null) return running;
  const rate = limit.isAdaptive === 1 ? (use?.rate ?? limit.startMax) : limit.startMax;
  const from = now - (limit.intervalMs ?? 0);
  return Math.min(running, Math.min(rate, limit.startMax) - startCount(use?.starts ?? '[]', from));
}

/** How many starts are noted after an instant. */
function startCount(starts: string, from: number): number {
  // Written by the engine as pairs of an instant and a count.
  const pairs = JSON.parse(starts) as readonly (readonly [number, number])[];
  return pairs.reduce((sum, [lastAt, count]) => (lastAt > from ? sum + count : sum), 0);
}
