import { retryDelayMs } from '../domain/retry.ts';
import { endInFailure, retryPolicyOf } from './end-in-failure.ts';
import { accepted, type Handler } from './handler.ts';
import { clockUnitCount } from './needs.ts';

/** Takes away the leases that ran out. That costs an attempt; while some remain, another may claim. */
export const expireLeases: Handler<'expireLeases'> = {
  check: () => [],

  addNeeds: (_command, needs) => {
    needs.hasExpiredLeases = true;
  },

  decide: (_command, set) => {
    let unitCount = 0;
    for (const unit of [...set.units.values()]) {
      if (unit.leaseUntil === null || unit.leaseUntil > set.now) continue;
      if (unitCount === clockUnitCount) break;
      unitCount += 1;
      const next = retryDelayMs(retryPolicyOf(unit), unit.failureCount + 1, 0);
      endInFailure(set, unit, {
        action: 'expire',
        code: 'LEASE_EXPIRED',
        message: `Worker "${unit.worker}" let the lease of attempt ${unit.attempt} run out.`,
        details: null,
        delayMs: next === undefined ? undefined : 0,
      });
    }
    return accepted({ unitCount });
  },
};
