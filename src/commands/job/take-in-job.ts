/**
 * The way in for whole Jobs, however they are brought: a key that is there already, a closed intake,
 * submissions that are collapsed into one, and a Job whose time is yet to come are the same for all.
 * The key is looked at first: what it says goes before everything else.
 */
import { type Collapsed, collapse } from '../../domain/collapse.ts';
import { noTasks, noUnits } from '../../domain/counters.ts';
import { sizeOfTasks } from '../../domain/graph-size.ts';
import type { Job, JobOrigin } from '../../domain/job.ts';
import type { JobDefinition } from '../../domain/job-definition.ts';
import { labelsOf } from '../../domain/labels.ts';
import { notPaused } from '../../domain/pause.ts';
import { type Rejection, rejection } from '../../domain/rejection.ts';
import { checkFinishBy, type Submission } from '../../domain/submission.ts';
import { accepted, type Context, type Decision, refused, replayed } from '../batch/handler.ts';
import { ensure, type Needs, type Step } from '../batch/needs.ts';
import type { WorkingSet } from '../batch/working-set.ts';
import { insertTasks } from '../graph/insert-nodes.ts';
import { refineRules, rulesOfTopic, storedDefaults } from '../graph/new-nodes.ts';
import { closedIntake } from '../topic/intake.ts';
import { cancelWhole } from './cancel-job.ts';

/** A checked definition, what it was made of, and what was asked for with it. */
export interface Bringing {
  readonly definition: JobDefinition;
  readonly origin: JobOrigin;
  readonly submission: Submission;
}

/** What has to be seen before a Job is taken in. */
export function addIntakeNeeds(
  { key }: Pick<JobDefinition, 'key'>,
  submission: Submission,
  needs: Needs,
): void {
  if (key !== null) needs.jobKeys.add(key);
  if (submission.collapse != null) needs.collapseKeys.add(submission.collapse.key);
}

/** Takes in a Job, answers one that is there instead, or refuses it. */
export function* takeInJob(
  set: WorkingSet,
  { definition, origin, submission }: Bringing,
  context: Context,
): Generator<Step, Decision<'submitJob'>, void> {
  const earlier = answerByKey(set, definition, submission);
  if (earlier !== undefined) return earlier;
  const refusal = closedIntake(set.topic) ?? checkFinishBy(submission.finishBy, set.now);
  if (refusal !== undefined) return refused(refusal);
  const collapsed = yield* collapseInto(set, submission);
  if (collapsed?.kind === 'ANSWER') {
    return accepted({ jobId: collapsed.job.id, isCollapsed: true });
  }
  const jobId = context.ids.next('job');
  const existing = findJobByKey(set, definition.key);
  const replaced = new Set([existing, collapsed?.replaced].filter((job) => job !== undefined));
  for (const job of replaced) yield* replace(set, job, { jobId, isKeyTaken: job === existing });
  const job = insertJob(set, { id: jobId, definition, origin, submission, collapsed });
  const inherited = refineRules(rulesOfTopic(set.topic), definition);
  const insertion = { set, context, job, parentUnitId: null };
  const tasks = yield* insertTasks(insertion, definition.tasks, { inherited, known: new Map() });
  set.waitingTasks.push(...tasks.filter(({ predecessorCount }) => predecessorCount === 0));
  set.touchedJobs.push(job);
  const replacedJobIds = [...replaced].map(({ id }) => id);
  return accepted({ jobId, ...(replaced.size > 0 ? { replacedJobIds } : {}) });
}

/** The answer to a Job whose key is there already; undefined when it is not, or is to be given up. */
export function answerByKey(
  set: WorkingSet,
  { key, hash }: Pick<JobDefinition, 'key' | 'hash'>,
  { onConflict = 'RETURN_EXISTING' }: Submission,
): Decision<'submitJob'> | undefined {
  const existing = findJobByKey(set, key);
  if (existing === undefined || onConflict === 'REPLACE') return undefined;
  if (onConflict === 'REJECT') return refused(keyTaken(existing));
  const isOther = existing.definitionHash !== hash;
  return replayed<'submitJob'>({ jobId: existing.id, ...(isOther ? { isOther } : {}) });
}

/** A refused command of the batch may have left a Job in the index that is not there, or lost its key. */
function findJobByKey(set: WorkingSet, key: string | null): Job | undefined {
  const id = key === null ? undefined : set.jobIdByKey.get(key);
  if (id === undefined) return undefined;
  const job = set.jobs.find(id);
  if (job?.key === key) return job;
  for (const other of set.jobs.values()) if (other.key === key) return other;
  return undefined;
}

function keyTaken({ id, key }: Job): Rejection {
  const message = `The key "${key}" belongs to Job ${id} of this Topic. Use that one, choose another key, or submit with onConflict REPLACE.`;
  return rejection('JOB_KEY_TAKEN', message, {
    path: ['input', 'key'],
    details: { jobId: id },
  });
}

/** What becomes of a submission with a collapse key; undefined for one without. */
function* collapseInto(
  set: WorkingSet,
  { collapse: given }: Submission,
): Generator<Step, Collapsed<Job> | undefined, void> {
  if (given == null) return undefined;
  // What was loaded with the batch may have ended in it; then there may be others behind.
  yield* ensure(({ collapseKeys }) => {
    if (jobsOf(set, given.key).some(({ state }) => state !== 'RUNNING')) {
      collapseKeys.add(given.key);
    }
    return collapseKeys.size > 0;
  });
  return collapse(given, jobsOf(set, given.key), set.now);
}

function jobsOf(set: WorkingSet, key: string): readonly Job[] {
  return [...set.jobs.values()].filter(
    ({ collapseKey, deletingAt }) => collapseKey === key && deletingAt === null,
  );
}

interface Replacing {
  /** Of the Job that takes the place. */
  readonly jobId: string;
  readonly isKeyTaken: boolean;
}

/** Another Job takes the place of this one, which is cancelled unless it has ended. */
function* replace(
  set: WorkingSet,
  job: Job,
  { jobId, isKeyTaken }: Replacing,
): Generator<Step, void, void> {
  if (job.state === 'RUNNING') {
    yield* ensure((needs) => {
      needs.unfinishedOfJobs.add(job.id);
      return true;
    });
    yield* cancelWhole(set, job, { asked: { reason: `Job ${jobId} has taken its place.` } });
  }
  const { key, state } = job;
  set.jobs.change(job, { replacedByJobId: jobId, ...(isKeyTaken ? { key: null } : {}) });
  const data = { replacedByJobId: jobId, ...(isKeyTaken ? { key } : {}) };
  set.emit('job.replaced', { jobId: job.id, from: state, to: state, data });
}

interface NewJob extends Bringing {
  readonly id: string;
  readonly collapsed: Extract<Collapsed<Job>, { kind: 'TAKE' }> | undefined;
}

function insertJob(set: WorkingSet, given: NewJob): Job {
  const { definition, origin } = given;
  const taskCount = definition.tasks.length;
  const { unitCount } = sizeOfTasks(definition.tasks);
  const job: Job = {
    id: given.id,
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
    ...timesOf(set, given),
    replacedByJobId: null,
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
  set.topics.count(set.topic, 'jobsRunning', 1);
  const data = { name: job.name, taskCount, unitCount, ...givenFacts(job) };
  set.emit('job.submitted', { jobId: job.id, to: 'RUNNING', data });
  return job;
}

/** When the Job begins and has to have finished, and what of that is still to come. */
function timesOf(set: WorkingSet, { submission, collapsed }: NewJob) {
  const startAt = collapsed?.beginsAt ?? submission.startAt ?? null;
  const finishBy = submission.finishBy ?? null;
  return {
    startAt,
    finishBy,
    beginsAt: startAt !== null && startAt > set.now ? startAt : null,
    behindJobId: collapsed?.behind?.id ?? null,
    cancelsAt: finishBy,
    collapseKey: submission.collapse?.key ?? null,
    collapseSince: collapsed?.since ?? null,
  };
}

function givenFacts(job: Job): Readonly<Record<string, unknown>> {
  const { templateId, startAt, finishBy, behindJobId, collapseKey } = job;
  const given = Object.entries({ templateId, startAt, finishBy, behindJobId, collapseKey });
  return Object.fromEntries(given.filter(([, value]) => value !== null));
}
