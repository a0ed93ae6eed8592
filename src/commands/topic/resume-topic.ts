import { accepted, type Handler, replayed } from '../batch/handler.ts';
import { checkAsked } from '../rules/asked.ts';
import { letScopeGo } from '../rules/hold.ts';

/** Lets a held Topic go on: its Units can be claimed again. */
export const resumeTopic: Handler<'resumeTopic'> = {
  check: checkAsked,

  addNeeds: () => undefined,

  decide: (command, set) => {
    const { topicId } = command;
    return letScopeGo(set, 'TOPIC', command)
      ? accepted({ topicId })
      : replayed<'resumeTopic'>({ topicId });
  },
};
