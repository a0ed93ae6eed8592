/** WebSockets on a schema of their own, with a feed that the test fills and time by hand. */
import { createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { createYoga } from 'graphql-yoga';
import type { Context } from '../../src/graphql/context.ts';
import { maskError } from '../../src/graphql/mask-error.ts';
import { createSubscriptions } from '../../src/graphql/open-subscription.ts';
import { Heartbeat } from '../../src/server/heartbeat.ts';
import type { Operations } from '../../src/server/operations.ts';
import { acceptWebSockets, UpgradeRequest, type WebSockets } from '../../src/server/web-sockets.ts';
import { createHandTimers, type HandTimers } from '../feeds/hand-timers.ts';
import { createTicks, type Ticks } from '../graphql/ticks.ts';
import { until } from './open-api.ts';

export interface TickServer {
  readonly url: string;
  readonly ticks: Ticks;
  readonly timers: HandTimers;
  readonly operations: Operations;
  readonly sockets: WebSockets;
  /** The server's ends of all connections that were ever made. */
  readonly carriers: readonly Socket[];
  close(): Promise<void>;
}

export async function openTickServer(): Promise<TickServer> {
  const ticks = createTicks();
  const timers = createHandTimers();
  const mask = (error: unknown) => maskError(error, () => undefined);
  const { schema } = ticks;
  // The schema asks nothing of its context.
  const createContext = () => ({}) as Context;
  const yoga = createYoga<object, Context>({
    schema,
    maskedErrors: { maskError: mask },
    logging: false,
  });
  const subscriptions = createSubscriptions({ schema, createContext, mask, countMax: 1_500 });
  const operations = { yoga, subscriptions, mask };
  const server = createServer({ IncomingMessage: UpgradeRequest }, (asked, answer) => {
    asked.pipe(answer);
  });
  const carriers: Socket[] = [];
  server.on('connection', (carrier) => carriers.push(carrier));
  const sockets = acceptWebSockets(server, {
    operations,
    heartbeat: new Heartbeat(timers),
    maxBodyBytes: 2_000,
    isLocal: false,
    timers,
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // A server that listens on a port has an address.
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/graphql`,
    ticks,
    timers,
    operations,
    sockets,
    carriers,
    close: async () => {
      sockets.terminate();
      await until(() => sockets.count() === 0);
      server.close();
    },
  };
}
