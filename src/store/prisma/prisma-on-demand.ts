/**
 * Prisma for who may never need it. Its client, the driver beneath it and its query compiler take some
 * 50 MB, which a server that only workers use does without: so they are loaded with the first read.
 */
import type { OpenStore } from '../open-store.ts';
import { openPrisma, type ReadClient } from './open-prisma.ts';

export interface PrismaOnDemand {
  /** For reads of models, such as `client.job.findUnique(…)`; nothing else of Prisma is behind it. */
  readonly client: ReadClient;
  /** Before the store is closed. */
  close(): Promise<void>;
}

/** @param open is called once, with the first read */
export function prismaOnDemand(
  store: OpenStore,
  open: (store: OpenStore) => Promise<ReadClient> = openPrisma,
): PrismaOnDemand {
  let opening: Promise<ReadClient> | undefined;
  const client = answering((model) =>
    answering((operation) => async (query: unknown) => {
      opening ??= open(store);
      return await operationOf(await opening, model, operation)(query);
    }),
  );
  return {
    // Whatever model and operation are asked for are those of the client that will be there.
    client: client as ReadClient,
    close: async () => {
      // Why it could not be opened was told to whoever wanted to read.
      const opened = await opening?.catch(() => undefined);
      await opened?.$disconnect();
    },
  };
}

type Operation = (query: unknown) => Promise<unknown>;

function operationOf(client: ReadClient, model: string, operation: string): Operation {
  // Every model has its operations, each of which takes one object.
  const models = client as unknown as Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  const found = models[model]?.[operation];
  if (found === undefined) throw new Error(`Prisma has no ${model}.${operation}.`);
  return found;
}

/** An object that has whatever it is asked for. */
function answering(answer: (name: string) => unknown): object {
  const known = new Map<string | symbol, unknown>();
  return new Proxy(
    {},
    {
      has: (_, name) => typeof name === 'string',
      get: (_, name) => {
        if (typeof name !== 'string') return undefined;
        if (!known.has(name)) known.set(name, answer(name));
        return known.get(name);
      },
    },
  );
}
