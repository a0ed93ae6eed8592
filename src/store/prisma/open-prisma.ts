/**
 * Prisma over the database of a store, for reading only. Everything that changes state goes through
 * the engine; these connections cannot write, so that a write through them fails in the database
 * and not only in review.
 */
import { pathToFileURL } from 'node:url';
import { PrismaLibSql } from '@prisma/adapter-libsql';
import { PrismaPg } from '@prisma/adapter-pg';
import { readPatiently } from '../dialects/postgresql/patience.ts';
import type { OpenStore } from '../open-store.ts';
import { PrismaClient } from './generated/client/client.ts';
import { PrismaClient as PostgresqlClient } from './generated/postgresql/client.ts';

/** Prisma's client on connections that cannot write. */
export type ReadClient = PrismaClient;

/**
 * A client over the database that the store has opened. It connects with its first query, because its
 * query compiler takes some 40 MB that servers of workers alone never need. `$disconnect` it before
 * the store is closed.
 */
export function openPrisma(store: OpenStore): ReadClient {
  if (store.dialect === 'sqlite') {
    return new PrismaClient({ adapter: new ReadOnlyLibSql(store.path) });
  }
  const client = new PostgresqlClient({ adapter: new PatientPg(store.readers) });
  // Made of the same models: what one is asked and answers, the other is and does. The types differ
  // in filters that nobody uses, and in that enumerations are texts.
  return client as unknown as ReadClient;
}

class ReadOnlyLibSql extends PrismaLibSql {
  constructor(databasePath: string) {
    super({ url: pathToFileURL(databasePath).href });
  }

  override async connect(): ReturnType<PrismaLibSql['connect']> {
    const adapter = await super.connect();
    await adapter.executeScript('PRAGMA query_only = ON; PRAGMA busy_timeout = 5000;');
    // A transaction of this adapter swallows every other statement of the client, and the
    // connection after it is a new one without the pragma. Reads need none.
    adapter.startTransaction = refuseTransaction;
    return adapter;
  }
}

/** The connections are those of the store's readers, which PostgreSQL keeps from writing. */
class PatientPg extends PrismaPg {
  override async connect(): ReturnType<PrismaPg['connect']> {
    const adapter = await super.connect();
    const queryRaw = adapter.queryRaw.bind(adapter);
    adapter.queryRaw = (query) => readPatiently(() => queryRaw(query));
    adapter.startTransaction = refuseTransaction;
    return adapter;
  }
}

function refuseTransaction(): Promise<never> {
  return Promise.reject(new Error('Prisma only reads here; a change is a command to the engine.'));
}
