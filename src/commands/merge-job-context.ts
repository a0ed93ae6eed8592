import { checkObject } from '../domain/value-checks.ts';
import { askedData, checkAsked } from './asked.ts';
import { checkMerged, mergeValues } from './context-values.ts';
import { findEditableJob } from './edit-graph.ts';
import { accepted, type Handler, refused, refusedAll, replayed } from './handler.ts';

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
