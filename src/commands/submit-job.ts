import { noTasks, noUnits } from '../domain/counters.ts';
import type { Job } from '../domain/job.ts';
import { type JobDefinition, readJobDefinition } from '../domain/job-definition.ts';
import { labelsOf } from '../domain/labels.ts';
import { notPaused } from '../domain/pause.ts';
import { rejection } from '../domain/rejection.ts';
import { accepted, type Context, type LongHandler, refused, replayed } from './handler.ts';
import { insertTasks } from './insert-nodes.ts';
import { closedIntake } from './intake.ts';
import { refineRules, rulesOfTopic, storedDefaults } from './new-nodes.ts';
import type { WorkingSet } from './working-set.ts';

/** Takes in a whole Job: its Tasks, Units and their dependencies, and opens what can start. */
export const submitJob: LongHandler<'submitJob'> = {
  *check({ job }) {
    const read = yield* readJobDefinition(job);
    return read.isValid ? [] : read.rejections;
  },

  addNeeds: ({ job }, needs) => {
    if (job.key !== null) needs.jobKeys.add(job.key);
  },

  *decideInPortions({ job: definition }, set, context) {
    const existingId = definition.key === null ? undefined : set.jobIdByKey.get(definition.key);
    if (existingId !== undefined) return decideRepeated(set.jobs.get(existingId), definition);
    const closed = closedIntake(set.topic);
    if (closed !== undefined) return refused(closed);
    const job = insertJob(set, definition, context);
    const inherited = refineRules(rulesOfTopic(set.topic), definition);
    const insertion = { set, context, job, parentUnitId: null };
    const tasks = yield* insertTasks(insertion, definition.tasks, { inherited, known: new Map() });
    set.waitingTasks.push(...tasks.filter(({ predecessorCount }) => predecessorCount === 0));
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
    context: definition.context ?? '{}',
    unitDefaults: storedDefaults(definition),
    dependencyCount: 0,
    definitionHash: definition.hash,
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
  const data = { name: job.name, taskCount, unitCount };
  set.emit('job.submitted', { jobId: job.id, to: 'RUNNING', data });
  return job;
}
