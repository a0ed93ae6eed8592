import { bounds } from '../../domain/bounds.ts';
import type { Command } from '../../domain/command.ts';
import { retryDelayMs } from '../../domain/retry.ts';
import type { Unit } from '../../domain/unit.ts';
import { checkJson, checkName, checkNumber, checkText } from '../../domain/value-checks.ts';
import { accepted, type Context, type Handler, replayed } from '../batch/handler.ts';
import { endInFailure, retryPolicyOf, troubleOf } from '../rules/end-in-failure.ts';
import { endRateLimited } from './end-rate-limited.ts';
import { addReportNeeds, reportResult, standingOf } from './worker-report.ts';

/**
 * The attempt has failed: the Unit is tried again while its retry policy allows, else it has failed.
 * Refused for being one too many it is tried again in any case.
 */
export const failUnit: Handler<'failUnit'> = {
  check: ({ code, message, details, retryAfterMs }) => [
    ...checkName(code, ['input', 'code']),
    ...checkText(message, ['input', 'message']),
    ...(details === null ? [] : checkJson(details, ['input', 'details'])),
    ...(retryAfterMs === null
      ? []
      : checkNumber(retryAfterMs, {
          least: 0,
          most: bounds.retryDelayMs,
          path: ['input', 'retryAfterMs'],
        })),
  ],

  addNeeds: ({ lease }, needs) => {
    addReportNeeds(lease, needs);
    needs.addFinishingUnit(lease.unitId);
  },

  decide: (command, set, context) => {
    const isRateLimited = command.isRateLimited === true;
    const standing = standingOf(set, command.lease, isRateLimited ? 'RATE_LIMITED' : 'FAILED');
    if (standing.kind === 'REFUSED') return standing.refusal;
    const { unit } = standing;
    if (standing.kind === 'REPEATED') return replayed(reportResult(set, unit));
    if (isRateLimited) {
      endRateLimited(set, unit, { command, context });
      return accepted(reportResult(set, unit));
    }
    const { code, message, details } = command;
    const delayMs = delayBeforeNextTry(command, unit, { now: set.now, context });
    endInFailure(set, unit, { action: 'fail', code, message, details, delayMs, isLoss: false });
    return accepted(reportResult(set, unit));
  },
};

function delayBeforeNextTry(
  { isRetryable, retryAfterMs }: Command<'failUnit'>,
  unit: Unit,
  { now, context }: { readonly now: number; readonly context: Context },
): number | undefined {
  if (!isRetryable) return undefined;
  return retryDelayMs(retryPolicyOf(unit), {
    ...troubleOf(unit, now),
    chance: context.chance(),
    askedMs: retryAfterMs,
  });
}
