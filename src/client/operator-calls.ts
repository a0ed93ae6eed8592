/** What operators do with single Units. */
import { type Caller, type CallOptions, present, refuse, withIdempotencyKey } from './caller.ts';
import * as operations from './generated/operations.ts';

export function operatorCalls({ call }: Caller) {
  return {
    /** Cancels a Unit that is not finished. */
    unitCancel: async (input: operations.UnitCancelInput, options?: CallOptions) => {
      const { unitCancel } = await call(
        operations.unitCancelOperation,
        { input: withIdempotencyKey(input) },
        { ...options, check: (data) => refuse(data.unitCancel) },
      );
      return answerOf(unitCancel);
    },

    /** Gives an unfinished Unit another priority. */
    unitPrioritize: async (input: operations.UnitPrioritizeInput, options?: CallOptions) => {
      const { unitPrioritize } = await call(
        operations.unitPrioritizeOperation,
        { input: withIdempotencyKey(input) },
        { ...options, check: (data) => refuse(data.unitPrioritize) },
      );
      return answerOf(unitPrioritize);
    },

    /** Skips a Unit; its dependants go on. */
    unitSkip: async (input: operations.UnitSkipInput, options?: CallOptions) => {
      const { unitSkip } = await call(
        operations.unitSkipOperation,
        { input: withIdempotencyKey(input) },
        { ...options, check: (data) => refuse(data.unitSkip) },
      );
      return answerOf(unitSkip);
    },

    /** Tries a failed or cancelled Unit again, with all its attempts. */
    unitRetry: async (input: operations.UnitRetryInput, options?: CallOptions) => {
      const { unitRetry } = await call(
        operations.unitRetryOperation,
        { input: withIdempotencyKey(input) },
        { ...options, check: (data) => refuse(data.unitRetry) },
      );
      return answerOf(unitRetry);
    },

    /** Does a finished Unit again, and all that came of it. */
    unitRerun: async (input: operations.UnitRerunInput, options?: CallOptions) => {
      const { unitRerun } = await call(
        operations.unitRerunOperation,
        { input: withIdempotencyKey(input) },
        { ...options, check: (data) => refuse(data.unitRerun) },
      );
      return answerOf(unitRerun);
    },

    /** Holds a Unit until it is resumed. */
    unitPause: async (input: operations.UnitPauseInput, options?: CallOptions) => {
      const { unitPause } = await call(
        operations.unitPauseOperation,
        { input: withIdempotencyKey(input) },
        { ...options, check: (data) => refuse(data.unitPause) },
      );
      return answerOf(unitPause);
    },

    /** Lets a paused Unit go on. */
    unitResume: async (input: operations.UnitResumeInput, options?: CallOptions) => {
      const { unitResume } = await call(
        operations.unitResumeOperation,
        { input: withIdempotencyKey(input) },
        { ...options, check: (data) => refuse(data.unitResume) },
      );
      return answerOf(unitResume);
    },

    /** Makes a Unit a success, with an output. */
    unitForceSucceed: async (input: operations.UnitForceSucceedInput, options?: CallOptions) => {
      const { unitForceSucceed } = await call(
        operations.unitForceSucceedOperation,
        { input: withIdempotencyKey(input) },
        { ...options, check: (data) => refuse(data.unitForceSucceed) },
      );
      return answerOf(unitForceSucceed);
    },
  };
}

/** A payload that was not refused has its Unit. */
function answerOf<Payload extends { readonly unit: operations.UnitPartsFragment | null }>(
  payload: Payload,
) {
  return { ...payload, unit: present(payload.unit, 'Unit') };
}
