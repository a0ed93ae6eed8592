/** What simulated workers have done so far. */
export interface Tally {
  succeededCount: number;
  failedCount: number;
  crashCount: number;
  /** Reports and renewals that came too late, because the lease was gone. */
  lostLeaseCount: number;
  claimedCount: number;
}

export function createTally(): Tally {
  return { succeededCount: 0, failedCount: 0, crashCount: 0, lostLeaseCount: 0, claimedCount: 0 };
}
