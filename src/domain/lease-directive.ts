/**
 * What a worker is told about a Unit that it holds no more, without having asked: the same that its
 * next report would be refused with.
 */
import type { LeaseLostReason, LeaseRef } from './lease.ts';
import type { Rejection } from './rejection.ts';

export interface LeaseDirective {
  readonly kind: LeaseDirectiveKind;
  /** The lease that is over. */
  readonly lease: LeaseRef;
  readonly message: string;
}

/** In each case the worker stops working on the Unit; nothing that it reports for it counts. */
export type LeaseDirectiveKind = (typeof leaseDirectiveKinds)[number];

export const leaseDirectiveKinds = [
  'CANCEL',
  'PAUSE',
  'REVOKE',
  'RERUN',
  'LOST',
  'COMPLETED',
  'UNKNOWN',
] as const;

/** @param refusal of a report under the lease */
export function leaseDirective(lease: LeaseRef, refusal: Rejection): LeaseDirective {
  return { kind: kindIn(refusal), lease, message: refusal.message };
}

function kindIn({ code, details }: Rejection): LeaseDirectiveKind {
  if (code !== 'LEASE_LOST') return 'UNKNOWN';
  const reason = details?.['reason'];
  return isReason(reason) ? kindOf[reason] : 'LOST';
}

const kindOf = {
  EXPIRED: 'LOST',
  RECLAIMED: 'LOST',
  CANCELLED: 'CANCEL',
  PAUSED: 'PAUSE',
  COMPLETED: 'COMPLETED',
  RERUN: 'RERUN',
  REVOKED: 'REVOKE',
} as const satisfies Record<LeaseLostReason, LeaseDirectiveKind>;

function isReason(reason: unknown): reason is LeaseLostReason {
  return typeof reason === 'string' && reason in kindOf;
}
