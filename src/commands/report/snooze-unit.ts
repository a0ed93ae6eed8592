import { bounds } from '../../domain/bounds.ts';
import { checkNumber } from '../../domain/value-checks.ts';
import { accepted, type Handler, replayed } from '../batch/handler.ts';
import { giveBack } from '../rules/give-back.ts';
import { addReportNeeds, reportResult, standingOf } from './worker-report.ts';

/** The worker wants the Unit done later: nobody can claim it until the delay is over. */
export const snoozeUnit: Handler<'snoozeUnit'> = {
  check: ({ delayMs }) =>
    checkNumber(delayMs, { least: 0, most: bounds.retryDelayMs, path: ['input', 'delayMs'] }),

  addNeeds: ({ lease }, needs) => addReportNeeds(lease, needs),

  decide: ({ lease, delayMs }, set) => {
    const standing = standingOf(set, lease, 'SNOOZED');
    if (standing.kind === 'REFUSED') return standing.refusal;
    const { unit } = standing;
    if (standing.kind === 'REPEATED') return replayed(reportResult(set, unit));
    giveBack(set, unit, { action: 'snooze', outcome: 'SNOOZED', delayMs });
    return accepted(reportResult(set, unit));
  },
};
