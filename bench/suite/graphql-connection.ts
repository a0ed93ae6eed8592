/**
 * GraphQL over HTTP/1.1 with as little work as there can be: connections that stay open, one request
 * at a time on each. The client shares the machine with the server that is measured, so what it
 * costs must be small: plain `fetch` takes more CPU for a request than the server does for a Unit.
 */
import { Pool } from 'undici';

export interface GraphqlConnection {
  /** Sends an operation whose text and variables were put into JSON beforehand. */
  send<Data>(body: string): Promise<Data>;
  /** Ends all connections at once; what was under way rejects. */
  destroy(): Promise<void>;
}

/** @param connectionCount how many requests may be under way at once */
export function openGraphqlConnection(url: string, connectionCount: number): GraphqlConnection {
  const pool = new Pool(url, { connections: connectionCount, pipelining: 1, bodyTimeout: 0 });
  return {
    send: async <Data>(body: string) => readAnswer<Data>(await post(pool, body)),
    destroy: () => pool.destroy(),
  };
}

const headers = { 'content-type': 'application/json', accept: 'application/json' };

function post(pool: Pool, body: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    pool.dispatch(
      { path: '/graphql', method: 'POST', headers, body, headersTimeout: 120_000 },
      {
        onConnect: () => undefined,
        onHeaders: () => true,
        onData: (chunk) => chunks.push(chunk) > 0,
        onComplete: () => resolve(Buffer.concat(chunks).toString()),
        onError: reject,
      },
    );
  });
}

function readAnswer<Data>(text: string): Data {
  // Each caller names what its document selects.
  const { data, errors } = JSON.parse(text) as { data?: Data | null; errors?: unknown };
  if (data === undefined || data === null || errors !== undefined) {
    throw new Error(`The server refused a request: ${text.slice(0, 2_000)}`);
  }
  return data;
}
