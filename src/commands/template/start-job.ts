import { checkStart } from '../../domain/template-start.ts';
import type { LongHandler } from '../batch/handler.ts';
import { addStartNeeds, startFromTemplate } from './start-from-template.ts';

/** Starts a Job from a Template. */
export const startJob: LongHandler<'startJob'> = {
  check: ({ start }) => checkStart(start),

  addNeeds: ({ start }, needs) => addStartNeeds(start, needs),

  *decideInPortions({ start }, set, context) {
    return yield* startFromTemplate(set, start, context);
  },
};
