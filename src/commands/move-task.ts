/** The changes of a Task's and a Job's state. Every such change passes here. */
import { jobCounterOf, taskCounterOf } from '../domain/counters.ts';
import type { Job, JobState } from '../domain/job.ts';
import type { SettledState } from '../domain/rollup.ts';
import type { Task, TaskState } from '../domain/task.ts';
import type { WorkingSet } from './working-set.ts';

/** Opens a Task: from now on its Units may become ready. */
export function openTask(set: WorkingSet, task: Task): void {
  moveTask(set, task, 'RUNNING');
  set.tasks.change(task, { startedAt: set.now });
  set.emit('task.opened', taskFacts(task, { from: 'PENDING', to: 'RUNNING' }));
  set.openedTasks.push(task);
}

export function finishTask(set: WorkingSet, task: Task, state: SettledState): void {
  const from = task.state;
  moveTask(set, task, state);
  set.tasks.change(task, { finishedAt: set.now });
  set.emit(`task.${lower[state]}`, taskFacts(task, { from, to: state }));
  set.finishedTasks.push(task);
}

export function finishJob(
  set: WorkingSet,
  job: Job,
  end: { readonly state: SettledState; readonly data?: Readonly<Record<string, unknown>> },
): void {
  const from = job.state;
  moveJob(set, job, end.state);
  set.jobs.change(job, { finishedAt: set.now });
  const data = end.data === undefined ? {} : { data: end.data };
  set.emit(`job.${lower[end.state]}`, { jobId: job.id, from, to: end.state, ...data });
}

const lower = {
  SUCCEEDED: 'succeeded',
  FAILED: 'failed',
  CANCELLED: 'cancelled',
} as const satisfies Record<SettledState, string>;

function moveTask(set: WorkingSet, task: Task, to: TaskState): void {
  const job = set.jobs.get(task.jobId);
  const from = taskCounterOf[task.state];
  const into = taskCounterOf[to];
  set.jobs.change(job, { [from]: job[from] - 1, [into]: job[into] + 1 });
  set.tasks.change(task, { state: to });
}

function moveJob(set: WorkingSet, job: Job, to: JobState): void {
  const from = jobCounterOf[job.state];
  const into = jobCounterOf[to];
  set.topics.change(set.topic, { [from]: set.topic[from] - 1, [into]: set.topic[into] + 1 });
  set.jobs.change(job, { state: to });
}

function taskFacts(task: Task, states: { readonly from: TaskState; readonly to: TaskState }) {
  return { taskId: task.id, jobId: task.jobId, ...states };
}
