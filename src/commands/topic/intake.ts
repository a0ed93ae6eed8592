/** The intake of a Topic: whether it takes new Jobs, and what whoever brings one is told if not. */
import type { Asked } from '../../domain/asked.ts';
import { type Rejection, rejection } from '../../domain/rejection.ts';
import type { Topic } from '../../domain/topic.ts';
import type { WorkingSet } from '../batch/working-set.ts';
import { askedFacts } from '../rules/asked.ts';

export const intakeIsOpen = {
  intakeClosedAt: null,
  intakeClosedBy: null,
  intakeClosedReason: null,
  intakeOpensAt: null,
} as const;

/** Why a new Job is not taken in now, if it is not; every way in for whole Jobs has to ask. */
export function closedIntake(topic: Topic): Rejection | undefined {
  const { intakeClosedAt, intakeClosedBy, intakeClosedReason, intakeOpensAt } = topic;
  if (intakeClosedAt === null) return undefined;
  const who = intakeClosedBy === null ? 'An operator' : `"${intakeClosedBy}"`;
  const why = intakeClosedReason === null ? 'nobody said why' : intakeClosedReason;
  const until =
    intakeOpensAt === null
      ? 'Submit again once it is open.'
      : `It opens at ${new Date(intakeOpensAt).toISOString()}; submit again then.`;
  const message = `${who} has closed the intake of the Topic "${topic.name}": ${why}. ${until}`;
  return rejection('INTAKE_CLOSED', message, {
    details: {
      closedAt: intakeClosedAt,
      by: intakeClosedBy,
      reason: intakeClosedReason,
      opensAt: intakeOpensAt,
    },
  });
}

export function openIntakeOf(set: WorkingSet, asked: Asked): void {
  set.topics.change(set.topic, intakeIsOpen);
  set.emit('topic.intakeOpened', askedFacts(asked));
}
