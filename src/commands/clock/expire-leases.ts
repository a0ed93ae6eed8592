import { isOverdue, isTimedOut, lossCountMax } from '../../domain/lease.ts';
import { retryDelayMs } from '../../domain/retry.ts';
import type { Unit } from '../../domain/unit.ts';
import { accepted, type Context, type Handler } from '../batch/handler.ts';
import { clockUnitCount } from '../batch/needs.ts';
import { endInFailure, type Failure, retryPolicyOf, troubleOf } from '../rules/end-in-failure.ts';
import { deadlineExceeded } from './fail-overdue.ts';

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
      endInFailure(set, unit, {
        action: 'expire',
        details: null,
        ...endingOf(unit, { now: set.now, context }),
      });
    }
    return accepted({ count });
  },
};

type Ending = Pick<Failure, 'code' | 'message' | 'delayMs' | 'isLoss'>;

interface Expiry {
  readonly now: number;
  readonly context: Context;
}

function endingOf(unit: Unit, expiry: Expiry): Ending {
  if (isOverdue(unit, expiry.now)) return { ...deadlineExceeded(unit), isLoss: false };
  return isTimedOut(unit, expiry.now) ? timeout(unit, expiry) : loss(unit, expiry.now);
}

function loss(unit: Unit, now: number): Ending {
  const lossCount = unit.lossCount + 1;
  if (lossCount >= lossCountMax) {
    return {
      code: 'TOO_MANY_LOSSES',
      message: `${lossCount} workers in a row let the lease run out, the last of them "${unit.worker}". The Unit may be what makes them fail.`,
      delayMs: undefined,
      isLoss: true,
    };
  }
  const next = retryDelayMs(retryPolicyOf(unit), {
    ...troubleOf(unit, now),
    chance: 0,
    askedMs: 0,
  });
  return {
    code: 'LEASE_EXPIRED',
    message: `Worker "${unit.worker}" let the lease of attempt ${unit.attempt} run out.`,
    delayMs: next,
    isLoss: true,
  };
}

function timeout(unit: Unit, { now, context }: Expiry): Ending {
  return {
    code: 'ATTEMPT_TIMEOUT',
    message: `Attempt ${unit.attempt} was not done within ${unit.attemptTimeoutMs} ms, and worker "${unit.worker}" has lost it.`,
    delayMs: retryDelayMs(retryPolicyOf(unit), {
      ...troubleOf(unit, now),
      chance: context.chance(),
    }),
    isLoss: false,
  };
}
