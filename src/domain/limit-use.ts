/**
 * What of a Limit is used, by the Topic, by one kind or by one key: how many run, how many have
 * started of late, and how fast it lets them start now.
 *
 * An adaptive rate begins at its most. Each report that a Unit was refused for being too many halves
 * it, though not twice within half a second, since what runs at once is refused at once. It grows by
 * a twentieth of the most in each interval in which it, and nothing else, held work back.
 */
import type { Flag } from './flag.ts';
import type { Limit, LimitScope } from './limit.ts';
import { addStart, freeFrom, type StartWindow, startCount } from './start-window.ts';

/** A row per Limit and whatever it bounds for itself. Instants are epoch milliseconds. */
export interface LimitUse {
  readonly id: string;
  readonly topicId: string;
  readonly limitId: string;
  readonly scope: LimitScope;
  /** The kind or the key; '' for the Topic. */
  readonly subject: string;
  /** How many Units run that it counts. */
  readonly runningCount: number;
  /** JSON text of the StartWindow. */
  readonly starts: string;
  /** How many may start per interval now, of an adaptive Limit; null while that is its most. */
  readonly rate: number | null;
  /** Since when it is watched whether this rate holds work back. */
  readonly rateAt: number | null;
  readonly loweredAt: number | null;
  /** Whether work was held back by the rate since then. */
  readonly hasHeldBack: Flag;
  /** Until when a worker has asked to be left alone. */
  readonly closedUntil: number | null;
  /** Whether nothing can start. */
  readonly isClosed: Flag;
  /** When the clock opens it; null while it is open, or when only an end of what runs can. */
  readonly opensAt: number | null;
  /** When a slot was last taken or given back, or its rate was lowered. */
  readonly usedAt: number;
}

/** The columns that the functions here change. */
export type UseChange = Partial<Omit<LimitUse, 'id' | 'topicId' | 'limitId' | 'scope' | 'subject'>>;

export function limitUseId(limitId: string, subject: string): string {
  return `${limitId}/${subject}`;
}

export function newLimitUse({ id, topicId, scope }: Limit, subject: string): LimitUse {
  return {
    id: limitUseId(id, subject),
    topicId,
    limitId: id,
    scope,
    subject,
    runningCount: 0,
    starts: '[]',
    rate: null,
    rateAt: null,
    loweredAt: null,
    hasHeldBack: 0,
    closedUntil: null,
    isClosed: 0,
    opensAt: null,
    usedAt: 0,
  };
}

/** How many more may start now. */
export function freeSlotCount(limit: Limit, use: LimitUse, now: number): number {
  if (use.closedUntil !== null && use.closedUntil > now) return 0;
  return Math.max(0, Math.min(freeRunningCount(limit, use), freeStartCount(limit, use, now)));
}

/** How many may start per interval now; null when that is not bounded. */
export function currentRate(limit: Limit, use: Pick<LimitUse, 'rate'>): number | null {
  if (limit.startMax === null || limit.isAdaptive === 0) return limit.startMax;
  // A Limit that was changed bounds what was reckoned under its former values.
  return Math.max(startMinOf(limit), Math.min(limit.startMax, use.rate ?? limit.startMax));
}

/** Whether nothing can start now, and when the clock changes that. */
export function standingOfUse(
  limit: Limit,
  use: LimitUse,
  now: number,
): Pick<LimitUse, 'isClosed' | 'opensAt'> {
  if (freeSlotCount(limit, use, now) > 0) return { isClosed: 0, opensAt: null };
  // With all slots taken time alone changes nothing: it is looked at again when one comes free.
  if (freeRunningCount(limit, use) <= 0) return { isClosed: 1, opensAt: null };
  const rate = currentRate(limit, use);
  const startsFrom =
    rate === null || limit.intervalMs === null
      ? now
      : freeFrom(windowOf(use), rate, { now, intervalMs: limit.intervalMs });
  return { isClosed: 1, opensAt: Math.max(startsFrom, use.closedUntil ?? now) };
}

/** Whether it is the rate that lets nothing start now: no slot would, and nobody asked for silence. */
export function isHeldByRate(limit: Limit, use: LimitUse, now: number): boolean {
  const isSilent = use.closedUntil !== null && use.closedUntil > now;
  return !isSilent && freeRunningCount(limit, use) > 0 && freeStartCount(limit, use, now) <= 0;
}

/** A Unit starts. */
export function startOne(limit: Limit, use: LimitUse, now: number): UseChange {
  const { intervalMs } = limit;
  const runningCount = use.runningCount + 1;
  if (intervalMs === null) return { runningCount };
  return { runningCount, starts: JSON.stringify(addStart(windowOf(use), { now, intervalMs })) };
}

/** A Unit runs no more. */
export function endOne(use: LimitUse): UseChange {
  return { runningCount: use.runningCount - 1 };
}

/** The rate after the time up to now: an interval that it held work back in raises it by a step. */
export function raiseRate(limit: Limit, use: LimitUse, now: number): UseChange | undefined {
  const { startMax, intervalMs } = limit;
  const rate = currentRate(limit, use);
  if (limit.isAdaptive === 0 || startMax === null || intervalMs === null || rate === null) return;
  if (rate === startMax || use.rateAt === null || now < use.rateAt + intervalMs) return;
  const stepped = Math.min(startMax, rate + Math.max(1, Math.floor(startMax / 20)));
  return { rate: use.hasHeldBack === 1 ? stepped : rate, rateAt: now, hasHeldBack: 0 };
}

/** The rate after the report that a Unit was one too many, and for how long nothing is wanted. */
export function lowerRate(
  limit: Limit,
  use: LimitUse,
  { now, retryAfterMs }: { readonly now: number; readonly retryAfterMs: number },
): UseChange {
  const until = now + retryAfterMs;
  const closedUntil = retryAfterMs === 0 ? use.closedUntil : Math.max(until, use.closedUntil ?? 0);
  const rate = currentRate(limit, use);
  if (rate === null || (use.loweredAt !== null && now < use.loweredAt + loweringPauseMs)) {
    return { closedUntil };
  }
  const halved = Math.max(startMinOf(limit), Math.floor(rate / 2));
  return { rate: halved, loweredAt: now, rateAt: now, hasHeldBack: 0, closedUntil };
}

/** What one overload says at once, it says once. */
const loweringPauseMs = 500;

function freeRunningCount({ runningMax }: Limit, { runningCount }: LimitUse): number {
  return runningMax === null ? Number.POSITIVE_INFINITY : runningMax - runningCount;
}

function freeStartCount(limit: Limit, use: LimitUse, now: number): number {
  const rate = currentRate(limit, use);
  if (rate === null || limit.intervalMs === null) return Number.POSITIVE_INFINITY;
  return rate - startCount(windowOf(use), { now, intervalMs: limit.intervalMs });
}

function startMinOf({ startMin }: Limit): number {
  return startMin ?? 1;
}

function windowOf({ starts }: LimitUse): StartWindow {
  // Written by startOne above and by nobody else.
  return JSON.parse(starts) as StartWindow;
}
