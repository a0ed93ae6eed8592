import { pathToFileURL } from 'node:url';
import { PrismaLibSql } from '@prisma/adapter-libsql';
import type { SqliteStore } from '../dialects/sqlite/open-sqlite.ts';
import { PrismaClient } from './generated/client/client.ts';
import type { ReadClient } from './open-prisma.ts';
import { refuseTransaction } from './refuse-transaction.ts';

export function openPrismaOnSqlite({ path }: SqliteStore): ReadClient {
  return new PrismaClient({ adapter: new ReadOnlyLibSql(path) });
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
