import { type Rejection, rejection } from '../../domain/rejection.ts';
import { accepted, type LongHandler, refused, refusedAll } from '../batch/handler.ts';
import { type Link, unlinkNodes } from '../rules/dependencies.ts';
import { joinFaults } from '../rules/join-faults.ts';
import { findEditableJob } from './edit-graph.ts';
import { checkPaths, type FoundLink, findLinks } from './find-links.ts';

/** Lets Tasks or Units that have not started wait for less. */
export const removeDependencies: LongHandler<'removeDependencies'> = {
  check: ({ dependencies }) => checkPaths(dependencies),

  addNeeds: ({ jobId }, needs) => {
    needs.jobIds.add(jobId);
  },

  *decideInPortions({ jobId, dependencies }, set) {
    const editable = findEditableJob(set, jobId);
    if (editable.kind === 'REFUSED') return refused(editable.rejection);
    const found = yield* findLinks(set, jobId, dependencies);
    const missing = found.links.filter(({ isThere }) => !isThere).map(isMissing);
    const links: readonly Link[] = found.links.map(({ link }) => link);
    const faults = [...found.faults, ...missing];
    if (faults.length > 0) return refusedAll(faults);
    const unsatisfiable = joinFaults(links, ['input', 'dependencies']);
    if (unsatisfiable.length > 0) return refusedAll(unsatisfiable);
    unlinkNodes(set, links);
    return accepted<'removeDependencies'>({ jobId });
  },
};

function isMissing({ link: { predecessor, dependant }, path }: FoundLink): Rejection {
  const message = `"${dependant.key}" does not depend on "${predecessor.key}". Leave that dependency out, or correct it.`;
  return rejection('UNKNOWN_DEPENDENCY', message, { path });
}
