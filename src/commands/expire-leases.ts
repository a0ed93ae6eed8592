import { isTimedOut, lossCountMax } from '../domain/lease.ts';
import { retryDelayMs } from '../domain/retry.ts';
import type { Unit } from '../domain/unit.ts';
import { endInFailure, type Failure, retryPolicyOf } from './end-in-failure.ts';
import { accepted, type Context, type Handler } from './handler.ts';
import { clockUnitCount } from './needs.ts';

/** Takes away the leases that ran out. That costs an attempt; while some remain, another may claim. */
export const expireLeases: Handler<'expireLeases'> = {
  check: () => [],

  addNeeds: (_command, needs) => {
    needs.deadlines.add('leaseUntil');
  },

  decide: (_command, set, context) => {
    let count = 0;
    for (const unit of [...set.units.values()]) {
      if (unit.leaseUntil === null || unit.leaseUntil > set.now) continue;
      if (count === clockUnitCount) break;
      count += 1;
      const ending = isTimedOut(unit, set.now) ? timeout(unit, context) : loss(unit);
      endInFailure(set, unit, { action: 'expire', details: null, ...ending });
    }
    return accepted({ count });
  },
};

type Ending = Pick<Failure, 'code' | 'message' | 'delayMs' | 'isLoss'>;

function loss(unit: Unit): Ending {
  const lossCount = unit.lossCount + 1;
  if (lossCount >= lossCountMax) {
    return {
      code: 'TOO_MANY_LOSSES',
      message: `${lossCount} workers in a row let the lease run out, the last of them "${unit.worker}". The Unit may be what makes them fail.`,
      delayMs: undefined,
      isLoss: true,
    };
  }
  const next = retryDelayMs(retryPolicyOf(unit), unit.failureCount + 1, 0);
  return {
    code: 'LEASE_EXPIRED',
    message: `Worker "${unit.worker}" let the lease of attempt ${unit.attempt} run out.`,
    delayMs: next === undefined ? undefined : 0,
    isLoss: true,
  };
}

function timeout(unit: Unit, context: Context): Ending {
  return {
    code: 'ATTEMPT_TIMEOUT',
    message: `Attempt ${unit.attempt} was not done within ${unit.attemptTimeoutMs} ms, and worker "${unit.worker}" has lost it.`,
    delayMs: retryDelayMs(retryPolicyOf(unit), unit.failureCount + 1, context.chance()),
    isLoss: false,
  };
}
