/**
 * The way in for whole Jobs, however they are brought: a key that is there already and a closed
 * intake are the same for all. The key is looked at first: what it says goes before everything else.
 */
import { noTasks, noUnits } from '../domain/counters.ts';
import type { Job, JobOrigin } from '../domain/job.ts';
import type { JobDefinition } from '../domain/job-definition.ts';
import { labelsOf } from '../domain/labels.ts';
import { notPaused } from '../domain/pause.ts';
import { rejection } from '../domain/rejection.ts';
import { accepted, type Context, type Decision, refused, replayed } from './handler.ts';
import { insertTasks } from './insert-nodes.ts';
import { closedIntake } from './intake.ts';
import type { Step } from './needs.ts';
import { refineRules, rulesOfTopic, storedDefaults } from './new-nodes.ts';
import type { WorkingSet } from './working-set.ts';

/** A checked definition, and what it was made of. */
export interface Bringing {
  readonly definition: JobDefinition;
  readonly origin: JobOrigin;
}

/** Takes in a Job, answers one that is there instead, or refuses it. Its key has to be loaded. */
export function* takeInJob(
  set: WorkingSet,
  { definition, origin }: Bringing,
  context: Context,
): Generator<Step, Decision<'submitJob'>, void> {
  const earlier = answerByKey(set, definition);
  if (earlier !== undefined) return earlier;
  const closed = closedIntake(set.topic);
  if (closed !== undefined) return refused(closed);
  const job = insertJob(set, { definition, origin }, context);
  const inherited = refineRules(rulesOfTopic(set.topic), definition);
  const insertion = { set, context, job, parentUnitId: null };
  const tasks = yield* insertTasks(insertion, definition.tasks, { inherited, known: new Map() });
  set.waitingTasks.push(...tasks.filter(({ predecessorCount }) => predecessorCount === 0));
  set.touchedJobs.push(job);
  return accepted({ jobId: job.id });
}

/** The answer to a Job whose key is there already; undefined when it is not. */
export function answerByKey(
  set: WorkingSet,
  { key, hash }: Pick<JobDefinition, 'key' | 'hash'>,
): Decision<'submitJob'> | undefined {
  const jobId = key === null ? undefined : set.jobIdByKey.get(key);
  if (jobId === undefined) return undefined;
  if (set.jobs.get(jobId).definitionHash === hash) return replayed<'submitJob'>({ jobId });
  const message = `The key "${key}" belongs to Job ${jobId} of this Topic, which was submitted with another definition. Submit the same definition, or use a key of its own for this one.`;
  const where = { path: ['input', 'key'], details: { jobId } };
  return refused(rejection('JOB_KEY_REUSED', message, where));
}

function insertJob(set: WorkingSet, { definition, origin }: Bringing, context: Context): Job {
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
    context: definition.context ?? '{}',
    unitDefaults: storedDefaults(definition),
    dependencyCount: 0,
    definitionHash: definition.hash,
    ...origin,
    createdAt: set.now,
    state: 'RUNNING',
    startedAt: null,
    finishedAt: null,
    deletingAt: null,
    ...notPaused,
    tasksHandled: 0,
    ...noTasks,
    ...noUnits,
  };
  set.jobs.insert(job);
  set.appended.jobLabels.push(...labelsOf(job.labels, job.topicId, job.id));
  if (job.key !== null) set.jobIdByKey.set(job.key, job.id);
  set.topics.change(set.topic, { jobsRunning: set.topic.jobsRunning + 1 });
  const { templateId } = origin;
  const data = {
    name: job.name,
    taskCount,
    unitCount,
    ...(templateId === null ? {} : { templateId }),
  };
  set.emit('job.submitted', { jobId: job.id, to: 'RUNNING', data });
  return job;
}
