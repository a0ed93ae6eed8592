/** Why somebody wants what they ask for, and who: optional with most commands, told by their Event. */
import type { Asked } from '../../domain/asked.ts';
import type { Rejection } from '../../domain/rejection.ts';
import { checkName, checkText } from '../../domain/value-checks.ts';

export function checkAsked({ reason, by }: Asked): readonly Rejection[] {
  return [
    ...(reason === null ? [] : checkText(reason, ['input', 'reason'])),
    ...(by == null ? [] : checkName(by, ['input', 'by'])),
  ];
}

/** The part of an Event that tells the reason and who gave it, as far as there are any. */
export function askedFacts(asked: Asked): {
  readonly data?: Readonly<Record<string, unknown>>;
} {
  const data = askedData(asked);
  return Object.keys(data).length === 0 ? {} : { data };
}

/** The same as data to which a command adds what it has to say. */
export function askedData({ reason, by }: Asked): Readonly<Record<string, unknown>> {
  return { ...(reason === null ? {} : { reason }), ...(by == null ? {} : { by }) };
}
