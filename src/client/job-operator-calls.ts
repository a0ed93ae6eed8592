/** What operators do with whole Jobs, but for holding them. */
import type { Caller } from './caller.ts';
import * as operations from './generated/operations.ts';
import { withJob } from './noun-answers.ts';

export function jobOperatorCalls({ mutation }: Caller) {
  return {
    /** Tries every Unit again that failed or was cancelled. */
    jobRetry: withJob(mutation(operations.jobRetryOperation, 'jobRetry')),

    /** Does all of it again from the beginning. */
    jobRerun: withJob(mutation(operations.jobRerunOperation, 'jobRerun')),

    /** Deletes a finished Job with all that belongs to it; answers its id. */
    jobDelete: mutation(operations.jobDeleteOperation, 'jobDelete'),

    /** Lets a Job begin now that waits for its time or for another Job. */
    jobBegin: withJob(mutation(operations.jobBeginOperation, 'jobBegin')),

    /** Lets a Job that has not begun do so at another time. */
    jobReschedule: withJob(mutation(operations.jobRescheduleOperation, 'jobReschedule')),

    /** Gives the Job and all its unfinished Units another priority. */
    jobPrioritize: withJob(mutation(operations.jobPrioritizeOperation, 'jobPrioritize')),
  };
}
