import type { PostgresqlStore } from './dialects/postgresql/open-postgresql.ts';
import type { SqliteStore } from './dialects/sqlite/open-sqlite.ts';

export interface StoreOptions {
  /** `file:PATH`, `memory:` or `postgresql://…`. */
  readonly database: string;
  /** The clock to go by instead of the database's, epoch milliseconds; for tests. */
  readonly now?: (() => number) | undefined;
  /** How many connections to PostgreSQL at most, from 3. @default 17 */
  readonly connectionCountMax?: number | undefined;
  /** How long one statement may take on PostgreSQL, milliseconds. @default 3500 */
  readonly statementMs?: number | undefined;
}

export type OpenStore = SqliteStore | PostgresqlStore;

/**
 * Opens the database that the text names. Its schema is brought up to date by `migrate`. Of the two
 * drivers only the one that is needed is loaded.
 */
export async function openStore({ database, now, ...limits }: StoreOptions): Promise<OpenStore> {
  if (/^postgres(ql)?:\/\//.test(database)) {
    const { openPostgresql } = await import('./dialects/postgresql/open-postgresql.ts');
    return await openPostgresql({ url: database, now, ...limits });
  }
  const path = database.startsWith('file:') ? database.slice('file:'.length) : undefined;
  if (database !== 'memory:' && (path === undefined || path === '')) {
    throw new UnknownDatabase(database);
  }
  const { openSqlite } = await import('./dialects/sqlite/open-sqlite.ts');
  // SQLite has no clock but that of the machine it runs on, which is this one.
  return openSqlite({ path, now: now ?? Date.now });
}

export class UnknownDatabase extends Error {
  override readonly name = 'UnknownDatabase';

  constructor(database: string) {
    // Only the scheme is shown: the rest may hold a password.
    const scheme = database.includes(':') ? database.slice(0, database.indexOf(':') + 1) : database;
    super(
      `"${scheme}" is no database that Junjo knows. Use postgresql://USER:PASSWORD@HOST/DATABASE, file:PATH for a SQLite file, or memory: for one that goes with the process.`,
    );
  }
}
