/** What operators do with whole Jobs. */
import { builder } from './builder.ts';
import { JobState } from './job.ts';
import { jobPayload } from './noun-payloads.ts';
import {
  askedFields,
  holdFields,
  type InputFieldBuilder,
  operationOf,
  priorityFields,
} from './operation-input.ts';

const JobCancelInput = builder.inputType('JobCancelInput', {
  description: 'A Job to cancel.',
  fields: operationFields,
});

const JobPauseInput = builder.inputType('JobPauseInput', {
  description: 'A Job to hold.',
  fields: (t) => ({ ...operationFields(t), ...holdFields(t) }),
});

const JobResumeInput = builder.inputType('JobResumeInput', {
  description: 'A Job to let go on.',
  fields: operationFields,
});

const JobRetryInput = builder.inputType('JobRetryInput', {
  description: 'A Job of which to try again what went wrong.',
  fields: operationFields,
});

const JobRerunInput = builder.inputType('JobRerunInput', {
  description: 'A Job to do again.',
  fields: operationFields,
});

const JobPrioritizeInput = builder.inputType('JobPrioritizeInput', {
  description: 'A Job to put in another place, and where.',
  fields: (t) => ({ ...operationFields(t), ...priorityFields(t) }),
});

const JobBeginInput = builder.inputType('JobBeginInput', {
  description: 'A Job to let begin.',
  fields: operationFields,
});

const JobRescheduleInput = builder.inputType('JobRescheduleInput', {
  description: 'A Job to let begin at another time, and when.',
  fields: (t) => ({
    ...operationFields(t),
    startAt: t.field({
      type: 'DateTime',
      required: true,
      description: 'When it begins; at once if that is past.',
    }),
  }),
});

const JobRetryPayload = jobPayload<'retryJob'>('JobRetryPayload', 'jobRetry');
const JobRerunPayload = jobPayload<'rerunJob'>('JobRerunPayload', 'jobRerun');
const JobPrioritizePayload = jobPayload<'prioritizeJob'>('JobPrioritizePayload', 'jobPrioritize');
const JobBeginPayload = jobPayload<'beginJob'>('JobBeginPayload', 'jobBegin');
const JobReschedulePayload = jobPayload<'rescheduleJob'>('JobReschedulePayload', 'jobReschedule');
const JobCancelPayload = jobPayload<'cancelJob'>('JobCancelPayload', 'jobCancel');
const JobPausePayload = jobPayload<'pauseJob'>('JobPausePayload', 'jobPause');
const JobResumePayload = jobPayload<'resumeJob'>('JobResumePayload', 'jobResume');

builder.mutationFields((t) => ({
  jobCancel: t.field({
    type: JobCancelPayload,
    description:
      'Cancels what is not finished of a Job. Workers that hold its Units are told with their next report. A Job that is cancelled already stays so, and is answered with `replayed`.',
    args: {
      input: t.arg({ type: JobCancelInput, required: true, description: 'What to cancel.' }),
    },
    resolve: (_, { input }, { engine }) =>
      engine.execute<'cancelJob'>({
        name: 'cancelJob',
        jobId: input.jobId,
        ...operationOf('jobCancel', input),
      }),
  }),
  jobRetry: t.field({
    type: JobRetryPayload,
    description:
      'Tries every Unit of a Job again that failed or was cancelled, each with all the attempts of its policy; what has succeeded stays so. The Job goes on, if it had ended.',
    args: { input: t.arg({ type: JobRetryInput, required: true, description: 'What to retry.' }) },
    resolve: (_, { input }, { engine }) =>
      engine.execute<'retryJob'>({
        name: 'retryJob',
        jobId: input.jobId,
        ...operationOf('jobRetry', input),
      }),
  }),
  jobRerun: t.field({
    type: JobRerunPayload,
    description:
      'Does a Job again from the beginning, finished or not: all its Units go back to waiting, but for those that are paused. Workers that hold one of them are told with their next report: LEASE_LOST, reason RERUN.',
    args: { input: t.arg({ type: JobRerunInput, required: true, description: 'What to rerun.' }) },
    resolve: (_, { input }, { engine }) =>
      engine.execute<'rerunJob'>({
        name: 'rerunJob',
        jobId: input.jobId,
        ...operationOf('jobRerun', input),
      }),
  }),
  jobPrioritize: t.field({
    type: JobPrioritizePayload,
    description:
      'Gives a Job that has not finished, and all its Units that have not, another priority. With the one that they have it changes nothing, and is answered with `replayed`.',
    args: {
      input: t.arg({ type: JobPrioritizeInput, required: true, description: 'What to move.' }),
    },
    resolve: (_, { input }, { engine }) =>
      engine.execute<'prioritizeJob'>({
        name: 'prioritizeJob',
        jobId: input.jobId,
        priority: input.priority,
        ...operationOf('jobPrioritize', input),
      }),
  }),
  jobBegin: t.field({
    type: JobBeginPayload,
    description:
      'Lets a Job begin now that waits for its time or for another Job. One that has begun stays so, and is answered with `replayed`.',
    args: {
      input: t.arg({ type: JobBeginInput, required: true, description: 'What to let begin.' }),
    },
    resolve: (_, { input }, { engine }) =>
      engine.execute<'beginJob'>({
        name: 'beginJob',
        jobId: input.jobId,
        ...operationOf('jobBegin', input),
      }),
  }),
  jobReschedule: t.field({
    type: JobReschedulePayload,
    description:
      'Lets a Job that has not begun do so at another time. With the time that it has it changes nothing, and is answered with `replayed`; once it has begun it is refused: JOB_BEGUN.',
    args: {
      input: t.arg({ type: JobRescheduleInput, required: true, description: 'What, and when.' }),
    },
    resolve: (_, { input }, { engine }) =>
      engine.execute<'rescheduleJob'>({
        name: 'rescheduleJob',
        jobId: input.jobId,
        startAt: input.startAt,
        ...operationOf('jobReschedule', input),
      }),
  }),
  jobPause: t.field({
    type: JobPausePayload,
    description:
      'Holds a Job that has not finished: none of its Units is claimed. Those that run go on, and what follows from them becomes ready. Of a Job that is held already it changes who, why and until when; with the same values it changes nothing, and is answered with `replayed`.',
    args: { input: t.arg({ type: JobPauseInput, required: true, description: 'What to hold.' }) },
    resolve: (_, { input }, { engine }) =>
      engine.execute<'pauseJob'>({
        name: 'pauseJob',
        jobId: input.jobId,
        resumeAt: input.resumeAt ?? null,
        interrupt: input.interrupt,
        ...operationOf('jobPause', input),
      }),
  }),
  jobResume: t.field({
    type: JobResumePayload,
    description:
      'Lets a held Job go on: its Units can be claimed again, each in the place that it had. One that is not held stays so, and is answered with `replayed`.',
    args: {
      input: t.arg({ type: JobResumeInput, required: true, description: 'What to let go on.' }),
    },
    resolve: (_, { input }, { engine }) =>
      engine.execute<'resumeJob'>({
        name: 'resumeJob',
        jobId: input.jobId,
        ...operationOf('jobResume', input),
      }),
  }),
}));

/** What every operation on a Job takes. */
function operationFields(t: InputFieldBuilder) {
  return {
    jobId: t.id({ required: true, description: 'The Job.' }),
    ifState: t.field({
      type: [JobState],
      description: 'Only if it is in one of these states; whatever its state if not given.',
    }),
    ...askedFields(t),
  };
}
