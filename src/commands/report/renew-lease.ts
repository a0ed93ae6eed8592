import { accepted, type Handler } from '../batch/handler.ts';
import {
  addReportNeeds,
  checkLeaseMs,
  extendLease,
  reportResult,
  standingOf,
} from './worker-report.ts';

/** The heartbeat: the worker keeps its Unit. It changes no state, so it leaves no Event. */
export const renewLease: Handler<'renewLease'> = {
  check: ({ leaseMs }) => (leaseMs === null ? [] : checkLeaseMs(leaseMs, ['input', 'leaseMs'])),

  addNeeds: ({ lease }, needs) => addReportNeeds(lease, needs),

  decide: ({ lease, leaseMs }, set) => {
    const standing = standingOf(set, lease);
    if (standing.kind === 'REFUSED') return standing.refusal;
    extendLease(set, standing.unit, leaseMs);
    return accepted(reportResult(set, standing.unit));
  },
};
