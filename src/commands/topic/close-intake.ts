import { accepted, type Handler, replayed } from '../batch/handler.ts';
import { askedData, checkAsked } from '../rules/asked.ts';

/** Has a Topic take no new Jobs. On a closed intake it says anew who closes it, why and until when. */
export const closeIntake: Handler<'closeIntake'> = {
  check: checkAsked,

  addNeeds: () => undefined,

  decide: ({ topicId, reason, by = null, opensAt }, set) => {
    const { topic } = set;
    const isTheSame =
      topic.intakeClosedBy === by &&
      topic.intakeClosedReason === reason &&
      topic.intakeOpensAt === opensAt;
    if (topic.intakeClosedAt !== null && isTheSame) return replayed<'closeIntake'>({ topicId });
    set.topics.change(topic, {
      intakeClosedAt: topic.intakeClosedAt ?? set.now,
      intakeClosedBy: by,
      intakeClosedReason: reason,
      intakeOpensAt: opensAt,
    });
    const data = { ...askedData({ reason, by }), ...(opensAt === null ? {} : { opensAt }) };
    set.emit('topic.intakeClosed', { data });
    return accepted({ topicId });
  },
};
