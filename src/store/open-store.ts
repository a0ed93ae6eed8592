import { openSqlite, type SqliteStore } from './dialects/sqlite.ts';

export interface StoreOptions {
  /** `file:PATH` or `memory:`. */
  readonly database: string;
  /** The clock, epoch milliseconds. @default Date.now */
  readonly now?: (() => number) | undefined;
}

/** Opens the database that the text names. Its schema is brought up to date by `migrate`. */
export function openStore({ database, now = Date.now }: StoreOptions): SqliteStore {
  if (database === 'memory:') return openSqlite({ path: undefined, now });
  const path = database.startsWith('file:') ? database.slice('file:'.length) : '';
  if (path !== '') return openSqlite({ path, now });
  throw new UnknownDatabase(database);
}

export class UnknownDatabase extends Error {
  override readonly name = 'UnknownDatabase';

  constructor(database: string) {
    // Only the scheme is shown: the rest may hold a password.
    const scheme = database.includes(':') ? database.slice(0, database.indexOf(':') + 1) : database;
    super(
      `"${scheme}" is no database that Junjo knows. Use file:PATH for a SQLite file, or memory: for one that goes with the process.`,
    );
  }
}
