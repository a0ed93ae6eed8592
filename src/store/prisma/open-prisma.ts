/**
 * Prisma over the database of a store, for reading only. Everything that changes state goes through
 * the engine; these connections cannot write, so that a write through them fails in the database
 * and not only in review.
 */
import type { OpenStore } from '../open-store.ts';
import type { PrismaClient } from './generated/client/client.ts';

/** Prisma's client on connections that cannot write. */
export type ReadClient = PrismaClient;

/**
 * A client over the database that the store has opened, with the driver of that database and no other.
 * It connects with its first query. `$disconnect` it before the store is closed.
 */
export async function openPrisma(store: OpenStore): Promise<ReadClient> {
  if (store.dialect === 'sqlite') {
    const { openPrismaOnSqlite } = await import('./open-prisma-on-sqlite.ts');
    return openPrismaOnSqlite(store);
  }
  const { openPrismaOnPostgresql } = await import('./open-prisma-on-postgresql.ts');
  return openPrismaOnPostgresql(store);
}
