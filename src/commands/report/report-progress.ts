import { checkNumber, checkText } from '../../domain/value-checks.ts';
import { accepted, type Handler } from '../batch/handler.ts';
import { unitFacts } from '../rules/move-unit.ts';
import { addReportNeeds, extendLease, reportResult, standingOf } from './worker-report.ts';

/** Says how far the worker is, and keeps the Unit as a heartbeat does. */
export const reportProgress: Handler<'reportProgress'> = {
  check: ({ progress, message }) => [
    ...checkNumber(progress, { least: 0, most: 1, path: ['input', 'progress'] }),
    ...(message === null ? [] : checkText(message, ['input', 'message'])),
  ],

  addNeeds: ({ lease }, needs) => addReportNeeds(lease, needs),

  decide: ({ lease, progress, message }, set) => {
    const standing = standingOf(set, lease);
    if (standing.kind === 'REFUSED') return standing.refusal;
    const { unit } = standing;
    extendLease(set, unit, null);
    // Saying the same again is a heartbeat and nothing that a watcher has to hear of.
    if (unit.progress !== progress || unit.progressMessage !== message) {
      set.units.change(unit, { progress, progressMessage: message });
      const data = message === null ? { progress } : { progress, message };
      const { attempt, worker, state } = unit;
      const facts = { attempt, worker, from: state, to: state, data };
      set.emit('unit.progressed', unitFacts(unit, facts));
    }
    return accepted(reportResult(set, unit));
  },
};
