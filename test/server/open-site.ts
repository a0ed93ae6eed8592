/** All that a server is made of, with time by hand and its parts in reach of the test. */
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { Socket } from 'node:net';
import { pino } from 'pino';
import { createCursorCodec } from '../../src/feeds/cursor.ts';
import { createHub, type Hub } from '../../src/feeds/hub.ts';
import { createContext } from '../../src/graphql/context.ts';
import { maskError } from '../../src/graphql/mask-error.ts';
import { createSubscriptions, type Subscriptions } from '../../src/graphql/open-subscription.ts';
import { schema } from '../../src/graphql/schema.ts';
import { createHttp } from '../../src/server/http.ts';
import { PlannedOperations } from '../../src/server/planned-operations.ts';
import { createGraphql } from '../../src/server/yoga.ts';
import { openPrisma } from '../../src/store/prisma/open-prisma.ts';
import { type Kitchen, openKitchen } from '../engine/kitchen.ts';
import { createHandTimers, type HandTimers } from '../feeds/hand-timers.ts';

export interface Site {
  readonly url: string;
  readonly port: number;
  readonly kitchen: Kitchen;
  readonly hub: Hub;
  readonly subscriptions: Subscriptions;
  readonly timers: HandTimers;
  /** The server's ends of the connections that there are. */
  readonly sockets: ReadonlySet<Socket>;
  close(): Promise<void>;
}

export async function openSite({ countMax = 20_000 } = {}): Promise<Site> {
  const kitchen = await openKitchen();
  const { engine, store } = kitchen;
  const faults: unknown[] = [];
  const hub = createHub({ store, onError: (fault) => faults.push(fault) });
  engine.onCommit((hint) => hub.hint(hint));
  const prisma = await openPrisma(store);
  const cursors = createCursorCodec('epoch');
  const maxBodyBytes = 100_000;
  const backend = { engine, store, prisma, hub, cursors, version: 'test', maxBodyBytes };
  const log = pino({ level: 'silent' });
  const mask = (error: unknown) => maskError(error, (fault) => faults.push(fault));
  const yoga = createGraphql({ backend, mask, log });
  const subscriptions = createSubscriptions({
    schema,
    createContext: (signal) => createContext(backend, { signal }),
    mask,
    countMax,
  });
  const timers = createHandTimers();
  const http = createHttp({
    host: '127.0.0.1',
    port: 0,
    maxBodyBytes,
    operations: { yoga, subscriptions, mask },
    planned: new PlannedOperations(yoga, backend),
    landingPage: '',
    readiness: () => Promise.resolve({ isReady: true, text: 'ready' }),
    timers,
    log,
  });
  const sockets = new Set<Socket>();
  const onSocket = (message: unknown) => {
    // Node's documentation says what the message is.
    const { socket } = message as { readonly socket: Socket };
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  };
  subscribe('net.server.socket', onSocket);
  await http.listen();
  return {
    url: `${http.url}/graphql`,
    port: http.port,
    kitchen,
    hub,
    subscriptions,
    timers,
    sockets,
    close: async () => {
      hub.stop();
      await http.close(10);
      unsubscribe('net.server.socket', onSocket);
      await yoga.dispose();
      await prisma.$disconnect();
      await kitchen.close();
      if (faults.length > 0)
        throw new AggregateError(faults, 'Something broke down in the server.');
    },
  };
}
