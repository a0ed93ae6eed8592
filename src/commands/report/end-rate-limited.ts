/**
 * How an attempt ends that was refused for being one too many. That says something of the rate at
 * which Units start, and nothing of this Unit.
 */
import type { Command } from '../../domain/command.ts';
import { backoffMs } from '../../domain/retry.ts';
import type { Unit } from '../../domain/unit.ts';
import type { Context } from '../batch/handler.ts';
import type { WorkingSet } from '../batch/working-set.ts';
import { lowerRateFor } from '../limit/slots.ts';
import { nextTry, retryPolicyOf, troubleOf } from '../rules/end-in-failure.ts';
import { endAttempt, moveUnit, unitFacts } from '../rules/move-unit.ts';

/** The Unit is tried again, at no cost to its budget; the Limit that adapts lets fewer start. */
export function endRateLimited(
  set: WorkingSet,
  unit: Unit,
  { command, context }: { readonly command: Command<'failUnit'>; readonly context: Context },
): void {
  const { code, message, details, retryAfterMs } = command;
  const { worker, attempt } = unit;
  const trouble = { ...troubleOf(unit, set.now), chance: context.chance() };
  const delayMs = retryAfterMs ?? backoffMs(retryPolicyOf(unit), trouble);
  const ended = endAttempt(set, unit, { outcome: 'RATE_LIMITED', code, message, details });
  const failure = { failureCode: code, failureMessage: message, failureDetails: details };
  const change = {
    ...ended,
    ...failure,
    lossCount: 0,
    ...nextTry(set, unit, { isLoss: false, delayMs }),
  };
  moveUnit(set, unit, { action: 'fail', to: 'READY', change });
  const facts = unitFacts(unit, { attempt, worker, from: 'RUNNING', to: 'READY' });
  set.emit('unit.retried', { ...facts, data: { code, message, delayMs, isRateLimited: true } });
  lowerRateFor(set, unit, retryAfterMs ?? 0);
}
