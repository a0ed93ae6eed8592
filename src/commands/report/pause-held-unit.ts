import { accepted, type Handler, replayed } from '../batch/handler.ts';
import { checkAsked } from '../rules/asked.ts';
import { pause } from '../unit/pause-unit.ts';
import { addReportNeeds, reportResult, standingOf } from './worker-report.ts';

/** The worker gives its Unit back to be held: for a person's yes, or until something has come about. */
export const pauseHeldUnit: Handler<'pauseHeldUnit'> = {
  check: checkAsked,

  addNeeds: ({ lease }, needs) => addReportNeeds(lease, needs),

  decide: ({ lease, reason, resumeAt }, set) => {
    const standing = standingOf(set, lease, 'PAUSED');
    if (standing.kind === 'REFUSED') return standing.refusal;
    const { unit } = standing;
    if (standing.kind === 'REPEATED') return replayed(reportResult(set, unit));
    pause(set, unit, { reason, by: unit.worker, resumeAt, outcome: 'PAUSED' });
    return accepted(reportResult(set, unit));
  },
};
