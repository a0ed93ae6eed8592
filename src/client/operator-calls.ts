/** What operators do with single Units. */
import type { Caller } from './caller.ts';
import * as operations from './generated/operations.ts';
import { withUnit } from './noun-answers.ts';

export function operatorCalls({ mutation }: Caller) {
  return {
    /** Cancels a Unit that is not finished. */
    unitCancel: withUnit(mutation(operations.unitCancelOperation, 'unitCancel')),

    /** Gives an unfinished Unit another priority. */
    unitPrioritize: withUnit(mutation(operations.unitPrioritizeOperation, 'unitPrioritize')),

    /** Skips a Unit; its dependants go on. */
    unitSkip: withUnit(mutation(operations.unitSkipOperation, 'unitSkip')),

    /** Tries a failed or cancelled Unit again, with all its attempts. */
    unitRetry: withUnit(mutation(operations.unitRetryOperation, 'unitRetry')),

    /** Does a finished Unit again, and all that came of it. */
    unitRerun: withUnit(mutation(operations.unitRerunOperation, 'unitRerun')),

    /** Holds a Unit until it is resumed. */
    unitPause: withUnit(mutation(operations.unitPauseOperation, 'unitPause')),

    /** Lets a paused Unit go on. */
    unitResume: withUnit(mutation(operations.unitResumeOperation, 'unitResume')),

    /** Makes a Unit a success, with an output. */
    unitForceSucceed: withUnit(mutation(operations.unitForceSucceedOperation, 'unitForceSucceed')),
  };
}
