import { checkJson } from '../../domain/value-checks.ts';
import { accepted, type Handler } from '../batch/handler.ts';
import { unitFacts } from '../rules/move-unit.ts';
import { addReportNeeds, extendLease, reportResult, standingOf } from './worker-report.ts';

/** Keeps what the next attempt needs to go on from here, and the Unit as a heartbeat does. */
export const saveCheckpoint: Handler<'saveCheckpoint'> = {
  check: ({ checkpoint }) => checkJson(checkpoint, ['input', 'checkpoint']),

  addNeeds: ({ lease }, needs) => addReportNeeds(lease, needs),

  decide: ({ lease, checkpoint }, set) => {
    const standing = standingOf(set, lease);
    if (standing.kind === 'REFUSED') return standing.refusal;
    const { unit } = standing;
    extendLease(set, unit, null);
    if (unit.checkpoint !== checkpoint) {
      set.units.change(unit, { checkpoint });
      const { attempt, worker, state } = unit;
      const facts = unitFacts(unit, { attempt, worker, from: state, to: state });
      set.emit('unit.checkpointed', facts);
    }
    return accepted(reportResult(set, unit));
  },
};
