/**
 * The slots of Limits: each Unit that runs takes one of every Limit that holds for it, from its claim
 * until it runs no more. They are counted where Units are moved and nowhere else.
 */
import type { Limit, Limited } from '../domain/limit.ts';
import {
  currentRate,
  endOne,
  freeSlotCount,
  type LimitUse,
  lowerRate,
  standingOfUse,
  startOne,
  type UseChange,
} from '../domain/limit-use.ts';
import type { Unit } from '../domain/unit.ts';
import type { WorkingSet } from './working-set.ts';

/** What Limits look at of a Unit. */
export function limitedOf(_set: WorkingSet, { kind }: Unit): Limited {
  return { kind, concurrencyKey: '' };
}

/** How many more Units like this may start now. */
export function freeCountFor(set: WorkingSet, limited: Limited): number {
  let count = Number.POSITIVE_INFINITY;
  for (const limit of set.limits.of(limited)) {
    const use = set.limits.useOf(limit, limited);
    count = Math.min(count, freeSlotCount(limit, use, set.now));
  }
  return count;
}

export function takeSlots(set: WorkingSet, unit: Unit): void {
  const limited = limitedOf(set, unit);
  for (const limit of set.limits.of(limited)) {
    const use = set.limits.useOf(limit, limited);
    set.limits.uses.change(use, startOne(limit, use, set.now));
    settleUse(set, limit, use);
  }
}

export function giveSlotsBack(set: WorkingSet, unit: Unit): void {
  const limited = limitedOf(set, unit);
  for (const limit of set.limits.of(limited)) {
    const use = set.limits.useOf(limit, limited);
    set.limits.uses.change(use, endOne(use));
    settleUse(set, limit, use);
  }
}

/** A Unit was refused for being one too many: the most specific of its Limits that adapts is too fast. */
export function lowerRateFor(set: WorkingSet, unit: Unit, retryAfterMs: number): void {
  const limited = limitedOf(set, unit);
  const limit = set.limits.of(limited).findLast(({ isAdaptive }) => isAdaptive === 1);
  if (limit === undefined) return;
  const use = set.limits.useOf(limit, limited);
  const change = lowerRate(limit, use, { now: set.now, retryAfterMs });
  changeRate(set, { limit, use, change, cause: 'RATE_LIMITED' });
  settleUse(set, limit, use);
}

interface RateChange {
  readonly limit: Limit;
  readonly use: LimitUse;
  readonly change: UseChange;
  readonly cause: 'RATE_LIMITED' | 'HELD_BACK';
}

function changeRate(set: WorkingSet, { limit, use, change, cause }: RateChange): void {
  const before = currentRate(limit, use);
  set.limits.uses.change(use, change);
  const rate = currentRate(limit, use);
  if (rate === before) return;
  const { id: limitId } = limit;
  set.emit('limit.rateChanged', { data: { limitId, subject: use.subject, rate, before, cause } });
}

/** Closes what has nothing left to start, and opens what has again. */
export function settleUse(set: WorkingSet, limit: Limit, use: LimitUse): void {
  const { isClosed, opensAt } = standingOfUse(limit, use, set.now);
  if (isClosed === use.isClosed && opensAt === use.opensAt) return;
  set.limits.uses.change(use, { isClosed, opensAt });
}
