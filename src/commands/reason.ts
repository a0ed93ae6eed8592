/** Why somebody wants what they ask for: optional with most commands, and told by their Event. */
import type { Rejection } from '../domain/rejection.ts';
import { checkText } from '../domain/value-checks.ts';

export function checkReason(reason: string | null): readonly Rejection[] {
  return reason === null ? [] : checkText(reason, ['input', 'reason']);
}

/** The part of an Event that tells the reason, if there is one. */
export function reasonFacts(reason: string | null): {
  readonly data?: { readonly reason: string };
} {
  return reason === null ? {} : { data: { reason } };
}
