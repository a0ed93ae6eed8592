/** What simulated workers have done so far. */
export interface Tally {
  succeededCount: number;
  failedCount: number;
  crashCount: number;
  /** Leases that ended without a result: dropped in a crash, or gone when the worker came back. */
  lostLeaseCount: number;
  claimedCount: number;
}

export function createTally(): Tally {
  return { succeededCount: 0, failedCount: 0, crashCount: 0, lostLeaseCount: 0, claimedCount: 0 };
}
