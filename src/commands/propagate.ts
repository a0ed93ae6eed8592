/**
 * What follows from Units and Tasks that finished or opened: dependants become ready, Tasks open
 * and settle, Jobs end. It goes on until nothing follows any more, level by level, and visits only
 * what changes and its direct dependants. Where it comes upon rows that are not loaded it yields
 * what it needs and goes on once they are there.
 */
import type { Job } from '../domain/job.ts';
import { joinOutcome } from '../domain/readiness.ts';
import { jobOutcome, taskOutcome } from '../domain/rollup.ts';
import type { Task, TaskState } from '../domain/task.ts';
import type { Unit } from '../domain/unit.ts';
import { finishJob, finishTask, openTask } from './move-task.ts';
import { claimableSince, moveUnit, unitFacts } from './move-unit.ts';
import { Needs } from './needs.ts';
import type { WorkingSet } from './working-set.ts';

export function* propagate(set: WorkingSet): Generator<Needs, void, void> {
  for (;;) {
    if (set.finishedUnits.length > 0) yield* followUnits(set, set.finishedUnits.splice(0));
    else if (set.finishedTasks.length > 0) yield* followTasks(set, set.finishedTasks.splice(0));
    else if (set.openedTasks.length > 0) yield* fillTasks(set, set.openedTasks.splice(0));
    else if (set.touchedJobs.length > 0) settleJobs(set, set.touchedJobs.splice(0));
    else return;
  }
}

function* followUnits(set: WorkingSet, units: readonly Unit[]): Generator<Needs, void, void> {
  yield* ensure((needs) => {
    for (const { id } of units) if (!set.dependantUnits.has(id)) needs.dependantsOfUnits.add(id);
    return needs.dependantsOfUnits.size > 0;
  });
  for (const unit of units) {
    for (const id of set.dependantUnits.get(unit.id) ?? []) {
      const dependant = set.units.get(id);
      set.units.change(dependant, countPredecessor(dependant, unit.state));
      makeReady(set, dependant);
    }
  }
  for (const id of new Set(units.map((unit) => unit.taskId))) settleTask(set, set.tasks.get(id));
}

function* followTasks(set: WorkingSet, tasks: readonly Task[]): Generator<Needs, void, void> {
  yield* ensure((needs) => {
    for (const { id } of tasks) if (!set.dependantTasks.has(id)) needs.dependantsOfTasks.add(id);
    return needs.dependantsOfTasks.size > 0;
  });
  for (const task of tasks) {
    for (const id of set.dependantTasks.get(task.id) ?? []) {
      const dependant = set.tasks.get(id);
      set.tasks.change(dependant, countPredecessor(dependant, task.state));
      if (dependant.state === 'PENDING' && joinOutcome(dependant) === 'SATISFIED') {
        openTask(set, dependant);
      }
    }
    set.touchedJobs.push(set.jobs.get(task.jobId));
  }
}

function* fillTasks(set: WorkingSet, tasks: readonly Task[]): Generator<Needs, void, void> {
  yield* ensure((needs) => {
    for (const { id } of tasks) if (!set.rootUnits.has(id)) needs.rootUnitsOfTasks.add(id);
    return needs.rootUnitsOfTasks.size > 0;
  });
  for (const task of tasks) {
    for (const id of set.rootUnits.get(task.id) ?? []) makeReady(set, set.units.get(id));
    settleTask(set, task);
  }
}

function settleJobs(set: WorkingSet, jobs: readonly Job[]): void {
  for (const job of new Set(jobs)) {
    const state = job.state === 'RUNNING' ? jobOutcome(job) : undefined;
    if (state !== undefined) finishJob(set, job, { state });
  }
}

function settleTask(set: WorkingSet, task: Task): void {
  const state = task.state === 'RUNNING' ? taskOutcome(task) : undefined;
  if (state !== undefined) finishTask(set, task, state);
}

function makeReady(set: WorkingSet, unit: Unit): void {
  if (unit.state !== 'PENDING' || joinOutcome(unit) !== 'SATISFIED') return;
  if (set.tasks.get(unit.taskId).state !== 'RUNNING') return;
  const change = claimableSince(set.now, unit);
  moveUnit(set, unit, { action: 'unblock', to: 'READY', change });
  set.emit('unit.ready', { ...unitFacts(unit), from: 'PENDING', to: 'READY' });
  set.claimOrder.add(unit);
}

interface PredecessorCounts {
  readonly succeededPredecessorCount: number;
  readonly failedPredecessorCount: number;
}

function countPredecessor(
  dependant: PredecessorCounts,
  state: TaskState | Unit['state'],
): Partial<PredecessorCounts> {
  return state === 'SUCCEEDED' || state === 'SKIPPED'
    ? { succeededPredecessorCount: dependant.succeededPredecessorCount + 1 }
    : { failedPredecessorCount: dependant.failedPredecessorCount + 1 };
}

function* ensure(collect: (needs: Needs) => boolean): Generator<Needs, void, void> {
  const needs = new Needs();
  if (collect(needs)) yield needs;
}
