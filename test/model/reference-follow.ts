/**
 * All that follows of what has changed, recomputed by looking at everything until nothing follows
 * any more: first within all Tasks, then how they end, then which of them open.
 */
import { becomeReady, endLease, failWith, leave } from './reference-attempts.ts';
import {
  isFinished,
  isWaiting,
  type ReferenceJob,
  type ReferenceTask,
  type ReferenceUnit,
  unitsOf,
} from './reference-nodes.ts';
import {
  failureOf,
  joinOf,
  outcomeOf,
  outcomeOfJob,
  skipAway,
  verdictOn,
} from './reference-rules.ts';

export function follow(job: ReferenceJob, now: number): void {
  for (;;) {
    repeatedly(job, () => {
      // All look at the others as they are now: what follows from one is for the next turn.
      const joined = new Map(
        job.tasks.flatMap(({ units }) => units.map((unit) => [unit, joinOf(unit, units)] as const)),
      );
      for (const task of job.tasks) {
        for (const unit of task.units) start(unit, joined.get(unit), { task, job, now });
      }
    });
    const before = picture(job);
    settleTasks(job);
    const joined = new Map(job.tasks.map((task) => [task, joinOf(task, job.tasks)]));
    if (!isWaiting(job, now)) {
      for (const [task, answer] of joined) openTask(task, job, answer);
    }
    if (before === picture(job)) break;
  }
  const isOpen = job.tasks.some(({ state }) => state === 'RUNNING');
  if (job.state === 'RUNNING' && !isOpen && !isWaiting(job, now)) job.state = outcomeOfJob(job);
}

/** Everything of a Job that has not ended, at once. */
export function cancelRest(job: ReferenceJob): void {
  for (const unit of unitsOf(job)) if (!isFinished(unit)) cancel(unit);
  for (const task of job.tasks) {
    if (task.state === 'PENDING') task.state = 'CANCELLED';
    if (task.state === 'RUNNING') task.state = outcomeOf(task);
  }
}

export function cancel(unit: ReferenceUnit): void {
  endLease(unit, 'CANCELLED');
  leave(unit, 'CANCELLED');
}

function repeatedly(job: ReferenceJob, change: () => void): void {
  for (;;) {
    const before = picture(job);
    change();
    if (before === picture(job)) return;
  }
}

function picture(job: ReferenceJob): string {
  return JSON.stringify([job.state, job.tasks.map((task) => [task, ...task.units].map(stateOf))]);
}

function stateOf({ state }: { readonly state: string }): string {
  return state;
}

interface Place {
  readonly task: ReferenceTask;
  readonly job: ReferenceJob;
  readonly now: number;
}

function start(unit: ReferenceUnit, joined: string | undefined, { task, job, now }: Place): void {
  if (unit.state !== 'PENDING') return;
  if (joined === 'NOT_NEEDED') skipAway(unit);
  if (joined !== 'YES' || task.state === 'PENDING') return;
  const verdict = verdictOn(unit, { job, task });
  if (verdict === 'TRUE' || unit.condition === undefined) {
    unit.isMet = true;
    becomeReady(unit, now);
    return;
  }
  const code = failureOf(unit.condition, verdict);
  if (code !== undefined) failWith(unit, code);
  else {
    unit.state = 'SKIPPED';
    unit.isCascading = unit.condition.onFalse === 'SKIP_DOWNSTREAM';
  }
}

function settleTasks(job: ReferenceJob): void {
  const failed: ReferenceTask[] = [];
  for (const task of job.tasks) {
    if (!task.wasOpened || task.state === 'PENDING') continue;
    const isActive = task.units.some(({ state }) => ['READY', 'RUNNING', 'PAUSED'].includes(state));
    const outcome = isActive ? 'RUNNING' : outcomeOf(task);
    if (outcome === task.state) continue;
    // What was over and is not as it was has been opened again, and its Job with it.
    if (task.state !== 'RUNNING') job.state = 'RUNNING';
    task.state = outcome;
    if (outcome === 'FAILED') failed.push(task);
  }
  if (failed.length > 0 && job.cancelsRest) cancelRest(job);
}

function openTask(task: ReferenceTask, job: ReferenceJob, joined: string): void {
  if (task.state !== 'PENDING' || joined === 'NO') return;
  if (joined === 'NOT_NEEDED') {
    skipTask(task, true);
    return;
  }
  const verdict = verdictOn(task, { job });
  if (verdict === 'TRUE' || task.condition === undefined) {
    task.isMet = true;
    open(task);
    return;
  }
  const code = failureOf(task.condition, verdict);
  if (code === undefined) {
    skipTask(task, task.condition.onFalse === 'SKIP_DOWNSTREAM');
    return;
  }
  // It fails with those that would have started; without any it is not needed.
  const first = task.units.filter(
    (unit) => ['PENDING', 'PAUSED'].includes(unit.state) && joinOf(unit, task.units) === 'YES',
  );
  for (const unit of first) failWith(unit, code);
  if (first.length > 0) open(task);
  else skipTask(task, true);
}

function open(task: ReferenceTask): void {
  task.state = 'RUNNING';
  task.wasOpened = true;
}

function skipTask(task: ReferenceTask, isCascading: boolean): void {
  task.state = 'SKIPPED';
  task.isCascading = isCascading;
  for (const unit of task.units) {
    if (unit.state !== 'PENDING' && unit.state !== 'PAUSED') continue;
    leave(unit, 'SKIPPED');
    skipAway(unit);
  }
}
