/**
 * What operators do with all Units or Jobs that match a filter. Each answers how many were changed,
 * and why others were not; only a request that is refused as a whole throws.
 */
import type { Caller } from './caller.ts';
import * as operations from './generated/operations.ts';

export function unitBulkCalls({ mutation }: Caller) {
  return {
    /** Cancels all Units that match. */
    unitsCancel: mutation(operations.unitsCancelOperation, 'unitsCancel'),

    /** Tries all Units again that match. */
    unitsRetry: mutation(operations.unitsRetryOperation, 'unitsRetry'),

    /** Does all Units again that match. */
    unitsRerun: mutation(operations.unitsRerunOperation, 'unitsRerun'),

    /** Skips all Units that match. */
    unitsSkip: mutation(operations.unitsSkipOperation, 'unitsSkip'),

    /** Pauses all Units that match. */
    unitsPause: mutation(operations.unitsPauseOperation, 'unitsPause'),

    /** Lets all paused Units go on that match. */
    unitsResume: mutation(operations.unitsResumeOperation, 'unitsResume'),

    /** Gives all Units that match another priority. */
    unitsPrioritize: mutation(operations.unitsPrioritizeOperation, 'unitsPrioritize'),
  };
}

export function jobBulkCalls({ mutation }: Caller) {
  return {
    /** Cancels all Jobs that match. */
    jobsCancel: mutation(operations.jobsCancelOperation, 'jobsCancel'),

    /** Tries again what went wrong in all Jobs that match. */
    jobsRetry: mutation(operations.jobsRetryOperation, 'jobsRetry'),

    /** Does all Jobs again that match. */
    jobsRerun: mutation(operations.jobsRerunOperation, 'jobsRerun'),

    /** Deletes all finished Jobs that match. */
    jobsDelete: mutation(operations.jobsDeleteOperation, 'jobsDelete'),

    /** Gives all Jobs that match, and their Units, another priority. */
    jobsPrioritize: mutation(operations.jobsPrioritizeOperation, 'jobsPrioritize'),

    /** Holds all Jobs that match. */
    jobsPause: mutation(operations.jobsPauseOperation, 'jobsPause'),

    /** Lets all held Jobs go on that match. */
    jobsResume: mutation(operations.jobsResumeOperation, 'jobsResume'),
  };
}
