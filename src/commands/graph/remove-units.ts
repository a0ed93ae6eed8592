import { bounds } from '../../domain/bounds.ts';
import type { Dependency } from '../../domain/dependency.ts';
import { type Rejection, rejection, unitNotFound } from '../../domain/rejection.ts';
import { isTaskFinished } from '../../domain/task.ts';
import { hasStarted, type Unit } from '../../domain/unit.ts';
import { accepted, type Handler, refused, refusedAll } from '../batch/handler.ts';
import type { WorkingSet } from '../batch/working-set.ts';
import { unrank } from '../claim/rank-unit.ts';
import { type Link, unlinkNodes } from '../rules/dependencies.ts';
import { joinFaults } from '../rules/join-faults.ts';
import { uncountUnit, unitFacts } from '../rules/move-unit.ts';
import { findEditableJob, taskFinished } from './edit-graph.ts';

/** Takes Units out of a Job that nobody has claimed yet; what depended on them waits for the rest. */
export const removeUnits: Handler<'removeUnits'> = {
  check: ({ unitIds }) => checkUnitIds(unitIds),

  addNeeds: ({ jobId, unitIds }, needs) => {
    needs.jobIds.add(jobId);
    for (const id of unitIds) {
      needs.unitIds.add(id);
      needs.dependantsOfUnits.add(id);
      needs.graph.predecessorsOfUnits.add(id);
    }
  },

  decide: ({ jobId, unitIds }, set) => {
    const editable = findEditableJob(set, jobId);
    if (editable.kind === 'REFUSED') return refused(editable.rejection);
    const faults = unitIds.flatMap((id, index) => {
      return unitFaults(set, { jobId, id, path: ['input', 'unitIds', `${index}`] });
    });
    if (faults.length > 0) return refusedAll(faults);
    const units = unitIds.map((id) => set.units.get(id));
    const links = linksFrom(set, units);
    const unsatisfiable = joinFaults(links, ['input', 'unitIds']);
    if (unsatisfiable.length > 0) return refusedAll(unsatisfiable);
    unlinkNodes(set, links);
    dropDependencies(set, units);
    for (const unit of units) removeUnit(set, unit);
    forgetStarts(set, units);
    return accepted({ jobId });
  },
};

function checkUnitIds(unitIds: readonly string[]): readonly Rejection[] {
  const path = ['input', 'unitIds'];
  if (new Set(unitIds).size < unitIds.length) {
    return [rejection('INVALID_VALUE', 'A Unit is named twice. Name it once.', { path })];
  }
  const most = bounds.unitCountPerJob;
  if (unitIds.length <= most) return [];
  const message = `There are ${unitIds.length} Units; at most ${most} are accepted in one call.`;
  return [rejection('TOO_MANY', message, { path, details: { count: unitIds.length, most } })];
}

function unitFaults(
  set: WorkingSet,
  { jobId, id, path }: { jobId: string; id: string; path: readonly string[] },
): readonly Rejection[] {
  const unit = set.units.find(id);
  if (unit === undefined || unit.topicId !== set.topic.id) return [{ ...unitNotFound(id), path }];
  const task = set.tasks.get(unit.taskId);
  const name = `Unit "${task.key}/${unit.key}"`;
  if (unit.jobId !== jobId) {
    const message = `${name} belongs to another Job, ${unit.jobId}. Remove the Units of one Job at a time.`;
    return [rejection('INVALID_VALUE', message, { path })];
  }
  if (isTaskFinished(task.state)) return [{ ...taskFinished(task), path }];
  if (unit.attempt === 0 && !hasStarted(unit)) return [];
  const message = `${name} has started (it is ${unit.state}), so it stays. Cancel or skip it instead.`;
  return [rejection('NODE_STARTED', message, { path, details: { unitState: unit.state } })];
}

/** The dependencies on these Units of others that stay. */
function linksFrom(set: WorkingSet, units: readonly Unit[]): readonly Link[] {
  const removedIds = new Set(units.map(({ id }) => id));
  return units.flatMap((predecessor) =>
    (set.dependantUnits.get(predecessor.id) ?? [])
      .filter((id) => !removedIds.has(id))
      .map((id) => ({ level: 'units', predecessor, dependant: set.units.get(id) })),
  );
}

/** The dependencies of these Units themselves go with them. */
function dropDependencies(set: WorkingSet, units: readonly Unit[]): void {
  const dropped: readonly Dependency[] = set.graph.predecessorsOfUnits;
  set.dependantUnits.remove(dropped);
  const [first] = units;
  if (first === undefined) return;
  const job = set.jobs.get(first.jobId);
  set.jobs.change(job, { dependencyCount: job.dependencyCount - dropped.length });
}

function removeUnit(set: WorkingSet, unit: Unit): void {
  set.emit('unit.removed', unitFacts(unit, { from: unit.state, data: { key: unit.key } }));
  unrank(set, unit);
  uncountUnit(set, unit);
  set.units.remove(unit);
  set.touchedTasks.push(set.tasks.get(unit.taskId));
}

/** Its Task may open in the same command, and then looks only for those that are left. */
function forgetStarts(set: WorkingSet, units: readonly Unit[]): void {
  for (const taskId of new Set(units.map((unit) => unit.taskId))) {
    const left = set.startingUnits.get(taskId)?.filter((id) => set.units.has(id));
    if (left !== undefined) set.startingUnits.set(taskId, left);
  }
}
