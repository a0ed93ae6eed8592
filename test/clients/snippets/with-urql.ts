import { Client, cacheExchange, fetchExchange, subscriptionExchange } from '@urql/core';
import { resuming, type Subscriber } from './resuming.ts';

/** @param subscriber the client of graphql-ws or of graphql-sse */
export function createUrqlClient(url: string, subscriber: Subscriber): Client {
  const resumed = resuming(subscriber);
  return new Client({
    url,
    exchanges: [
      cacheExchange,
      fetchExchange,
      subscriptionExchange({
        forwardSubscription: ({ query = '', variables }) => ({
          subscribe: (sink) => ({ unsubscribe: resumed.subscribe({ query, variables }, sink) }),
        }),
      }),
    ],
  });
}
