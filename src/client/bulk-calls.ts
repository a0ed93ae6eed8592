/**
 * What operators do with all Units or Jobs that match a filter. Each answers how many were changed,
 * and why others were not; only a request that is refused as a whole throws.
 */
import { type Caller, type CallOptions, refuse, withIdempotencyKey } from './caller.ts';
import * as operations from './generated/operations.ts';

export function unitBulkCalls({ call }: Caller) {
  return {
    /** Cancels all Units that match. */
    unitsCancel: async (input: operations.UnitsCancelInput, options?: CallOptions) =>
      (
        await call(
          operations.unitsCancelOperation,
          { input: withIdempotencyKey(input) },
          { ...options, check: (data) => refuse(data.unitsCancel) },
        )
      ).unitsCancel,

    /** Tries all Units again that match. */
    unitsRetry: async (input: operations.UnitsRetryInput, options?: CallOptions) =>
      (
        await call(
          operations.unitsRetryOperation,
          { input: withIdempotencyKey(input) },
          { ...options, check: (data) => refuse(data.unitsRetry) },
        )
      ).unitsRetry,

    /** Does all Units again that match. */
    unitsRerun: async (input: operations.UnitsRerunInput, options?: CallOptions) =>
      (
        await call(
          operations.unitsRerunOperation,
          { input: withIdempotencyKey(input) },
          { ...options, check: (data) => refuse(data.unitsRerun) },
        )
      ).unitsRerun,

    /** Skips all Units that match. */
    unitsSkip: async (input: operations.UnitsSkipInput, options?: CallOptions) =>
      (
        await call(
          operations.unitsSkipOperation,
          { input: withIdempotencyKey(input) },
          { ...options, check: (data) => refuse(data.unitsSkip) },
        )
      ).unitsSkip,

    /** Pauses all Units that match. */
    unitsPause: async (input: operations.UnitsPauseInput, options?: CallOptions) =>
      (
        await call(
          operations.unitsPauseOperation,
          { input: withIdempotencyKey(input) },
          { ...options, check: (data) => refuse(data.unitsPause) },
        )
      ).unitsPause,

    /** Lets all paused Units go on that match. */
    unitsResume: async (input: operations.UnitsResumeInput, options?: CallOptions) =>
      (
        await call(
          operations.unitsResumeOperation,
          { input: withIdempotencyKey(input) },
          { ...options, check: (data) => refuse(data.unitsResume) },
        )
      ).unitsResume,

    /** Gives all Units that match another priority. */
    unitsPrioritize: async (input: operations.UnitsPrioritizeInput, options?: CallOptions) =>
      (
        await call(
          operations.unitsPrioritizeOperation,
          { input: withIdempotencyKey(input) },
          { ...options, check: (data) => refuse(data.unitsPrioritize) },
        )
      ).unitsPrioritize,
  };
}

export function jobBulkCalls({ call }: Caller) {
  return {
    /** Cancels all Jobs that match. */
    jobsCancel: async (input: operations.JobsCancelInput, options?: CallOptions) =>
      (
        await call(
          operations.jobsCancelOperation,
          { input: withIdempotencyKey(input) },
          { ...options, check: (data) => refuse(data.jobsCancel) },
        )
      ).jobsCancel,

    /** Tries again what went wrong in all Jobs that match. */
    jobsRetry: async (input: operations.JobsRetryInput, options?: CallOptions) =>
      (
        await call(
          operations.jobsRetryOperation,
          { input: withIdempotencyKey(input) },
          { ...options, check: (data) => refuse(data.jobsRetry) },
        )
      ).jobsRetry,

    /** Does all Jobs again that match. */
    jobsRerun: async (input: operations.JobsRerunInput, options?: CallOptions) =>
      (
        await call(
          operations.jobsRerunOperation,
          { input: withIdempotencyKey(input) },
          { ...options, check: (data) => refuse(data.jobsRerun) },
        )
      ).jobsRerun,

    /** Gives all Jobs that match, and their Units, another priority. */
    jobsPrioritize: async (input: operations.JobsPrioritizeInput, options?: CallOptions) =>
      (
        await call(
          operations.jobsPrioritizeOperation,
          { input: withIdempotencyKey(input) },
          { ...options, check: (data) => refuse(data.jobsPrioritize) },
        )
      ).jobsPrioritize,

    /** Holds all Jobs that match. */
    jobsPause: async (input: operations.JobsPauseInput, options?: CallOptions) =>
      (
        await call(
          operations.jobsPauseOperation,
          { input: withIdempotencyKey(input) },
          { ...options, check: (data) => refuse(data.jobsPause) },
        )
      ).jobsPause,

    /** Lets all held Jobs go on that match. */
    jobsResume: async (input: operations.JobsResumeInput, options?: CallOptions) =>
      (
        await call(
          operations.jobsResumeOperation,
          { input: withIdempotencyKey(input) },
          { ...options, check: (data) => refuse(data.jobsResume) },
        )
      ).jobsResume,
  };
}
