/**
 * The servers that a client may call. It stays with one as long as that answers, so that what it has
 * just written is read where it was written, and goes to the next when it is refused or cut off for
 * a reason that passes.
 */
import type { Connection } from './connection.ts';

export interface Servers {
  /** Where to send the next request. */
  readonly current: Connection;
  /** This one did not serve: whoever asks next is sent to the one after it. */
  leave(connection: Connection): void;
}

export function createServers(
  addresses: string | readonly string[],
  headers: Readonly<Record<string, string>>,
): Servers {
  const given = typeof addresses === 'string' ? [addresses] : addresses;
  const [first, ...others] = given.map((address) => ({ url: endpointOf(address), headers }));
  if (first === undefined) {
    throw new Error('The client has no server to call. Give `url` one address or more.');
  }
  const connections: readonly Connection[] = [first, ...others];
  let current: Connection = first;
  return {
    get current() {
      return current;
    },
    leave: (connection) => {
      // Many calls may fail at once with the same server; together they leave it once.
      if (connection !== current) return;
      current = connections[(connections.indexOf(current) + 1) % connections.length] ?? first;
    },
  };
}

function endpointOf(url: string): string {
  const endpoint = new URL(url);
  if (endpoint.pathname === '/') endpoint.pathname = '/graphql';
  return endpoint.href;
}
