/**
 * Prisma over the file of the SQLite store, for reading only. Everything that changes state goes
 * through the engine; this connection is `query_only`, so that a write through it fails in the
 * database and not only in review.
 */
import { pathToFileURL } from 'node:url';
import { PrismaLibSql } from '@prisma/adapter-libsql';
import { PrismaClient } from './generated/client/client.ts';

/** Prisma's client on a connection that cannot write. */
export type ReadClient = PrismaClient;

/**
 * A client over the database in the file, which the store has opened. It connects with its first
 * query, because its query compiler takes some 40 MB that servers of workers alone never need.
 * `$disconnect` it before the store is closed.
 */
export function openPrisma(databasePath: string): ReadClient {
  return new PrismaClient({ adapter: new ReadOnlyLibSql(databasePath) });
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
    adapter.startTransaction = () =>
      Promise.reject(new Error('Prisma only reads here; a change is a command to the engine.'));
    return adapter;
  }
}
