import { accepted, type Handler, replayed } from '../batch/handler.ts';
import { giveBack } from '../rules/give-back.ts';
import { addReportNeeds, reportResult, standingOf } from './worker-report.ts';

/** The worker gives the Unit back undone, and the Unit keeps its place in the order. */
export const releaseUnit: Handler<'releaseUnit'> = {
  check: () => [],

  addNeeds: ({ lease }, needs) => addReportNeeds(lease, needs),

  decide: ({ lease }, set) => {
    const standing = standingOf(set, lease, 'RELEASED');
    if (standing.kind === 'REFUSED') return standing.refusal;
    const { unit } = standing;
    if (standing.kind === 'REPEATED') return replayed(reportResult(set, unit));
    giveBack(set, unit, { action: 'release', outcome: 'RELEASED' });
    return accepted(reportResult(set, unit));
  },
};
