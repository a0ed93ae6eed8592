import { checkObject } from '../../domain/value-checks.ts';
import { accepted, type Handler, refused, refusedAll, replayed } from '../batch/handler.ts';
import { findEditableJob } from '../graph/edit-graph.ts';
import { askedData, checkAsked } from '../rules/asked.ts';
import { checkMerged, mergeValues } from '../rules/context-values.ts';

/** An operator changes what the Units of a Job share. */
export const mergeJobContext: Handler<'mergeJobContext'> = {
  check: (command) => [...checkObject(command.values, ['input', 'values']), ...checkAsked(command)],

  addNeeds: ({ jobId }, needs) => {
    needs.jobIds.add(jobId);
  },

  decide: (command, set) => {
    const { jobId, values } = command;
    const editable = findEditableJob(set, jobId);
    if (editable.kind === 'REFUSED') return refused(editable.rejection);
    const job = editable.node;
    const faults = checkMerged(job, values);
    if (faults.length > 0) return refusedAll(faults);
    const isChanged = mergeValues(set, job, { values, more: askedData(command) });
    return isChanged ? accepted({ jobId }) : replayed<'mergeJobContext'>({ jobId });
  },
};
