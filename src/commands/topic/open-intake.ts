import { accepted, type Handler, replayed } from '../batch/handler.ts';
import { checkAsked } from '../rules/asked.ts';
import { openIntakeOf } from './intake.ts';

/** Has a Topic take new Jobs again. */
export const openIntake: Handler<'openIntake'> = {
  check: checkAsked,

  addNeeds: () => undefined,

  decide: (command, set) => {
    const { topicId } = command;
    if (set.topic.intakeClosedAt === null) return replayed<'openIntake'>({ topicId });
    openIntakeOf(set, command);
    return accepted({ topicId });
  },
};
