/** One action of a run as a command, and what the reference does for it. */
import type { Command } from '../../src/domain/command.ts';
import type { LeaseRef } from '../../src/domain/lease.ts';
import type { Answer } from './driver.ts';
import type { Reference } from './reference.ts';

export interface Plan {
  readonly command: Command;
  /** Does it to the reference, and answers what that answers; of a claim, the ids of its Units. */
  apply(reference: Reference, answer: Answer): string;
}

/** What is known when something is planned. */
export interface Known {
  readonly topicId: string;
  readonly reference: Reference;
  readonly leases: readonly LeaseRef[];
  /** Another number each time. */
  next(): number;
}

/** The one at a place, counted round; undefined of none. */
export function at<Value>(values: readonly Value[], place: number): Value | undefined {
  return values[place % (values.length || 1)];
}

/** Half of the time one of the first, if there are any, otherwise one of all. */
export function preferred<Value>(
  first: readonly Value[],
  all: readonly Value[],
  place: number,
): Value | undefined {
  return place % 2 === 0 && first.length > 0 ? at(first, place / 2) : at(all, place);
}

/** Half of the time a lease that holds its Unit, else any: the latest, or one that is long over. */
export function leaseAt({ leases, reference }: Known, place: number): LeaseRef | undefined {
  const live = leases.filter(({ unitId, attempt }) => {
    return reference.findUnit(unitId)?.lease?.attempt === attempt;
  });
  return preferred(live, leases.toReversed(), place);
}
