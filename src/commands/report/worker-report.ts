/** What all reports of workers have in common: the fence, and how they are answered. */
import { bounds } from '../../domain/bounds.ts';
import type { Refused } from '../../domain/command.ts';
import type { ReportResult } from '../../domain/command-results.ts';
import {
  type AttemptOutcome,
  isHeldBy,
  type LeaseRef,
  leaseEnd,
  leaseLost,
} from '../../domain/lease.ts';
import { type Rejection, unitNotFound } from '../../domain/rejection.ts';
import type { Unit } from '../../domain/unit.ts';
import { checkNumber } from '../../domain/value-checks.ts';
import { refused } from '../batch/handler.ts';
import type { Needs } from '../batch/needs.ts';
import { attemptKey, type WorkingSet } from '../batch/working-set.ts';
import { isDeleting } from '../retention/deletion.ts';

/** Whether a report comes from the holder, repeats how the holder ended, or is refused. */
export type Standing =
  | { readonly kind: 'HELD'; readonly unit: Unit }
  | { readonly kind: 'REPEATED'; readonly unit: Unit }
  | { readonly kind: 'REFUSED'; readonly refusal: Refused };

export function addReportNeeds(lease: LeaseRef, needs: Needs): void {
  needs.unitIds.add(lease.unitId);
  needs.attempts.push([lease.unitId, lease.attempt]);
}

/**
 * Checks the fence. A report with which an attempt ends names how that ending is recorded, so that
 * repeating it is recognised.
 */
export function standingOf(set: WorkingSet, lease: LeaseRef, ending?: AttemptOutcome): Standing {
  const unit = set.units.find(lease.unitId);
  if (unit === undefined || isDeleting(set, unit))
    return { kind: 'REFUSED', refusal: refused(unitNotFound(lease.unitId)) };
  if (isHeldBy(unit, lease)) return { kind: 'HELD', unit };
  const attempt = set.attempts.get(attemptKey(lease.unitId, lease.attempt));
  if (attempt?.leaseId === lease.leaseId && attempt.outcome === ending) {
    return { kind: 'REPEATED', unit };
  }
  return { kind: 'REFUSED', refusal: refused(leaseLost(unit, lease, attempt)) };
}

/** Extends the lease of the Unit by its length, from now. */
export function extendLease(set: WorkingSet, unit: Unit, leaseMs: number | null): void {
  const length = leaseMs ?? unit.leaseMs ?? 0;
  set.units.change(unit, { leaseMs: length, leaseUntil: leaseEnd(unit, set.now, length) });
}

export function reportResult(set: WorkingSet, unit: Unit): ReportResult {
  const leaseMs = unit.leaseUntil === null ? null : Math.max(0, unit.leaseUntil - set.now);
  return { unitId: unit.id, state: unit.state, leaseMs };
}

export function checkLeaseMs(leaseMs: number, path: readonly string[]): readonly Rejection[] {
  return checkNumber(leaseMs, { least: bounds.leaseMsMin, most: bounds.leaseMsMax, path });
}
