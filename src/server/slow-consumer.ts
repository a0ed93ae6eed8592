import { requestError } from '../graphql/request-error.ts';
import { resultText } from '../graphql/subscription-result.ts';

/**
 * The last result of a subscriber that does not read: what it was sent fills the buffers between it and
 * the server, and what comes after waits in the journal, where it finds it with its last cursor.
 */
export const slowConsumerText = resultText({
  errors: [
    requestError(
      'SLOW_CONSUMER',
      'Nothing of what was sent was taken for 30 seconds, so the subscription has ended. Subscribe again with the last cursor received: nothing is missed.',
    ),
  ],
});
