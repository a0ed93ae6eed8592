import type { AttemptOutcome } from '../domain/lease.ts';
import type { Unit } from '../domain/unit.ts';
import type { UnitChange } from './change-groups.ts';
import { claimableSince, endAttempt, moveUnit, unitFacts } from './move-unit.ts';
import type { WorkingSet } from './working-set.ts';

/** How a worker gives a Unit back undone; that costs no attempt. */
export interface GiveBack {
  readonly action: 'release' | 'snooze';
  readonly outcome: Extract<AttemptOutcome, 'RELEASED' | 'SNOOZED'>;
  /** How long nobody can claim it, milliseconds. */
  readonly delayMs: number;
}

export function giveBack(
  set: WorkingSet,
  unit: Unit,
  { action, outcome, delayMs }: GiveBack,
): void {
  const { worker, attempt } = unit;
  const next: UnitChange =
    delayMs > 0
      ? { readyAt: set.now, availableAt: set.now + delayMs, rank: null }
      : claimableSince(unit.readyAt ?? set.now, unit);
  const change = { ...endAttempt(set, unit, { outcome }), ...next };
  moveUnit(set, unit, { action, to: 'READY', change });
  if (unit.rank !== null) set.claimOrder.add(unit);
  const facts = { ...unitFacts(unit), attempt, worker, from: 'RUNNING', to: 'READY' };
  if (action === 'release') set.emit('unit.released', facts);
  else set.emit('unit.snoozed', { ...facts, data: { delayMs } });
}
