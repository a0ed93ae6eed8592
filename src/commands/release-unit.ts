import { accepted, type Handler, replayed } from './handler.ts';
import { claimableSince, endAttempt, moveUnit, unitFacts } from './move-unit.ts';
import { addReportNeeds, reportResult, standingOf } from './worker-report.ts';

/** The worker gives the Unit back undone; that costs no attempt, and the Unit keeps its place. */
export const releaseUnit: Handler<'releaseUnit'> = {
  check: () => [],

  addNeeds: ({ lease }, needs) => addReportNeeds(lease, needs),

  decide: ({ lease }, set) => {
    const standing = standingOf(set, lease, 'RELEASED');
    if (standing.kind === 'REFUSED') return standing.refusal;
    const { unit } = standing;
    if (standing.kind === 'REPEATED') return replayed(reportResult(set, unit));
    const { worker } = unit;
    const change = {
      ...endAttempt(set, unit, { outcome: 'RELEASED' }),
      ...claimableSince(unit.readyAt ?? set.now, unit),
    };
    moveUnit(set, unit, { action: 'release', to: 'READY', change });
    set.claimOrder.add(unit);
    const facts = { ...unitFacts(unit), attempt: unit.attempt, worker };
    set.emit('unit.released', { ...facts, from: 'RUNNING', to: 'READY' });
    return accepted(reportResult(set, unit));
  },
};
