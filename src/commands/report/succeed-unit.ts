import { checkJson } from '../../domain/value-checks.ts';
import { accepted, type Handler, replayed } from '../batch/handler.ts';
import { endAttempt, moveUnit, unitFacts } from '../rules/move-unit.ts';
import { addReportNeeds, reportResult, standingOf } from './worker-report.ts';

/** The worker is done: the Unit has succeeded with its output. */
export const succeedUnit: Handler<'succeedUnit'> = {
  check: ({ output }) => checkJson(output, ['input', 'output']),

  addNeeds: ({ lease }, needs) => {
    addReportNeeds(lease, needs);
    needs.addFinishingUnit(lease.unitId);
  },

  decide: ({ lease, output }, set) => {
    const standing = standingOf(set, lease, 'SUCCEEDED');
    if (standing.kind === 'REFUSED') return standing.refusal;
    const { unit } = standing;
    if (standing.kind === 'REPEATED') return replayed(reportResult(set, unit));
    const { worker } = unit;
    const change = endAttempt(set, unit, { outcome: 'SUCCEEDED' });
    moveUnit(set, unit, {
      action: 'succeed',
      to: 'SUCCEEDED',
      change: { output, finishedAt: set.now, ...change },
    });
    const facts = { attempt: unit.attempt, worker, from: 'RUNNING', to: 'SUCCEEDED' };
    set.emit('unit.succeeded', unitFacts(unit, facts));
    return accepted(reportResult(set, unit));
  },
};
