import { Client, type CombinedError, fetchExchange } from '@urql/core';
import { createWatchedFetch } from './watched-fetch.ts';

export function createUrqlAlone(url: string, silenceMs = 30_000): Client {
  return new Client({
    url,
    fetchSubscriptions: true,
    fetch: createWatchedFetch(silenceMs),
    exchanges: [fetchExchange],
  });
}

export interface Following<Batch> {
  readonly query: string;
  readonly variables: { readonly after?: string | null };
  take(batch: Batch): void;
  refuse(error: CombinedError): void;
}

/** Follows `events`, and goes on after the last cursor when a stream ends. Answers how to stop. */
export function followEvents<Batch extends { readonly cursor: string }>(
  client: Client,
  { query, variables, take, refuse }: Following<Batch>,
): () => void {
  let { after } = variables;
  let isOver = false;
  let leave: (() => void) | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const finish = () => {
    isOver = true;
    clearTimeout(timer);
    leave?.();
  };
  const begin = () => {
    const stream = client.subscription<{ readonly events: Batch }>(query, { ...variables, after });
    const { unsubscribe } = stream.subscribe(({ data, error, hasNext }) => {
      if (isOver) return;
      if (error !== undefined && !passesSoon(error)) {
        finish();
        refuse(error);
      } else if (!hasNext) {
        // The stream has ended. What this says besides is what the last one has said.
        timer = setTimeout(begin, 100 + Math.random() * 400);
      } else if (data !== undefined && error === undefined) {
        after = data.events.cursor;
        take(data.events);
      }
    });
    leave = unsubscribe;
  };
  begin();
  return finish;
}

function passesSoon({ networkError, graphQLErrors }: CombinedError): boolean {
  const codes = graphQLErrors.map(({ extensions }) => extensions['code']);
  return networkError !== undefined || codes.some((code) => passingCodes.has(code));
}

const passingCodes = new Set<unknown>([
  'DATABASE_UNAVAILABLE',
  'DRAINING',
  'OVERLOADED',
  'SLOW_CONSUMER',
  'TOO_MANY_SUBSCRIPTIONS',
]);
