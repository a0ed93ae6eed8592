/** What operators do with all Jobs that match. */
import type { Command } from '../domain/command.ts';
import { jobCounterOf, noJobs, unitCount } from '../domain/counters.ts';
import { rejection } from '../domain/rejection.ts';
import { type BulkAnswer, type Foreseen, runBulk } from '../engine/bulk.ts';
import type { JobCandidate } from '../store/search/job-walks.ts';
import { searchJobs } from '../store/search/search-jobs.ts';
import type { Span } from '../store/search/walk.ts';
import { builder } from './builder.ts';
import {
  answerBulk,
  type BulkInput,
  bulkFields,
  bulkPayload,
  countersOf,
  eachByItself,
  findAll,
  whichOnes,
} from './bulk-payload.ts';
import type { Context } from './context.ts';
import { JobCounts } from './counts.ts';
import { JobFilter, type JobFilterInput, readJobConditions, readTopic } from './job-list.ts';
import {
  holdFields,
  type InputFieldBuilder,
  operationOf,
  priorityFields,
} from './operation-input.ts';
import { notFound, requestError } from './request-error.ts';

const JobsCancelInput = jobsInput('JobsCancelInput', 'Which Jobs to cancel.');
const JobsRetryInput = jobsInput('JobsRetryInput', 'Of which Jobs to try again what went wrong.');
const JobsRerunInput = jobsInput('JobsRerunInput', 'Which Jobs to do again.');
const JobsDeleteInput = jobsInput('JobsDeleteInput', 'Which finished Jobs to delete.');
const JobsResumeInput = jobsInput('JobsResumeInput', 'Which Jobs to let go on.');

const JobsPauseInput = builder.inputType('JobsPauseInput', {
  description: 'Which Jobs to hold.',
  fields: (t) => ({ ...inputFields(t), ...holdFields(t) }),
});

const JobsPrioritizeInput = builder.inputType('JobsPrioritizeInput', {
  description: 'Which Jobs to put in another place, and where.',
  fields: (t) => ({ ...inputFields(t), ...priorityFields(t) }),
});

builder.mutationFields((t) => ({
  jobsCancel: t.field({
    type: payload('jobsCancel'),
    description: `Cancels all Jobs that match, as \`jobCancel\` does one. ${eachByItself}`,
    args: { input: t.arg({ type: JobsCancelInput, required: true, description: whichOnes }) },
    resolve: (_, args, context) => act('jobsCancel', args.input, context),
  }),
  jobsRetry: t.field({
    type: payload('jobsRetry'),
    description: `Tries again what went wrong in all Jobs that match, as \`jobRetry\` does in one. ${eachByItself}`,
    args: { input: t.arg({ type: JobsRetryInput, required: true, description: whichOnes }) },
    resolve: (_, args, context) => act('jobsRetry', args.input, context),
  }),
  jobsRerun: t.field({
    type: payload('jobsRerun'),
    description: `Does all Jobs again that match, as \`jobRerun\` does one. ${eachByItself}`,
    args: { input: t.arg({ type: JobsRerunInput, required: true, description: whichOnes }) },
    resolve: (_, args, context) => act('jobsRerun', args.input, context),
  }),
  jobsDelete: t.field({
    type: payload('jobsDelete'),
    description: `Deletes all finished Jobs that match, as \`jobDelete\` does one. ${eachByItself}`,
    args: { input: t.arg({ type: JobsDeleteInput, required: true, description: whichOnes }) },
    resolve: (_, args, context) => act('jobsDelete', args.input, context),
  }),
  jobsPrioritize: t.field({
    type: payload('jobsPrioritize'),
    description: `Gives all Jobs that match another priority, as \`jobPrioritize\` does one. ${eachByItself}`,
    args: { input: t.arg({ type: JobsPrioritizeInput, required: true, description: whichOnes }) },
    resolve: (_, args, context) => act('jobsPrioritize', args.input, context),
  }),
  jobsPause: t.field({
    type: payload('jobsPause'),
    description: `Holds all Jobs that match, as \`jobPause\` does one. ${eachByItself}`,
    args: { input: t.arg({ type: JobsPauseInput, required: true, description: whichOnes }) },
    resolve: (_, args, context) => act('jobsPause', args.input, context),
  }),
  jobsResume: t.field({
    type: payload('jobsResume'),
    description: `Lets all held Jobs go on that match, as \`jobResume\` does one. ${eachByItself}`,
    args: { input: t.arg({ type: JobsResumeInput, required: true, description: whichOnes }) },
    resolve: (_, args, context) => act('jobsResume', args.input, context),
  }),
}));

interface JobsInput extends BulkInput {
  readonly filter: JobFilterInput;
  readonly resumeAt?: number | null | undefined;
  readonly interrupt?: boolean;
  readonly priority?: number;
}

async function act(mutation: Mutation, input: JobsInput, context: Context): Promise<BulkAnswer> {
  return await answerBulk(input, async () => {
    const conditions = readJobConditions(input.filter);
    const topicId = await findTopicId(input.filter, context);
    const found = new Map<string, JobCandidate>();
    const search = (span: Span, limit: number) =>
      searchJobs(context.store, { topicId, conditions }, { span, limit });
    return await runBulk(context.engine, {
      topicId,
      isDryRun: input.dryRun,
      limit: input.limit,
      idempotency: operationOf(mutation, input).idempotency,
      find: async (count) => {
        const jobs = await findAll(search, count, context);
        for (const job of jobs) found.set(job.id, job);
        return jobs.map((job) => ({ id: job.id, state: job.state, unitCount: unitCount(job) }));
      },
      commandOn: (jobId) => commandOn(mutation, jobId, input),
      foresee: ({ id }) => foresee(mutation, found.get(id)),
    });
  });
}

/** Many Jobs are acted on within one Topic: its journal says what was done, and in which order. */
async function findTopicId(filter: JobFilterInput, context: Context): Promise<string> {
  const topicId = await readTopic(filter, context);
  if (topicId === null) {
    throw requestError(
      'INVALID_VALUE',
      'The filter does not say in which Topic. Give its `topic` or `topicId`.',
    );
  }
  if ((await context.loaders.topics.load(topicId)) !== null) return topicId;
  throw notFound({ missing: 'Topic', name: filter.topicId ?? filter.topic ?? '' });
}

type Mutation =
  | 'jobsCancel'
  | 'jobsRetry'
  | 'jobsRerun'
  | 'jobsDelete'
  | 'jobsPrioritize'
  | 'jobsPause'
  | 'jobsResume';

function commandOn(mutation: Mutation, jobId: string, input: JobsInput): Command {
  const { reason = null, by = null, resumeAt = null, interrupt = false, priority = 0 } = input;
  const asked = { jobId, reason, by };
  switch (mutation) {
    case 'jobsCancel':
      return { name: 'cancelJob', ...asked };
    case 'jobsRetry':
      return { name: 'retryJob', ...asked };
    case 'jobsRerun':
      return { name: 'rerunJob', ...asked };
    case 'jobsDelete':
      return { name: 'deleteJob', ...asked };
    case 'jobsPrioritize':
      return { name: 'prioritizeJob', priority, ...asked };
    case 'jobsPause':
      return { name: 'pauseJob', resumeAt, interrupt, ...asked };
    case 'jobsResume':
      return { name: 'resumeJob', ...asked };
  }
}

function foresee(mutation: Mutation, job: JobCandidate | undefined): Foreseen {
  if (job === undefined || mutation === 'jobsRerun') return true;
  const { id, state } = job;
  const details = { jobState: state };
  if (mutation === 'jobsRetry') {
    if (state === 'FAILED' || state === 'CANCELLED') return true;
    if (job.unitsFailed + job.unitsCancelled > 0) return true;
    const message = `Job ${id} is ${state}, and nothing in it has failed or was cancelled.`;
    return rejection('JOB_NOT_IN_STATE', message, { details });
  }
  if (mutation === 'jobsDelete') {
    if (state !== 'RUNNING') return true;
    return rejection('JOB_NOT_IN_STATE', `Job ${id} is RUNNING.`, { details });
  }
  if (state === 'RUNNING') return true;
  if (mutation === 'jobsCancel' && state === 'CANCELLED') return false;
  return rejection('JOB_FINISHED', `Job ${id} is ${state} already.`, { details });
}

function jobsInput(name: string, description: string) {
  return builder.inputType(name, { description, fields: inputFields });
}

function inputFields(t: InputFieldBuilder) {
  return {
    filter: t.field({
      type: JobFilter,
      required: true,
      description: 'Which Jobs, by `topic` or `topicId` and whatever else is given.',
    }),
    ...bulkFields(t),
  };
}

function payload(mutation: Mutation) {
  return bulkPayload(mutation, 'Jobs', (t) =>
    t.field({
      type: JobCounts,
      description: 'How many of those that match were in which state.',
      resolve: (answer) => countersOf(answer, jobCounterOf, noJobs),
    }),
  );
}
