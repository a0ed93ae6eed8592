import { setTimeout as wait } from 'node:timers/promises';
import { createClient } from 'graphql-ws';
import WebSocket from 'ws';

/** @param url such as `ws://127.0.0.1:4000/graphql` */
export function createSocketClient(url: string, keepAliveMs = 10_000) {
  let unanswered: ReturnType<typeof setTimeout> | undefined;
  const client = createClient({
    url,
    // Browsers have one of their own, and so has Node.js from version 22 on.
    webSocketImpl: WebSocket,
    retryAttempts: Number.POSITIVE_INFINITY,
    // By default a server that cannot be reached at all is given up at once.
    shouldRetry: () => true,
    retryWait: async (count) => {
      await wait(Math.min(100 * 2 ** count, 5_000) * (0.5 + Math.random() / 2));
    },
    // A connection that answers no ping within half the time is given up, and made again.
    keepAlive: keepAliveMs,
    on: {
      ping: (isReceived) => {
        if (!isReceived) unanswered = setTimeout(() => client.terminate(), keepAliveMs / 2);
      },
      pong: (isReceived) => {
        if (isReceived) clearTimeout(unanswered);
      },
      closed: () => clearTimeout(unanswered),
    },
  });
  return client;
}
