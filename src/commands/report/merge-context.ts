import { checkObject } from '../../domain/value-checks.ts';
import { accepted, type Handler, refusedAll, replayed } from '../batch/handler.ts';
import { checkMerged, mergeValues } from '../rules/context-values.ts';
import { addReportNeeds, extendLease, reportResult, standingOf } from './worker-report.ts';

/** A worker changes what the Units of its Job share, and keeps its Unit as a heartbeat does. */
export const mergeContext: Handler<'mergeContext'> = {
  check: ({ values }) => checkObject(values, ['input', 'values']),

  addNeeds: ({ lease }, needs) => addReportNeeds(lease, needs),

  decide: ({ lease, values }, set) => {
    const standing = standingOf(set, lease);
    if (standing.kind === 'REFUSED') return standing.refusal;
    const { unit } = standing;
    const job = set.jobs.get(unit.jobId);
    const faults = checkMerged(job, values);
    if (faults.length > 0) return refusedAll(faults);
    extendLease(set, unit, null);
    const { id: unitId, taskId, attempt, worker } = unit;
    const facts = { taskId, unitId, attempt, worker };
    const isChanged = mergeValues(set, job, { values, facts });
    const result = reportResult(set, unit);
    return isChanged ? accepted<'mergeContext'>(result) : replayed<'mergeContext'>(result);
  },
};
