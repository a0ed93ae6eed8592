/** What is asked of a subscription for work, and whether it can be. */
import { claimUnits } from '../commands/claim/claim-units.ts';
import { bounds } from '../domain/bounds.ts';
import type { Refused } from '../domain/command.ts';
import type { LeasedUnit } from '../domain/command-results.ts';
import type { LeaseRef } from '../domain/lease.ts';
import type { LeaseDirective } from '../domain/lease-directive.ts';
import { type Rejection, rejection } from '../domain/rejection.ts';
import { checkNumber } from '../domain/value-checks.ts';
import type { WorkerDirective } from '../domain/worker.ts';
import { type ClaimRequest, claimOf } from './claim-request.ts';

export interface WorkRequest
  extends Pick<ClaimRequest, 'topics' | 'worker' | 'kinds' | 'labels' | 'leaseMs' | 'capacity'> {
  /** How many Units it has out at most at once. */
  readonly credits: number;
  /** What the worker holds already, from before a break. */
  readonly holding: readonly LeaseRef[];
}

/** What a worker is told at once: Units for it, and what is asked of it. */
export interface WorkOffer {
  readonly leases: readonly LeasedUnit[];
  /** About Units that it holds no more, each told once. */
  readonly leaseDirectives: readonly LeaseDirective[];
  /** About the worker itself, each told once. */
  readonly directives: readonly WorkerDirective[];
  /** How many more Units it may be offered before one of those that it has is over. */
  readonly freeCreditCount: number;
  /** Whether the worker is to stop wherever it gets Units from, and has nothing out any more. */
  readonly isDrained: boolean;
}

/** What a subscription goes on asking for: as many Units as it has credits left. */
export function claimFor(request: WorkRequest, countFree: () => number): ClaimRequest {
  const { topics, worker, kinds, labels, leaseMs, capacity } = request;
  return {
    ...{ topics, worker, kinds, labels, leaseMs, capacity, waitMs: 0, requestId: null },
    get max() {
      return countFree();
    },
  };
}

/** The faults that can be seen without looking at anything else. */
export function checkWork(request: WorkRequest): readonly Rejection[] {
  const { credits, holding } = request;
  const path = ['input', 'credits'];
  const faults = checkNumber(credits, { least: 1, most: bounds.claimUnitCount, path });
  if (holding.length > bounds.reportCount) {
    const message = `${holding.length} leases are named in holding; at most ${bounds.reportCount} are accepted. Let the others run out, or report on them first.`;
    const details = { count: holding.length, most: bounds.reportCount };
    return [...faults, rejection('TOO_MANY', message, { path: ['input', 'holding'], details })];
  }
  const checked = claimUnits.check(
    claimOf(
      claimFor(request, () => 1),
      '',
      1,
    ),
  );
  return 'next' in checked ? faults : [...faults, ...checked];
}

/** There is nothing to be had here, or not like this. */
export class WorkRefused extends Error {
  override readonly name = 'WorkRefused';
  readonly refusal: Refused;

  constructor(refusal: Refused) {
    super(refusal.rejections[0].message);
    this.refusal = refusal;
  }
}
