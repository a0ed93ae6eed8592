/** Why a Unit is not being worked on, where it stands in line, and when it may start. */
import type { Caller, CallOptions } from './caller.ts';
import * as operations from './generated/operations.ts';

export function waitingCalls({ call }: Caller) {
  return {
    /** What a Unit waits for; null if there is no such Unit. */
    findUnitWaiting: async (by: operations.UnitBy, options?: CallOptions) =>
      (await call(operations.findUnitWaitingOperation, { by }, options)).unit,
  };
}
