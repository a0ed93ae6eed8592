import { setTimeout as wait } from 'node:timers/promises';
import { createClient } from 'graphql-sse';
import { createWatchedFetch } from './watched-fetch.ts';

/** @param url such as `http://127.0.0.1:4000/graphql` */
export function createStreamClient(url: string, silenceMs = 30_000) {
  return createClient({
    url,
    fetchFn: createWatchedFetch(silenceMs),
    retryAttempts: Number.POSITIVE_INFINITY,
    retry: async (count) => {
      await wait(Math.min(100 * 2 ** count, 5_000) * (0.5 + Math.random() / 2));
    },
  });
}
