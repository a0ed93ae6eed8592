/** Dependencies of a graph that is alive: adding and removing them, with all that is counted. */
import type { Dependency } from '../../domain/dependency.ts';
import {
  endingOf,
  joinOutcome,
  type PredecessorCounts,
  predecessorCounterOf,
} from '../../domain/readiness.ts';
import type { Task } from '../../domain/task.ts';
import { hasStarted, type Unit } from '../../domain/unit.ts';
import type { WorkingSet } from '../batch/working-set.ts';
import type { Level } from '../graph/found-graph.ts';
import { moveUnit, unitFacts } from './move-unit.ts';

/** Notes a dependency to be written, for those that follow what its predecessor does. */
export function addDependency(set: WorkingSet, level: Level, dependency: Dependency): void {
  if (level === 'units') {
    set.appended.unitDependencies.push(dependency);
    set.dependantUnits.add(dependency);
    set.predecessorUnits.get(dependency.dependantId)?.push(dependency.predecessorId);
  } else {
    set.appended.taskDependencies.push(dependency);
    set.dependantTasks.add(dependency);
    set.predecessorTasks.get(dependency.dependantId)?.push(dependency.predecessorId);
  }
}

/** The two nodes of a dependency, of one level. */
export type Link =
  | { readonly level: 'units'; readonly predecessor: Unit; readonly dependant: Unit }
  | { readonly level: 'tasks'; readonly predecessor: Task; readonly dependant: Task };

/** Lets nodes that are there depend on others; what has not started waits again if it has to. */
export function linkNodes(set: WorkingSet, links: readonly Link[]): void {
  for (const link of links) {
    addDependency(set, link.level, dependencyOf(link));
    recount(set, link, 1);
    emitLink(set, link, 'Added');
  }
  for (const link of links) reconsider(set, link);
}

/** Takes dependencies away; what waits for nothing any more starts. */
export function unlinkNodes(set: WorkingSet, links: readonly Link[]): void {
  const of = (level: Level) => links.filter((link) => link.level === level).map(dependencyOf);
  set.dependantUnits.remove(of('units'));
  set.dependantTasks.remove(of('tasks'));
  for (const link of links) {
    recount(set, link, -1);
    emitLink(set, link, 'Removed');
  }
  for (const link of links) reconsider(set, link);
}

export function dependencyOf({ predecessor, dependant }: Link): Dependency {
  return { predecessorId: predecessor.id, dependantId: dependant.id };
}

function recount(set: WorkingSet, link: Link, step: 1 | -1): void {
  const { predecessor, dependant } = link;
  const ending = endingOf(predecessor);
  const counts: { -readonly [K in keyof PredecessorCounts]?: number } = {
    predecessorCount: dependant.predecessorCount + step,
  };
  if (ending !== undefined) {
    const counter = predecessorCounterOf[ending];
    counts[counter] = dependant[counter] + step;
  }
  if (link.level === 'units') set.units.change(link.dependant, counts);
  else set.tasks.change(link.dependant, counts);
  const job = set.jobs.get(dependant.jobId);
  set.jobs.change(job, { dependencyCount: job.dependencyCount + step });
}

function emitLink(set: WorkingSet, link: Link, change: 'Added' | 'Removed'): void {
  const { predecessor, dependant } = link;
  const data = {
    predecessorId: predecessor.id,
    predecessor: predecessor.key,
    dependant: dependant.key,
  };
  if (link.level === 'units') {
    set.emit(`unit.dependency${change}`, unitFacts(link.dependant, { data }));
  } else {
    const facts = { taskId: dependant.id, jobId: dependant.jobId };
    set.emit(`task.dependency${change}`, { ...facts, data });
  }
}

/** What has other predecessors now may start, or have to wait again. */
function reconsider(set: WorkingSet, link: Link): void {
  if (link.level === 'tasks') {
    set.waitingTasks.push(link.dependant);
    return;
  }
  const unit = link.dependant;
  // One that was claimed already, and waits for another attempt, does not wait for these any more.
  if (!hasStarted(unit) && joinOutcome(unit) !== 'SATISFIED') waitAnew(set, unit);
  set.waitingUnits.push(unit);
  set.touchedTasks.push(set.tasks.get(unit.taskId));
}

/** Its condition and its deadline come up anew, over what it will then have been given. */
function waitAnew(set: WorkingSet, unit: Unit): void {
  const change = { conditionMetAt: null, deadlineAt: null };
  if (unit.state === 'READY') {
    moveUnit(set, unit, { action: 'block', to: 'PENDING', change });
    set.emit('unit.blocked', unitFacts(unit, { from: 'READY', to: 'PENDING' }));
  } else if (unit.conditionMetAt !== null || unit.deadlineAt !== null) {
    // It was ready once, and is paused or waits since.
    set.units.change(unit, { ...change, failsAt: null });
  }
}
