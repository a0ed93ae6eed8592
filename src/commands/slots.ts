/**
 * The slots of Limits: each Unit that runs takes one of every Limit that holds for it, from its claim
 * until it runs no more. They are counted where Units are moved and nowhere else.
 */
import type { Limit, Limited } from '../domain/limit.ts';
import {
  endOne,
  freeSlotCount,
  type LimitUse,
  standingOfUse,
  startOne,
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

/** Closes what has nothing left to start, and opens what has again. */
export function settleUse(set: WorkingSet, limit: Limit, use: LimitUse): void {
  const { isClosed, opensAt } = standingOfUse(limit, use, set.now);
  if (isClosed === use.isClosed && opensAt === use.opensAt) return;
  set.limits.uses.change(use, { isClosed, opensAt });
}
