/** The changes of a Task's and a Job's state. Every such change passes here. */
import { jobCounterOf, taskCounterOf } from '../../domain/counters.ts';
import { type Job, type JobState, notWaiting } from '../../domain/job.ts';
import { notPaused, type Pause } from '../../domain/pause.ts';
import { endingOf, type SkipKind } from '../../domain/readiness.ts';
import type { SettledState } from '../../domain/rollup.ts';
import { isTaskFinished, type Task, type TaskState } from '../../domain/task.ts';
import type { JobColumn, TaskChange } from '../batch/change-groups.ts';
import type { WorkingSet } from '../batch/working-set.ts';

/** Opens a Task: from now on its Units may become ready. */
export function openTask(set: WorkingSet, task: Task): void {
  moveTask(set, task, { to: 'RUNNING', change: { startedAt: set.now } });
  set.emit('task.opened', taskFacts(task, { from: 'PENDING', to: 'RUNNING' }));
  set.openedTasks.push(task);
}

export function finishTask(set: WorkingSet, task: Task, state: SettledState): void {
  const from = task.state;
  moveTask(set, task, { to: state, change: { finishedAt: set.now } });
  set.emit(`task.${lower[state]}`, taskFacts(task, { from, to: state }));
}

export interface TaskSkip {
  /** PLAIN lets what depends on the Task go on; CASCADING skips that as well. */
  readonly skipKind: SkipKind;
  readonly cause: 'NOT_NEEDED' | 'CONDITION_FALSE' | 'CONDITION_FAULT';
}

/** Skips a waiting Task, and with it its Units. */
export function skipTask(set: WorkingSet, task: Task, { skipKind, cause }: TaskSkip): void {
  const from = task.state;
  moveTask(set, task, { to: 'SKIPPED', change: { finishedAt: set.now, skipKind } });
  const data = { skipKind, cause };
  set.emit('task.skipped', { ...taskFacts(task, { from, to: 'SKIPPED' }), data });
  set.skippedTasks.push(task);
}

/**
 * Something in a finished Task can progress again: the Task is open as before, or waits as before
 * if it never was. Its Job, if it had ended, goes on as well.
 */
export function reopenTask(set: WorkingSet, task: Task): void {
  const from = task.state;
  const to = task.startedAt === null ? 'PENDING' : 'RUNNING';
  moveTask(set, task, { to, change: { finishedAt: null } });
  set.emit('task.reopened', taskFacts(task, { from, to }));
  const job = set.jobs.get(task.jobId);
  if (job.state !== 'RUNNING') reopenJob(set, job);
}

/**
 * A finished Job goes on. What is still to come holds for it as before: the time at which it was to
 * begin, and that by which it has to have finished.
 */
export function reopenJob(set: WorkingSet, job: Job): void {
  const from = job.state;
  moveJob(set, job, 'RUNNING');
  set.jobs.change(job, { finishedAt: null });
  const beginsAt = stillAhead(set, job.startAt);
  const cancelsAt = stillAhead(set, job.finishBy);
  if (beginsAt !== null || cancelsAt !== null) set.jobs.change(job, { beginsAt, cancelsAt });
  set.emit('job.reopened', { jobId: job.id, from, to: 'RUNNING' });
}

/** Puts a Task that was opened, or has ended, back to where it was before it opened. */
export function resetTask(set: WorkingSet, task: Task): void {
  const from = task.state;
  moveTask(set, task, { to: 'PENDING', change: asNew });
  set.emit('task.reopened', taskFacts(task, { from, to: 'PENDING' }));
}

const asNew = { startedAt: null, finishedAt: null, conditionMetAt: null } as const;

export function finishJob(
  set: WorkingSet,
  job: Job,
  end: { readonly state: SettledState; readonly data?: Readonly<Record<string, unknown>> },
): void {
  const from = job.state;
  moveJob(set, job, end.state);
  set.jobs.change(job, { finishedAt: set.now, ...waitAtEnd(job) });
  if (job.collapseKey !== null) set.clearedJobs.push(job);
  if (job.scheduleId !== null) set.endedOfSchedules.push(job);
  const data = end.data === undefined ? {} : { data: end.data };
  set.emit(`job.${lower[end.state]}`, { jobId: job.id, from, to: end.state, ...data });
}

const lower = {
  SUCCEEDED: 'succeeded',
  FAILED: 'failed',
  CANCELLED: 'cancelled',
} as const satisfies Record<SettledState, string>;

/** Moves a Task, keeps the counters of its Job, and notes it if that matters to its dependants. */
function moveTask(
  set: WorkingSet,
  task: Task,
  { to, change }: { readonly to: TaskState; readonly change: TaskChange },
): void {
  const job = set.jobs.get(task.jobId);
  const from = taskCounterOf[task.state];
  const into = taskCounterOf[to];
  const before = endingOf(task);
  const hadSucceeded = task.state === 'SUCCEEDED';
  if (task.succeededHandlerCount > 0) {
    if (task.state === 'FAILED') set.jobs.count(job, 'tasksHandled', -1);
    if (to === 'FAILED') set.jobs.count(job, 'tasksHandled', 1);
  }
  set.jobs.count(job, from, -1);
  set.jobs.count(job, into, 1);
  const pause = isTaskFinished(to) ? pauseAtEnd(task) : {};
  set.tasks.change(task, { state: to, skipKind: null, ...pause, ...change });
  const after = endingOf(task);
  if (task.handles === 1 && hadSucceeded !== (to === 'SUCCEEDED')) {
    set.handlingTasks.push({ node: task, step: hadSucceeded ? -1 : 1 });
  }
  if (to === 'PENDING') set.waitingTasks.push(task);
  if (before !== after) set.changedTasks.push({ node: task, before, after });
}

function moveJob(set: WorkingSet, job: Job, to: JobState): void {
  const from = jobCounterOf[job.state];
  const into = jobCounterOf[to];
  set.topics.count(set.topic, from, -1);
  set.topics.count(set.topic, into, 1);
  set.jobs.change(job, { state: to, ...(to === 'RUNNING' ? {} : pauseAtEnd(job)) });
}

/** A hold ends with what is held: there is nothing left in it to hold. */
function pauseAtEnd(row: Pause): Partial<Pause> {
  return row.pausedAt === null ? {} : notPaused;
}

/** Nor does anything wait for the clock, or for another Job, that has ended. */
function waitAtEnd(job: Job): Partial<Pick<Job, JobColumn>> {
  const isWaiting = job.beginsAt ?? job.behindJobId ?? job.cancelsAt;
  return isWaiting === null ? {} : { ...notWaiting, cancelsAt: null };
}

function stillAhead({ now }: WorkingSet, at: number | null): number | null {
  return at !== null && at > now ? at : null;
}

function taskFacts(task: Task, states: { readonly from: TaskState; readonly to: TaskState }) {
  return { taskId: task.id, jobId: task.jobId, ...states };
}
