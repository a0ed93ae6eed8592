/** What the reference does with whole Jobs, and what it puts back, before all that follows is derived. */
import { agingStepMs } from '../../src/domain/unit.ts';
import {
  hasBegun,
  hasGoneWrong,
  isFinished,
  type ReferenceJob,
  type ReferenceTask,
  type ReferenceUnit,
} from './reference-rules.ts';

export function prioritizeJob(job: ReferenceJob, priority: number): string {
  if (job.state !== 'RUNNING') return 'JOB_FINISHED';
  const units = job.tasks.flatMap((task) => task.units).filter((unit) => !isFinished(unit));
  const isSo = [job, ...units].every((each) => each.priority === priority);
  for (const each of [job, ...units]) each.priority = priority;
  return isSo ? 'REPEATED' : 'ACCEPTED';
}

export function retryJob(job: ReferenceJob): string {
  const units = job.tasks.flatMap((task) => task.units).filter(hasGoneWrong);
  const tasks = job.tasks.filter(
    (task) => hasGoneWrong(task) || units.some((unit) => task.units.includes(unit)),
  );
  if (tasks.length === 0) return 'JOB_NOT_IN_STATE';
  for (const unit of units) {
    unit.state = 'PENDING';
    unit.failureCount = 0;
    unit.hasStarted = false;
    unit.lossCount = 0;
  }
  for (const task of tasks) {
    if (!isFinished(task)) continue;
    task.state = task.wasOpened ? 'RUNNING' : 'PENDING';
    job.state = 'RUNNING';
  }
  return 'ACCEPTED';
}

/** All of it from the beginning, but for what is paused. */
export function rerunJob(job: ReferenceJob): void {
  job.state = 'RUNNING';
  for (const task of job.tasks) {
    task.state = 'PENDING';
    task.wasOpened = false;
    for (const unit of task.units.filter(hasBegun)) putBack(unit);
  }
}

/** A Unit from the beginning, and all that has begun behind it. */
export function restart(unit: ReferenceUnit, task: ReferenceTask, job: ReferenceJob): void {
  putBack(unit);
  if (task.state !== 'PENDING' && task.state !== 'RUNNING') {
    task.state = task.wasOpened ? 'RUNNING' : 'PENDING';
    job.state = 'RUNNING';
    restartBehind(task, job);
  }
  for (const behind of task.units) {
    if (behind.dependsOn.includes(unit.key) && hasBegun(behind)) restart(behind, task, job);
  }
}

function restartBehind(task: ReferenceTask, job: ReferenceJob): void {
  for (const behind of job.tasks) {
    if (!behind.dependsOn.includes(task.key) || behind.state === 'PENDING') continue;
    behind.state = 'PENDING';
    behind.wasOpened = false;
    for (const unit of behind.units) if (hasBegun(unit)) restart(unit, behind, job);
    restartBehind(behind, job);
  }
}

function putBack(unit: ReferenceUnit): void {
  if (unit.lease !== undefined) endLease(unit, 'RERUN');
  unit.state = 'PENDING';
  unit.failureCount = 0;
  unit.hasStarted = false;
  unit.lossCount = 0;
  unit.availableAt = undefined;
}

export function endLease(unit: ReferenceUnit, ending: string): void {
  unit.endings.set(unit.attempt, ending);
  unit.lease = undefined;
}

export function cancel(unit: ReferenceUnit): void {
  if (unit.lease !== undefined) endLease(unit, 'CANCELLED');
  unit.state = 'CANCELLED';
  unit.availableAt = undefined;
  unit.resumeAt = undefined;
}

export function fail(unit: ReferenceUnit, now: number, delayMs: number): void {
  unit.failureCount += 1;
  unit.state = unit.failureCount < unit.maxAttempts ? 'READY' : 'FAILED';
  if (unit.state === 'READY' && delayMs > 0) unit.availableAt = now + delayMs;
}

export function placeOf(unit: ReferenceUnit): number {
  return unit.readyAt - unit.priority * agingStepMs;
}
