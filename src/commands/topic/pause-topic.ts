import { accepted, type Handler, replayed } from '../batch/handler.ts';
import { checkAsked } from '../rules/asked.ts';
import { holdScope } from '../rules/hold.ts';

/** Holds a Topic: nothing is claimed from it, while all else in it goes on. */
export const pauseTopic: Handler<'pauseTopic'> = {
  check: checkAsked,

  addNeeds: () => undefined,

  decide: (command, set) => {
    const { topicId } = command;
    return holdScope(set, 'TOPIC', command)
      ? accepted({ topicId })
      : replayed<'pauseTopic'>({ topicId });
  },
};
