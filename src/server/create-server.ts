/** The server as a whole: everything that it is made of, in the order in which it comes up. */
import { setTimeout as pause } from 'node:timers/promises';
import { createEngine } from '../engine/create-engine.ts';
import { createCursorCodec } from '../feeds/cursor.ts';
import { createHub } from '../feeds/hub.ts';
import { createContext } from '../graphql/context.ts';
import { maskError } from '../graphql/mask-error.ts';
import { createSubscriptions } from '../graphql/open-subscription.ts';
import { schema } from '../graphql/schema.ts';
import { openLogEpoch } from '../store/installation.ts';
import { migrate } from '../store/migrate.ts';
import { openStore } from '../store/open-store.ts';
import { prismaOnDemand } from '../store/prisma/prisma-on-demand.ts';
import { createHttp } from './http.ts';
import { landingPage } from './landing-page.ts';
import { createLog } from './log.ts';
import { readOptions, type ServerOptions } from './options.ts';
import { PlannedOperations } from './planned-operations.ts';
import { createReadiness } from './readiness.ts';
import { readVersion } from './version.ts';
import { createGraphql } from './yoga.ts';

export type { ServerOptions };

export interface JunjoServer {
  /** Where it is reached, such as `http://127.0.0.1:4000`; the API is at `/graphql` there. */
  readonly url: string;
  readonly port: number;
  readonly database: {
    /** For people: the kind of database and where it is. */
    readonly description: string;
    /** The names of the migrations that were applied when the server was created. */
    readonly migrationsApplied: readonly string[];
  };
  /** Takes requests from now on. Rejects when the port is taken or not allowed. */
  start(): Promise<void>;
  /**
   * Ends without losing anything: no more Units are handed out, long polls and subscriptions end,
   * what is under way is answered, and the database is closed. May be called more than once.
   */
  stop(): Promise<void>;
}

/** Opens the database, brings it up to date and puts a server on it. Nothing listens before `start`. */
export async function createServer(options: ServerOptions = {}): Promise<JunjoServer> {
  const { host, port, maxBodyBytes, subscriptionCountMax, ...more } = readOptions(options);
  const { drainMs, noticeMs, log = createLog(), ...database } = more;
  const onFault = (fault: unknown, where: string) => log.error({ err: fault, where }, 'fault');

  const store = await openStore(database);
  try {
    const migrationsApplied = await migrate(store);
    const cursors = createCursorCodec(await openLogEpoch(store));
    const engine = createEngine({ store, onFault });
    const hub = createHub({ store, onError: (fault) => onFault(fault, 'hub') });
    engine.onCommit((hint) => hub.hint(hint));
    const prisma = prismaOnDemand(store);
    const version = readVersion();
    const backend = { engine, store, prisma: prisma.client, hub, cursors, version, maxBodyBytes };
    const mask = (error: unknown) =>
      maskError(error, (fault, requestId) => log.error({ err: fault, requestId }, 'fault'));
    const yoga = createGraphql({ backend, mask, log });
    const subscriptions = createSubscriptions({
      schema,
      createContext: (signal) => createContext(backend, { signal }),
      mask,
      countMax: subscriptionCountMax,
    });
    const page = landingPage(version, store.description);
    const readiness = createReadiness({ askDatabase: () => store.query('SELECT 1 AS "one"'), log });
    const http = createHttp({
      host,
      port,
      maxBodyBytes,
      operations: { yoga, subscriptions, mask },
      planned: new PlannedOperations(yoga, backend),
      copies: store.copies,
      landingPage: page,
      readiness,
      log,
    });

    let isListening = false;
    const stop = async () => {
      http.drain();
      engine.drain();
      if (isListening) await pause(noticeMs);
      hub.stop();
      await http.close(drainMs);
      await engine.stop();
      await yoga.dispose();
      await prisma.close();
      await store.close();
    };
    let stopping: Promise<void> | undefined;
    return {
      get url() {
        return http.url;
      },
      get port() {
        return http.port;
      },
      database: { description: store.description, migrationsApplied },
      start: async () => {
        await http.listen();
        isListening = true;
        engine.start();
      },
      stop: () => {
        stopping ??= stop();
        return stopping;
      },
    };
  } catch (error) {
    await store.close();
    throw error;
  }
}
