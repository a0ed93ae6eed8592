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

    /** Gives the Job and all its unfinished Units another priority. */
    jobPrioritize: withJob(mutation(operations.jobPrioritizeOperation, 'jobPrioritize')),
  };
}
