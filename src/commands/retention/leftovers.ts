/**
 * What is no part of a Job and goes by its age: one entry for each kind. Where its rows are and how
 * they are found by age stands in src/store/leftover-rows.ts.
 */
import { emptyQueueMs } from '../../domain/kind-queue.ts';
import { answerRetentionMs, type LeftoverKeys, type LeftoverKind } from '../../domain/retention.ts';
import { forgottenAfterMs } from '../../domain/worker.ts';
import type { WorkingSet } from '../batch/working-set.ts';

interface Leftover<Kind extends LeftoverKind> {
  /** How old such a row gets in a Topic of this retention. */
  ageMs(retentionMs: number): number;
  /** What else changes when the oldest rows of this kind go. */
  note?(set: WorkingSet, rows: readonly LeftoverKeys[Kind][]): void;
}

const leftovers: { readonly [Kind in LeftoverKind]: Leftover<Kind> } = {
  EVENT: {
    ageMs: (retentionMs) => retentionMs,
    note: (set, events) => {
      const last = events.at(-1);
      if (last !== undefined) set.topics.change(set.topic, { firstSeq: last.seq + 1 });
    },
  },
  ANSWER: { ageMs: answerRetentionMs },
  // Longer than any lease, so it holds nothing.
  WORKER: { ageMs: () => forgottenAfterMs },
  LANE: { ageMs: () => 0 },
  KIND_QUEUE: { ageMs: () => emptyQueueMs },
  // Longer than any interval and any wish to be left alone, so that it bounds nothing any more.
  LIMIT_USE: { ageMs: () => forgottenAfterMs },
};

export const leftoverKinds = [
  'EVENT',
  'ANSWER',
  'WORKER',
  'LANE',
  'KIND_QUEUE',
  'LIMIT_USE',
] as const satisfies readonly LeftoverKind[];

export function leftoverAgeMs(kind: LeftoverKind, retentionMs: number): number {
  return leftovers[kind].ageMs(retentionMs);
}

/** Has these rows of a kind removed, which are its oldest. */
export function removeLeftoverRows<Kind extends LeftoverKind>(
  set: WorkingSet,
  kind: Kind,
  rows: readonly LeftoverKeys[Kind][],
): void {
  const list: LeftoverKeys[Kind][] = set.removed.leftovers[kind];
  list.push(...rows);
  leftovers[kind].note?.(set, rows);
}
