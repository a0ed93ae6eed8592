/** The calls of workers: claiming, reporting, renewing. */
import { type Caller, type CallOptions, isNamed, refuse } from './caller.ts';
import * as operations from './generated/operations.ts';

export function leaseCalls({ call }: Caller) {
  return {
    /** Takes READY Units; waits up to `waitMs` for the first. */
    unitsClaim: async (input: operations.UnitsClaimInput, options?: CallOptions) =>
      (
        await call(
          operations.unitsClaimOperation,
          { input: withRequestId(input) },
          {
            ...options,
            waitMs: input.waitMs ?? 0,
            check: (data) => refuse(data.unitsClaim),
          },
        )
      ).unitsClaim,

    /**
     * Reports for several Units, and claims the next ones if `claim` is given. Refused reports are
     * in `answers` and a refused claim is in `userErrors`: neither is thrown.
     */
    unitsReport: async (input: operations.UnitsReportInput, options?: CallOptions) => {
      const { claim } = input;
      const isClaiming = claim !== undefined && claim !== null;
      return (
        await call(
          operations.unitsReportOperation,
          { input: isClaiming ? { ...input, claim: withRequestId(claim) } : input },
          { ...options, waitMs: claim?.waitMs ?? 0 },
        )
      ).unitsReport;
    },

    /** Extends leases. Those that are lost are told in `answers`. */
    leasesRenew: async (input: operations.LeasesRenewInput, options?: CallOptions) =>
      (
        await call(
          operations.leasesRenewOperation,
          { input },
          { ...options, check: (data) => refuse(data.leasesRenew) },
        )
      ).leasesRenew,
  };
}

/** Makes a claim safe to repeat. */
function withRequestId(input: operations.UnitsClaimInput): operations.UnitsClaimInput {
  return isNamed(input.requestId) ? input : { ...input, requestId: globalThis.crypto.randomUUID() };
}
