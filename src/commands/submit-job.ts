import { noTasks, noUnits } from '../domain/counters.ts';
import type { Job } from '../domain/job.ts';
import {
  type JobDefinition,
  readJobDefinition,
  type TaskDefinition,
} from '../domain/job-definition.ts';
import { notPaused } from '../domain/pause.ts';
import { rejection } from '../domain/rejection.ts';
import { defaultRetryPolicy, type RetryPolicy, refineRetryPolicy } from '../domain/retry.ts';
import type { Task } from '../domain/task.ts';
import { accepted, type Context, type Handler, refused, replayed } from './handler.ts';
import { openTask } from './move-task.ts';
import type { WorkingSet } from './working-set.ts';

/** Takes in a whole Job: its Tasks, Units and their dependencies, and opens what can start. */
export const submitJob: Handler<'submitJob'> = {
  check: ({ job }) => {
    const read = readJobDefinition(job);
    return read.isValid ? [] : read.rejections;
  },

  addNeeds: ({ job }, needs) => {
    if (job.key !== null) needs.jobKeys.add(job.key);
  },

  decide: ({ job: definition }, set, context) => {
    const existingId = definition.key === null ? undefined : set.jobIdByKey.get(definition.key);
    if (existingId !== undefined) return decideRepeated(set.jobs.get(existingId), definition);
    const job = insertJob(set, definition, context);
    const tasks = insertTasks({ set, definition, context, job });
    for (const task of tasks) if (task.predecessorCount === 0) openTask(set, task);
    set.touchedJobs.push(job);
    return accepted({ jobId: job.id });
  },
};

function decideRepeated(job: Job, definition: JobDefinition) {
  if (job.definitionHash === definition.hash) return replayed<'submitJob'>({ jobId: job.id });
  const message = `The key "${definition.key}" belongs to Job ${job.id} of this Topic, which was submitted with another definition. Submit the same definition, or use a key of its own for this one.`;
  return refused(
    rejection('JOB_KEY_REUSED', message, {
      path: ['input', 'key'],
      details: { jobId: job.id },
    }),
  );
}

function insertJob(set: WorkingSet, definition: JobDefinition, context: Context): Job {
  const taskCount = definition.tasks.length;
  const unitCount = definition.tasks.reduce((sum, task) => sum + task.units.length, 0);
  const job: Job = {
    id: context.ids.next('job'),
    topicId: set.topic.id,
    key: definition.key,
    name: definition.name,
    priority: definition.priority,
    onFailure: definition.onFailure ?? 'CONTINUE',
    payload: definition.payload,
    labels: definition.labels,
    context: '{}',
    definitionHash: definition.hash,
    createdAt: set.now,
    state: 'RUNNING',
    startedAt: null,
    finishedAt: null,
    ...notPaused,
    tasksHandled: 0,
    ...noTasks,
    tasksPending: taskCount,
    ...noUnits,
    unitsPending: unitCount,
  };
  set.jobs.insert(job);
  if (job.key !== null) set.jobIdByKey.set(job.key, job.id);
  set.topics.change(set.topic, {
    jobsRunning: set.topic.jobsRunning + 1,
    unitsPending: set.topic.unitsPending + unitCount,
  });
  const data = { name: job.name, taskCount, unitCount };
  set.emit('job.submitted', { jobId: job.id, to: 'RUNNING', data });
  return job;
}

interface Submission {
  readonly set: WorkingSet;
  readonly definition: JobDefinition;
  readonly context: Context;
  readonly job: Job;
}

function insertTasks(submission: Submission): readonly Task[] {
  const { set, definition, context, job } = submission;
  const jobPolicy = refineRetryPolicy(defaultRetryPolicy, definition.retry);
  const idByKey = new Map(definition.tasks.map(({ key }) => [key, context.ids.next('task')]));
  const dependants = new Map<string, string[]>([...idByKey.values()].map((id) => [id, []]));
  const tasks = definition.tasks.map((given) => {
    const task = newTask(given, idOf(idByKey, given.key), job);
    set.tasks.insert(task);
    for (const key of given.dependsOn) {
      const predecessorId = idOf(idByKey, key);
      set.appended.taskDependencies.push({ predecessorId, dependantId: task.id });
      dependants.get(predecessorId)?.push(task.id);
    }
    const policy = refineRetryPolicy(jobPolicy, given.retry);
    const attemptTimeoutMs = given.attemptTimeoutMs ?? definition.attemptTimeoutMs ?? null;
    insertUnits(submission, { task, given, policy, attemptTimeoutMs });
    return task;
  });
  // Tasks and Units are new, so nobody has to look up in the database who depends on them.
  for (const [id, dependantIds] of dependants) set.dependantTasks.set(id, dependantIds);
  return tasks;
}

function newTask(given: TaskDefinition, id: string, job: Job): Task {
  return {
    id,
    topicId: job.topicId,
    jobId: job.id,
    key: given.key,
    name: given.name ?? given.key,
    join: given.join ?? 'ALL_SUCCEEDED',
    joinCount: given.joinCount ?? null,
    tolerateCount: given.tolerateCount ?? null,
    tolerateShare: given.tolerateShare ?? null,
    ...noCondition,
    parentUnitId: null,
    ...notPaused,
    unitsHandled: 0,
    predecessorCount: given.dependsOn.length,
    createdAt: job.createdAt,
    state: 'PENDING',
    skipKind: null,
    ...noPredecessors,
    startedAt: null,
    finishedAt: null,
    ...noUnits,
    unitsPending: given.units.length,
  };
}

interface NewTask {
  readonly task: Task;
  readonly given: TaskDefinition;
  readonly policy: RetryPolicy;
  readonly attemptTimeoutMs: number | null;
}

function insertUnits({ set, context, job }: Submission, newTask: NewTask): void {
  const { task, given, policy } = newTask;
  const idByKey = new Map(given.units.map(({ key }) => [key, context.ids.next('unit')]));
  const dependants = new Map<string, string[]>([...idByKey.values()].map((id) => [id, []]));
  const taskRetryPolicy = storedRetryPolicy(policy);
  for (const unit of given.units) {
    const id = idOf(idByKey, unit.key);
    set.units.insert({
      ...newUnit,
      id,
      topicId: job.topicId,
      jobId: job.id,
      taskId: task.id,
      key: unit.key,
      kind: unit.kind,
      input: unit.input,
      priority: unit.priority ?? job.priority,
      retryPolicy:
        unit.retry === undefined
          ? taskRetryPolicy
          : storedRetryPolicy(refineRetryPolicy(policy, unit.retry)),
      join: unit.join ?? 'ALL_SUCCEEDED',
      joinCount: unit.joinCount ?? null,
      attemptTimeoutMs: unit.attemptTimeoutMs ?? newTask.attemptTimeoutMs,
      predecessorCount: unit.dependsOn.length,
      createdAt: job.createdAt,
    });
    for (const key of unit.dependsOn) {
      const predecessorId = idOf(idByKey, key);
      set.appended.unitDependencies.push({ predecessorId, dependantId: id });
      dependants.get(predecessorId)?.push(id);
    }
  }
  for (const [id, dependantIds] of dependants) set.dependantUnits.set(id, dependantIds);
  const roots = given.units.filter((unit) => unit.dependsOn.length === 0);
  set.startingUnits.set(
    task.id,
    roots.map((unit) => idOf(idByKey, unit.key)),
  );
}

/** Most Units have the default policy, which takes no room. */
function storedRetryPolicy(policy: RetryPolicy): string | null {
  return policy === defaultRetryPolicy ? null : JSON.stringify(policy);
}

function idOf(idByKey: ReadonlyMap<string, string>, key: string): string {
  const id = idByKey.get(key);
  if (id === undefined) throw new Error(`The checked definition names an unknown key "${key}".`);
  return id;
}

const noPredecessors = {
  succeededPredecessorCount: 0,
  failedPredecessorCount: 0,
  cancelledPredecessorCount: 0,
  skippedPredecessorCount: 0,
} as const;

const noCondition = {
  when: null,
  onFalse: null,
  conditionMetAt: null,
  handles: 0,
  succeededHandlerCount: 0,
} as const;

/** The columns that are alike on every new Unit. */
const newUnit = {
  ...noCondition,
  ...notPaused,
  startByMs: null,
  deadlineMs: null,
  deadlineAt: null,
  failsAt: null,
  parentUnitId: null,
  state: 'PENDING',
  skipKind: null,
  ...noPredecessors,
  attempt: 0,
  failureCount: 0,
  lossCount: 0,
  leaseId: null,
  leaseMs: null,
  leaseUntil: null,
  worker: null,
  availableAt: null,
  rank: null,
  readyAt: null,
  startedAt: null,
  claimedAt: null,
  finishedAt: null,
  checkpoint: null,
  progress: null,
  progressMessage: null,
  output: null,
  failureCode: null,
  failureMessage: null,
  failureDetails: null,
  logCount: 0,
} as const;
