/**
 * What follows from Units and Tasks whose standing changed: dependants become ready or are skipped,
 * Tasks open and settle, Jobs end. It goes on until nothing follows any more, level by level, and
 * visits only what changes and its direct dependants. Where it comes upon rows that are not loaded
 * it yields what it needs and goes on once they are there.
 */
import type { Job } from '../domain/job.ts';
import {
  type Ending,
  joinOutcome,
  type PredecessorCounts,
  predecessorCounterOf,
} from '../domain/readiness.ts';
import { jobOutcome, taskOutcome } from '../domain/rollup.ts';
import { isTaskFinished, type Task } from '../domain/task.ts';
import type { Unit } from '../domain/unit.ts';
import { cancelRest } from './cancel-rest.ts';
import { followHolds } from './follow-holds.ts';
import { finishJob, finishTask, openTask, reopenTask, skipTask } from './move-task.ts';
import { claimableSince, moveUnit, skipDownstream, unitFacts } from './move-unit.ts';
import { ensure, type Needs } from './needs.ts';
import { rerunDependants, rerunTasksBehind } from './rerun.ts';
import type { EndingChange, WorkingSet } from './working-set.ts';

export function* propagate(set: WorkingSet): Generator<Needs, void, void> {
  for (;;) {
    // A parent is looked at only once nothing more follows among its children: before that it may
    // seem to have come to its end and has not.
    if (set.changedHolds.length > 0) yield* followHolds(set, set.changedHolds.splice(0));
    else if (set.rerunUnits.length > 0) yield* rerunDependants(set, set.rerunUnits.splice(0));
    else if (set.rerunTasks.length > 0) yield* rerunTasksBehind(set, set.rerunTasks.splice(0));
    else if (set.changedUnits.length > 0) yield* followUnits(set, set.changedUnits.splice(0));
    else if (set.waitingUnits.length > 0) startUnits(set, set.waitingUnits.splice(0));
    else if (set.skippedTasks.length > 0) yield* emptyTasks(set, set.skippedTasks.splice(0));
    else if (set.openedTasks.length > 0) yield* fillTasks(set, set.openedTasks.splice(0));
    else if (set.touchedTasks.length > 0) settleTasks(set, set.touchedTasks.splice(0));
    else if (set.failingJobs.length > 0) yield* cancelRests(set, set.failingJobs.splice(0));
    else if (set.changedTasks.length > 0) yield* followTasks(set, set.changedTasks.splice(0));
    else if (set.waitingTasks.length > 0) openTasks(set, set.waitingTasks.splice(0));
    else if (set.touchedJobs.length > 0) settleJobs(set, set.touchedJobs.splice(0));
    else return;
  }
}

function* followUnits(
  set: WorkingSet,
  changes: readonly EndingChange<Unit>[],
): Generator<Needs, void, void> {
  yield* ensure((needs) => {
    for (const { node } of changes) {
      if (!set.dependantUnits.has(node.id)) needs.dependantsOfUnits.add(node.id);
    }
    return needs.dependantsOfUnits.size > 0;
  });
  for (const { node, before, after } of changes) {
    set.touchedTasks.push(set.tasks.get(node.taskId));
    for (const id of set.dependantUnits.get(node.id) ?? []) {
      const dependant = set.units.get(id);
      set.units.change(dependant, recount(dependant, before, after));
      set.waitingUnits.push(dependant);
    }
  }
}

function* followTasks(
  set: WorkingSet,
  changes: readonly EndingChange<Task>[],
): Generator<Needs, void, void> {
  yield* ensure((needs) => {
    for (const { node } of changes) {
      if (!set.dependantTasks.has(node.id)) needs.dependantsOfTasks.add(node.id);
    }
    return needs.dependantsOfTasks.size > 0;
  });
  for (const { node, before, after } of changes) {
    for (const id of set.dependantTasks.get(node.id) ?? []) {
      const dependant = set.tasks.get(id);
      set.tasks.change(dependant, recount(dependant, before, after));
      set.waitingTasks.push(dependant);
    }
    set.touchedJobs.push(set.jobs.get(node.jobId));
  }
}

/** A Task has opened: those of its Units start whose join is satisfied. */
function* fillTasks(set: WorkingSet, tasks: readonly Task[]): Generator<Needs, void, void> {
  yield* ensure((needs) => {
    for (const { id } of tasks) if (!set.startingUnits.has(id)) needs.startingUnitsOfTasks.add(id);
    return needs.startingUnitsOfTasks.size > 0;
  });
  for (const task of tasks) {
    for (const id of set.startingUnits.get(task.id) ?? []) start(set, set.units.get(id));
    set.touchedTasks.push(task);
  }
}

/** A Task was skipped: so are all of its Units that have not finished. */
function* emptyTasks(set: WorkingSet, tasks: readonly Task[]): Generator<Needs, void, void> {
  yield* ensure((needs) => {
    for (const { id } of tasks) needs.unitsOfTasks.add(id);
    return true;
  });
  const taskIds = new Set(tasks.map(({ id }) => id));
  for (const unit of set.units.values()) {
    const isWaiting = unit.state === 'PENDING' || unit.state === 'PAUSED';
    if (taskIds.has(unit.taskId) && isWaiting) skipDownstream(set, unit);
  }
}

/** A Task has failed, and its Job does not want to go on without it. */
function* cancelRests(set: WorkingSet, jobs: readonly Job[]): Generator<Needs, void, void> {
  yield* ensure((needs) => {
    for (const { id } of jobs) needs.unfinishedOfJobs.add(id);
    return true;
  });
  for (const { id } of jobs) cancelRest(set, id, { reason: 'A Task of the Job has failed.' });
}

function settleTasks(set: WorkingSet, tasks: readonly Task[]): void {
  for (const task of new Set(tasks)) settleTask(set, task);
}

function settleJobs(set: WorkingSet, jobs: readonly Job[]): void {
  for (const job of new Set(jobs)) {
    const state = job.state === 'RUNNING' ? jobOutcome(job) : undefined;
    if (state !== undefined) finishJob(set, job, { state });
  }
}

/** Ends a Task in which nothing can progress, and reopens one in which something can again. */
function settleTask(set: WorkingSet, task: Task): void {
  // One that never opened waits, or was ended with its Job: its Units do not decide that.
  if (task.startedAt === null) return;
  const outcome = taskOutcome(task);
  if (outcome === task.state) return;
  if (isTaskFinished(task.state)) reopenTask(set, task);
  if (task.state === 'RUNNING' && outcome !== undefined) finishTask(set, task, outcome);
  const job = set.jobs.get(task.jobId);
  if (outcome === 'FAILED' && job.onFailure === 'CANCEL_REST') set.failingJobs.push(job);
}

function openTasks(set: WorkingSet, tasks: readonly Task[]): void {
  for (const task of tasks) {
    openOrSkip(set, task);
    set.touchedJobs.push(set.jobs.get(task.jobId));
  }
}

function openOrSkip(set: WorkingSet, task: Task): void {
  if (task.state !== 'PENDING') return;
  const outcome = joinOutcome(task);
  if (outcome === 'SATISFIED') openTask(set, task);
  else if (outcome === 'SKIPPED') skipTask(set, task);
}

function startUnits(set: WorkingSet, units: readonly Unit[]): void {
  for (const unit of units) start(set, unit);
}

/** A waiting Unit becomes ready, or is skipped, if its join says so. */
function start(set: WorkingSet, unit: Unit): void {
  if (unit.state !== 'PENDING') return;
  const outcome = joinOutcome(unit);
  if (outcome === 'SKIPPED') skipDownstream(set, unit);
  if (outcome !== 'SATISFIED' || set.tasks.get(unit.taskId).state === 'PENDING') return;
  const change = claimableSince(set.now, unit);
  moveUnit(set, unit, { action: 'unblock', to: 'READY', change });
  set.emit('unit.ready', { ...unitFacts(unit), from: 'PENDING', to: 'READY' });
  set.claimOrder.add(unit);
}

/** The counts of a dependant after one of its predecessors ended, or ended differently. */
function recount(
  dependant: PredecessorCounts,
  before: Ending | undefined,
  after: Ending | undefined,
): Partial<PredecessorCounts> {
  const counts: { -readonly [K in keyof PredecessorCounts]?: number } = {};
  if (before === after) return counts;
  for (const [ending, step] of [
    [before, -1],
    [after, 1],
  ] as const) {
    if (ending === undefined) continue;
    const counter = predecessorCounterOf[ending];
    counts[counter] = dependant[counter] + step;
  }
  return counts;
}
