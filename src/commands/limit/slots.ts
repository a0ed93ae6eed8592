/**
 * The slots of Limits: each Unit that runs takes one of every Limit that holds for it, from its claim
 * until it runs no more. They are counted where Units are moved and nowhere else.
 */
import { placeOnArrival } from '../../domain/fair-share.ts';
import type { ClaimScope, Lane } from '../../domain/lane.ts';
import { type Limit, type Limited, subjectOf } from '../../domain/limit.ts';
import {
  currentRate,
  endOne,
  freeSlotCount,
  type LimitUse,
  lowerRate,
  raiseRate,
  standingOfUse,
  startOne,
  type UseChange,
} from '../../domain/limit-use.ts';
import type { Unit } from '../../domain/unit.ts';
import type { WorkingSet } from '../batch/working-set.ts';

/** What Limits look at of a Unit: what its Lane says. */
export function limitedOf(set: WorkingSet, { laneId }: Pick<Unit, 'laneId'>): Limited {
  return set.lanes.get(laneId);
}

/** How many more Units like this may start now. */
export function freeCountFor(set: WorkingSet, limited: Limited): number {
  let count = Number.POSITIVE_INFINITY;
  for (const limit of set.limits.of(limited)) {
    const use = set.limits.useOrNewOf(limit, limited);
    count = Math.min(count, freeSlotCount(limit, use, set.now));
  }
  return count;
}

/** Whether a Unit of this Lane may start. What is found full is closed, so that nobody looks again. */
export function canStart(set: WorkingSet, lane: Lane): boolean {
  if (lane.isOpen === 0 || !set.limits.areThereAny) return lane.isOpen === 1;
  if (freeCountFor(set, lane) > 0) return true;
  for (const limit of set.limits.of(lane)) {
    const use = set.limits.useOf(limit, lane);
    if (freeSlotCount(limit, use, set.now) === 0) settleUse(set, limit, use);
  }
  return false;
}

/** What somebody may be served from with this scope: of the kinds those that are not shut. */
export function openScope(set: WorkingSet, scope: ClaimScope): ClaimScope {
  const kinds = scope.kinds ?? set.laneGroups.kinds;
  if (kinds === undefined || !set.limits.areThereAny) return scope;
  return { ...scope, kinds: kinds.filter((kind) => !set.limits.isShut(kind)) };
}

export function takeSlots(set: WorkingSet, unit: Unit): void {
  const limited = limitedOf(set, unit);
  for (const limit of set.limits.of(limited)) {
    const use = set.limits.useOf(limit, limited);
    set.limits.uses.change(use, { ...startOne(limit, use, set.now), usedAt: set.now });
    settleUse(set, limit, use);
  }
}

export function giveSlotsBack(set: WorkingSet, unit: Unit): void {
  const limited = limitedOf(set, unit);
  for (const limit of set.limits.of(limited)) {
    const use = set.limits.useOf(limit, limited);
    set.limits.uses.change(use, { ...endOne(use), usedAt: set.now });
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
  set.limits.uses.change(use, { ...change, usedAt: set.now });
  const rate = currentRate(limit, use);
  if (rate === before) return;
  const { id: limitId } = limit;
  set.emit('limit.rateChanged', { data: { limitId, subject: use.subject, rate, before, cause } });
}

/** The clock has come to where a use opens: its rate grows if that was what held work back. */
export function openUse(set: WorkingSet, use: LimitUse): void {
  const limit = set.limits.rows.get(use.limitId);
  // What a worker has asked for is no reason to let more start.
  const isByRate = use.opensAt !== null && use.opensAt !== use.closedUntil;
  if (isByRate && hasWork(set, use)) set.limits.uses.change(use, { hasHeldBack: 1 });
  const change = raiseRate(limit, use, set.now);
  if (change !== undefined) changeRate(set, { limit, use, change, cause: 'HELD_BACK' });
  settleUse(set, limit, use);
}

/** Closes what has nothing left to start, and opens what has again, the Lanes of a key with it. */
function settleUse(set: WorkingSet, limit: Limit, use: LimitUse): void {
  if (!settleStanding(set, limit, use) || use.scope !== 'KEY') return;
  for (const lane of set.lanes.values()) {
    if (lane.concurrencyKey === use.subject) settleLane(set, lane);
  }
}

/** Says of a use whether it is closed now; whether that is another thing than before. */
export function settleStanding(set: WorkingSet, limit: Limit, use: LimitUse): boolean {
  const before = use.isClosed;
  const { isClosed, opensAt } = standingOfUse(limit, use, set.now);
  if (isClosed === before && opensAt === use.opensAt) return false;
  set.limits.uses.change(use, { isClosed, opensAt });
  if (isClosed === 0 && use.scope !== 'KEY') set.openedUses.push(use);
  return isClosed !== before;
}

/** Opens or closes a Lane as the Limit of its key says. */
export function settleLane(set: WorkingSet, lane: Lane): void {
  const isOpen = set.limits.isKeyShut(lane) ? 0 : 1;
  if (lane.isOpen === isOpen) return;
  const { isFair, servedPlace } = set.topic;
  // Where shares are fair, what was closed has saved up no turns meanwhile.
  const isBack = isFair === 1 && isOpen === 1;
  set.queues.add(lane.kind, 'shutCount', isOpen === 1 ? -lane.claimableCount : lane.claimableCount);
  set.lanes.change(
    lane,
    isBack ? { isOpen, place: placeOnArrival(lane.place, servedPlace) } : { isOpen },
  );
}

/** Whether something can be claimed of what a use counts, but for the use itself. */
function hasWork(set: WorkingSet, { scope, subject }: LimitUse): boolean {
  return [...set.lanes.values()].some((lane) => {
    const isOfUse = subjectOf(scope, lane) === subject;
    return isOfUse && lane.claimableCount > 0 && (scope === 'KEY' || lane.isOpen === 1);
  });
}
