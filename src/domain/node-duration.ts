/**
 * How long the nodes of a graph take, as far as that can be said. What has finished was measured;
 * for the rest there is the time it has taken up to now, or what others of its kind have taken.
 */
import type { Unit } from './unit.ts';

/**
 * MEASURED: it has finished. ELAPSED: it has begun, and takes at least as long as it has up to now.
 * ESTIMATED: what others of its kind have taken. UNKNOWN: it has not begun, and nothing says how long
 * it will take.
 */
export type DurationSource = 'MEASURED' | 'ELAPSED' | 'ESTIMATED' | 'UNKNOWN';

export interface NodeDuration {
  readonly source: DurationSource;
  /** Whole milliseconds; 0 if unknown. */
  readonly durationMs: number;
}

/** When a node began and ended, in epoch milliseconds; null for not yet, or never. */
export interface NodeTimes {
  readonly startedAt: number | null;
  readonly finishedAt: number | null;
}

/** The duration at an instant. What ended without having begun, as what was skipped, took no time. */
export function nodeDuration(
  { startedAt, finishedAt }: NodeTimes,
  now: number,
  estimateMs?: number | undefined,
): NodeDuration {
  if (finishedAt !== null) {
    return { source: 'MEASURED', durationMs: elapsedMs(startedAt ?? finishedAt, finishedAt) };
  }
  const sinceStartMs = startedAt === null ? undefined : elapsedMs(startedAt, now);
  if (sinceStartMs !== undefined && sinceStartMs >= (estimateMs ?? 0)) {
    return { source: 'ELAPSED', durationMs: sinceStartMs };
  }
  if (estimateMs !== undefined) return { source: 'ESTIMATED', durationMs: estimateMs };
  return { source: 'UNKNOWN', durationMs: 0 };
}

/** By kind, how long the Units that succeeded took on average, in whole milliseconds. */
export function meanDurationsMs(
  units: readonly Pick<Unit, 'kind' | 'state' | 'startedAt' | 'finishedAt'>[],
): ReadonlyMap<string, number> {
  const sums = new Map<string, { totalMs: number; count: number }>();
  for (const { kind, state, startedAt, finishedAt } of units) {
    // What failed, was cut short, or was declared a success unstarted says nothing of others.
    if (state !== 'SUCCEEDED' || startedAt === null || finishedAt === null) continue;
    const { totalMs, count } = sums.get(kind) ?? { totalMs: 0, count: 0 };
    const durationMs = elapsedMs(startedAt, finishedAt);
    sums.set(kind, { totalMs: totalMs + durationMs, count: count + 1 });
  }
  return new Map(
    [...sums].map(([kind, { totalMs, count }]) => [kind, Math.round(totalMs / count)]),
  );
}

function elapsedMs(from: number, to: number): number {
  return Math.max(0, to - from);
}
