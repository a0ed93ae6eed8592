/** What operators do with whole Jobs, but for holding them. */
import { type Caller, type CallOptions, present, refuse, withIdempotencyKey } from './caller.ts';
import * as operations from './generated/operations.ts';

export function jobOperatorCalls({ call }: Caller) {
  return {
    /** Tries every Unit again that failed or was cancelled. */
    jobRetry: async (input: operations.JobRetryInput, options?: CallOptions) => {
      const { jobRetry } = await call(
        operations.jobRetryOperation,
        { input: withIdempotencyKey(input) },
        { ...options, check: (data) => refuse(data.jobRetry) },
      );
      return { ...jobRetry, job: present(jobRetry.job, 'Job') };
    },

    /** Does all of it again from the beginning. */
    jobRerun: async (input: operations.JobRerunInput, options?: CallOptions) => {
      const { jobRerun } = await call(
        operations.jobRerunOperation,
        { input: withIdempotencyKey(input) },
        { ...options, check: (data) => refuse(data.jobRerun) },
      );
      return { ...jobRerun, job: present(jobRerun.job, 'Job') };
    },

    /** Gives the Job and all its unfinished Units another priority. */
    jobPrioritize: async (input: operations.JobPrioritizeInput, options?: CallOptions) => {
      const { jobPrioritize } = await call(
        operations.jobPrioritizeOperation,
        { input: withIdempotencyKey(input) },
        { ...options, check: (data) => refuse(data.jobPrioritize) },
      );
      return { ...jobPrioritize, job: present(jobPrioritize.job, 'Job') };
    },
  };
}
