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
