import { accepted, type Handler } from '../batch/handler.ts';

/** Changes nothing; its idempotency key makes that the first answer given under it is kept. */
export const keepAnswer: Handler<'keepAnswer'> = {
  check: () => [],
  addNeeds: () => undefined,
  decide: ({ answer }) => accepted({ answer }),
};
