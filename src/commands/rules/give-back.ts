import type { Asked } from '../../domain/asked.ts';
import type { Unit } from '../../domain/unit.ts';
import type { UnitChange } from '../batch/change-groups.ts';
import type { WorkingSet } from '../batch/working-set.ts';
import { askedData } from './asked.ts';
import { claimableSince, endAttempt, moveUnit, unitFacts } from './move-unit.ts';

/** How a Unit comes back undone, from its worker or taken from it; that costs no attempt. */
export type GiveBack =
  | { readonly action: 'release'; readonly outcome: 'RELEASED' }
  | {
      readonly action: 'snooze';
      readonly outcome: 'SNOOZED';
      /** How long nobody can claim it, milliseconds. */
      readonly delayMs: number;
    }
  | { readonly action: 'interrupt'; readonly outcome: 'INTERRUPTED'; readonly asked: Asked }
  | { readonly action: 'revoke'; readonly outcome: 'REVOKED'; readonly asked: Asked };

export function giveBack(set: WorkingSet, unit: Unit, how: GiveBack): void {
  const { worker, attempt } = unit;
  const { action, outcome } = how;
  const delayMs = action === 'snooze' ? how.delayMs : 0;
  const next: UnitChange =
    delayMs > 0
      ? { readyAt: set.now, availableAt: set.now + delayMs }
      : claimableSince(unit.readyAt ?? set.now);
  const end = 'asked' in how ? { outcome, asked: how.asked } : { outcome };
  const change = { ...endAttempt(set, unit, end), ...next };
  moveUnit(set, unit, { action, to: 'READY', change });
  const facts = unitFacts(unit, { attempt, worker, from: 'RUNNING', to: 'READY' });
  if (action === 'release') set.emit('unit.released', facts);
  else if (action === 'snooze') set.emit('unit.snoozed', { ...facts, data: { delayMs } });
  else {
    const kind = action === 'revoke' ? 'unit.revoked' : 'unit.interrupted';
    set.emit(kind, { ...facts, data: askedData(how.asked) });
  }
}
