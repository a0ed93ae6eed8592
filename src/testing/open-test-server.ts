/** A server for somebody else's tests. */
import { createServer, type JunjoServer, type ServerOptions } from '../server/create-server.ts';
import { createMovableClock, type MovableClock } from './movable-clock.ts';

export interface TestServer extends JunjoServer {
  /** The clock that the server goes by. Timers of its own look at it at the latest after a second. */
  readonly clock: MovableClock;
}

/**
 * A server that listens already, on a free port, over a database that goes with it and a clock that the
 * test moves. End it with `stop`.
 *
 * @param options to be set differently, such as `log`
 */
export async function openTestServer(
  options: Omit<ServerOptions, 'now'> = {},
): Promise<TestServer> {
  const clock = createMovableClock();
  const server = await createServer({
    port: 0,
    database: 'memory:',
    drainMs: 0,
    ...options,
    now: clock.now,
  });
  await server.start();
  return {
    clock,
    // These are known from now on.
    url: server.url,
    port: server.port,
    database: server.database,
    start: () => server.start(),
    stop: () => server.stop(),
  };
}
