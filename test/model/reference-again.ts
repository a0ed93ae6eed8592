/** What the reference tries or does again, before all that follows is derived. */
import { endLease, leave } from './reference-attempts.ts';
import {
  hasGoneWrong,
  isFinished,
  type ReferenceJob,
  type ReferenceTask,
  type ReferenceUnit,
  unitsOf,
} from './reference-nodes.ts';
import { hasBegun } from './reference-rules.ts';

/** A Unit with all of its attempts; its Task and Job go on. */
export function retry(unit: ReferenceUnit, task: ReferenceTask, job: ReferenceJob): void {
  beginAnew(unit);
  reopen(task, job);
}

export function retryJob(job: ReferenceJob): string {
  const units = unitsOf(job).filter(hasGoneWrong);
  const tasks = job.tasks.filter(hasGoneWrong);
  if (units.length + tasks.length === 0) return 'JOB_NOT_IN_STATE';
  for (const task of tasks) reopen(task, job);
  for (const task of job.tasks) {
    for (const unit of task.units) if (units.includes(unit)) retry(unit, task, job);
  }
  return 'ACCEPTED';
}

/** All of it from the beginning, but for what is paused. */
export function rerunJob(job: ReferenceJob): void {
  job.state = 'RUNNING';
  for (const task of job.tasks) {
    putTaskBack(task);
    for (const unit of task.units) putBack(unit);
  }
}

/** A Unit from the beginning, and all that has begun behind it. */
export function restart(unit: ReferenceUnit, task: ReferenceTask, job: ReferenceJob): void {
  putBack(unit);
  if (isFinished(task)) {
    reopen(task, job);
    restartBehind(task, job);
  }
  for (const behind of task.units) {
    if (behind.dependsOn.includes(unit.key)) restartIfBegun(behind, task, job);
  }
}

function restartBehind(task: ReferenceTask, job: ReferenceJob): void {
  for (const behind of job.tasks) {
    if (!behind.dependsOn.includes(task.key) || behind.state === 'PENDING') continue;
    putTaskBack(behind);
    for (const unit of behind.units) restartIfBegun(unit, behind, job);
    restartBehind(behind, job);
  }
}

/** What has not begun owes nothing to what is done again; only its condition is looked at anew. */
function restartIfBegun(unit: ReferenceUnit, task: ReferenceTask, job: ReferenceJob): void {
  if (hasBegun(unit)) restart(unit, task, job);
  else putBack(unit);
}

function reopen(task: ReferenceTask, job: ReferenceJob): void {
  if (!isFinished(task)) return;
  task.state = task.wasOpened ? 'RUNNING' : 'PENDING';
  job.state = 'RUNNING';
}

function putTaskBack(task: ReferenceTask): void {
  task.state = 'PENDING';
  task.wasOpened = false;
  task.isMet = false;
}

function putBack(unit: ReferenceUnit): void {
  unit.isMet = false;
  if (unit.state === 'PAUSED') unit.deadlineAt = undefined;
  else {
    endLease(unit, 'RERUN');
    unit.output = undefined;
    beginAnew(unit);
  }
}

/** All clocks and counts of a Unit begin anew. */
function beginAnew(unit: ReferenceUnit): void {
  leave(unit, 'PENDING');
  unit.failureCount = 0;
  unit.lossCount = 0;
  unit.begunAt = undefined;
  unit.deadlineAt = undefined;
}
