/**
 * What follows from Units and Tasks whose standing changed: dependants become ready or are skipped,
 * Tasks open and settle, Jobs end. It goes on until nothing follows any more, level by level, and
 * visits only what changes and its direct dependants. Where it comes upon rows that are not loaded
 * it yields what it needs and goes on once they are there.
 */
import { isWaiting, type Job } from '../../domain/job.ts';
import { inPortions, Portion } from '../../domain/portions.ts';
import { type Ending, joinOutcome, predecessorCounterOf } from '../../domain/readiness.ts';
import { jobOutcome, taskOutcome } from '../../domain/rollup.ts';
import { isTaskFinished, type Task } from '../../domain/task.ts';
import type { Unit } from '../../domain/unit.ts';
import { ensure, type Step } from '../batch/needs.ts';
import type { EndingChange, WorkingSet } from '../batch/working-set.ts';
import { seeWhatOpened } from '../limit/see-what-opened.ts';
import { wakeSchedules } from '../schedule/wake-schedules.ts';
import { beginAfter, openFirstTasks } from './beginning.ts';
import { cancelRest } from './cancel-rest.ts';
import {
  ensureInputsOfTasks,
  ensureInputsOfUnits,
  failsUnmet,
  isConditional,
  judgeTask,
  judgeUnit,
  skipKindOf,
} from './conditions.ts';
import { followHolds } from './follow-holds.ts';
import { countHandledTasks, countHandledUnits } from './handling.ts';
import { finishJob, finishTask, openTask, reopenTask, skipTask } from './move-task.ts';
import {
  claimableSince,
  failUnmet,
  moveUnit,
  skipDownstream,
  skipUnmet,
  unitFacts,
} from './move-unit.ts';
import { rerunDependants, rerunTasksBehind } from './rerun.ts';

export function* propagate(set: WorkingSet): Generator<Step, void, void> {
  for (;;) {
    // A parent is looked at only once nothing more follows among its children: before that it may
    // seem to have come to its end and has not.
    if (set.changedHolds.length > 0) yield* followHolds(set, set.changedHolds.splice(0));
    else if (set.rerunUnits.length > 0) yield* rerunDependants(set, set.rerunUnits.splice(0));
    else if (set.rerunTasks.length > 0) yield* rerunTasksBehind(set, set.rerunTasks.splice(0));
    else if (set.changedUnits.length > 0) yield* followUnits(set, set.changedUnits.splice(0));
    else if (set.handlingUnits.length > 0) {
      yield* countHandledUnits(set, set.handlingUnits.splice(0));
    } else if (set.waitingUnits.length > 0) yield* startUnits(set, set.waitingUnits.splice(0));
    else if (set.unmetTasks.length > 0) yield* failTasks(set, set.unmetTasks.splice(0));
    else if (set.skippedTasks.length > 0) yield* emptyTasks(set, set.skippedTasks.splice(0));
    else if (set.openedTasks.length > 0) yield* fillTasks(set, set.openedTasks.splice(0));
    else if (set.touchedTasks.length > 0) settleTasks(set, set.touchedTasks.splice(0));
    else if (set.failingJobs.length > 0) yield* cancelRests(set, set.failingJobs.splice(0));
    else if (set.changedTasks.length > 0) yield* followTasks(set, set.changedTasks.splice(0));
    else if (set.handlingTasks.length > 0) {
      yield* countHandledTasks(set, set.handlingTasks.splice(0));
    } else if (set.waitingTasks.length > 0) yield* openTasks(set, set.waitingTasks.splice(0));
    else if (set.begunJobs.length > 0) yield* openFirstTasks(set, set.begunJobs.splice(0));
    else if (set.touchedJobs.length > 0) settleJobs(set, set.touchedJobs.splice(0));
    else if (set.clearedJobs.length > 0) yield* beginAfter(set, set.clearedJobs.splice(0));
    else if (set.endedOfSchedules.length > 0)
      yield* wakeSchedules(set, set.endedOfSchedules.splice(0));
    else if (set.openedUses.length > 0) yield* seeWhatOpened(set, set.openedUses.splice(0));
    else return;
  }
}

function* followUnits(
  set: WorkingSet,
  changes: readonly EndingChange<Unit>[],
): Generator<Step, void, void> {
  yield* ensure((needs) => {
    for (const { node } of changes) {
      if (!set.dependantUnits.has(node.id)) needs.dependantsOfUnits.add(node.id);
    }
    return needs.dependantsOfUnits.size > 0;
  });
  const portion = new Portion();
  for (const { node, before, after } of changes) {
    set.touchedTasks.push(set.tasks.get(node.taskId));
    for (const id of set.dependantUnits.get(node.id) ?? []) {
      const dependant = set.units.get(id);
      recount(set.units, dependant, { before, after });
      set.waitingUnits.push(dependant);
      if (portion.isDone()) yield undefined;
    }
    if (portion.isDone()) yield undefined;
  }
}

function* followTasks(
  set: WorkingSet,
  changes: readonly EndingChange<Task>[],
): Generator<Step, void, void> {
  yield* ensure((needs) => {
    for (const { node } of changes) {
      if (!set.dependantTasks.has(node.id)) needs.dependantsOfTasks.add(node.id);
    }
    return needs.dependantsOfTasks.size > 0;
  });
  for (const { node, before, after } of changes) {
    for (const id of set.dependantTasks.get(node.id) ?? []) {
      const dependant = set.tasks.get(id);
      recount(set.tasks, dependant, { before, after });
      set.waitingTasks.push(dependant);
    }
    set.touchedJobs.push(set.jobs.get(node.jobId));
  }
}

/** A Task has opened: those of its Units start whose join is satisfied. */
function* fillTasks(set: WorkingSet, tasks: readonly Task[]): Generator<Step, void, void> {
  yield* ensure((needs) => {
    for (const { id } of tasks) if (!set.startingUnits.has(id)) needs.startingUnitsOfTasks.add(id);
    return needs.startingUnitsOfTasks.size > 0;
  });
  for (const task of tasks) {
    yield* startUnits(set, startingUnitsOf(set, task));
    set.touchedTasks.push(task);
  }
}

/** A Task's condition says that it fails: it opens with the Units failed that would start. */
function* failTasks(set: WorkingSet, tasks: WorkingSet['unmetTasks']): Generator<Step, void, void> {
  yield* ensure((needs) => {
    for (const { task } of tasks) {
      if (!set.startingUnits.has(task.id)) needs.startingUnitsOfTasks.add(task.id);
      if (task.unitsPaused > 0) needs.unitsOfTasks.add(task.id);
    }
    return needs.startingUnitsOfTasks.size + needs.unitsOfTasks.size > 0;
  });
  const paused = [...set.units.values()].filter(({ state }) => state === 'PAUSED');
  for (const { task, unmet } of tasks) {
    // What was before it may have ended anew within one command, so that it was judged twice.
    if (task.state !== 'PENDING') continue;
    // What is paused would be among the first as well; else a Task would be skipped that fails.
    const first = new Set([
      ...startingUnitsOf(set, task),
      ...paused.filter(({ taskId }) => taskId === task.id),
    ]);
    const failing = [...first].filter(
      (unit) =>
        (unit.state === 'PENDING' || unit.state === 'PAUSED') && joinOutcome(unit) === 'SATISFIED',
    );
    for (const unit of failing) failUnmet(set, unit, unmet);
    // A Task without Units has nothing that could fail.
    if (failing.length > 0) openTask(set, task);
    else skipTask(set, task, { skipKind: 'CASCADING', cause: unmet.code });
  }
}

function startingUnitsOf(set: WorkingSet, task: Task): readonly Unit[] {
  // A Unit that went back to waiting more than once in a batch is noted as often.
  return [...new Set(set.startingUnits.get(task.id))].map((id) => set.units.get(id));
}

/** A Task was skipped: so are all of its Units that have not finished. */
function* emptyTasks(set: WorkingSet, tasks: readonly Task[]): Generator<Step, void, void> {
  yield* ensure((needs) => {
    for (const { id } of tasks) needs.unitsOfTasks.add(id);
    return true;
  });
  const taskIds = new Set(tasks.map(({ id }) => id));
  yield* inPortions(set.units.values(), (unit) => {
    const isWaiting = unit.state === 'PENDING' || unit.state === 'PAUSED';
    if (taskIds.has(unit.taskId) && isWaiting) skipDownstream(set, unit);
  });
}

/** A Task has failed, and its Job does not want to go on without it. */
function* cancelRests(set: WorkingSet, jobs: readonly Job[]): Generator<Step, void, void> {
  yield* ensure((needs) => {
    for (const { id } of jobs) needs.unfinishedOfJobs.add(id);
    return true;
  });
  for (const { id } of jobs)
    yield* cancelRest(set, id, { reason: 'A Task of the Job has failed.' });
}

function settleTasks(set: WorkingSet, tasks: readonly Task[]): void {
  for (const task of new Set(tasks)) settleTask(set, task);
}

function settleJobs(set: WorkingSet, jobs: readonly Job[]): void {
  for (const job of new Set(jobs)) {
    // One that has not begun has no open Task, and is not at its end for that.
    const canEnd = job.state === 'RUNNING' && !isWaiting(job);
    const state = canEnd ? jobOutcome(job) : undefined;
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

function* openTasks(set: WorkingSet, tasks: readonly Task[]): Generator<Step, void, void> {
  yield* ensureInputsOfTasks(
    set,
    tasks.filter((task) => canOpen(set, task) && joinOutcome(task) === 'SATISFIED'),
  );
  for (const task of tasks) {
    openOrSkip(set, task);
    set.touchedJobs.push(set.jobs.get(task.jobId));
    if (task.when !== null) yield undefined;
  }
}

function canOpen(set: WorkingSet, task: Task): boolean {
  return task.state === 'PENDING' && !isWaiting(set.jobs.get(task.jobId));
}

function openOrSkip(set: WorkingSet, task: Task): void {
  if (!canOpen(set, task)) return;
  const outcome = joinOutcome(task);
  if (outcome === 'SKIPPED') skipTask(set, task, { skipKind: 'CASCADING', cause: 'NOT_NEEDED' });
  if (outcome !== 'SATISFIED') return;
  const verdict = judgeTask(set, task);
  if (verdict.kind === 'UNMET') {
    if (failsUnmet(task, verdict)) set.unmetTasks.push({ task, unmet: verdict });
    else skipTask(set, task, { skipKind: skipKindOf(task), cause: verdict.code });
    return;
  }
  if (isConditional(task)) set.tasks.change(task, { conditionMetAt: set.now });
  openTask(set, task);
}

function* startUnits(set: WorkingSet, units: readonly Unit[]): Generator<Step, void, void> {
  yield* ensureInputsOfUnits(
    set,
    units.filter((unit) => canStart(set, unit)),
  );
  const portion = new Portion();
  for (const unit of units) {
    start(set, unit);
    // A single condition may take as long as a whole portion of Units that have none.
    if (unit.when !== null || portion.isDone()) yield undefined;
  }
}

function canStart(set: WorkingSet, unit: Unit): boolean {
  const isOpen = set.tasks.get(unit.taskId).state !== 'PENDING';
  return unit.state === 'PENDING' && isOpen && joinOutcome(unit) === 'SATISFIED';
}

/** A waiting Unit becomes ready, is skipped, or fails, as its join and its condition say. */
function start(set: WorkingSet, unit: Unit): void {
  if (unit.state !== 'PENDING') return;
  if (joinOutcome(unit) === 'SKIPPED') skipDownstream(set, unit);
  if (!canStart(set, unit)) return;
  const verdict = judgeUnit(set, unit);
  if (verdict.kind === 'UNMET') {
    if (failsUnmet(unit, verdict)) failUnmet(set, unit, verdict);
    else skipUnmet(set, unit, verdict);
    return;
  }
  if (isConditional(unit)) set.units.change(unit, { conditionMetAt: set.now });
  if (unit.deadlineMs !== null && unit.deadlineAt === null) {
    set.units.change(unit, { deadlineAt: set.now + unit.deadlineMs });
  }
  const change = claimableSince(set.now);
  moveUnit(set, unit, { action: 'unblock', to: 'READY', change });
  set.emit('unit.ready', unitFacts(unit, { from: 'PENDING', to: 'READY' }));
}

/** Counts anew of a dependant that one of its predecessors ended, or ended differently. */
function recount<Node>(
  nodes: { count(node: Node, counter: PredecessorCounter, step: number): void },
  dependant: Node,
  { before, after }: Omit<EndingChange<Node>, 'node'>,
): void {
  if (before === after) return;
  if (before !== undefined) nodes.count(dependant, predecessorCounterOf[before], -1);
  if (after !== undefined) nodes.count(dependant, predecessorCounterOf[after], 1);
}

type PredecessorCounter = (typeof predecessorCounterOf)[Ending];
