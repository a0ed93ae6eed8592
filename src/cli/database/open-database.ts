/** Databases that a command opens itself, without a server between. */
import { existsSync } from 'node:fs';
import { openStore } from '../../store/open-store.ts';
import type { Store } from '../../store/port.ts';
import { CliError } from '../cli-error.ts';
import { toldError } from '../told-error.ts';

/** Does something with a database that must be there already, and closes it. */
export async function withDatabase<T>(
  database: string,
  work: (store: Store) => Promise<T>,
): Promise<T> {
  const path = filePathOf(database);
  if (path !== undefined && !existsSync(path)) {
    throw new CliError(`There is no database at ${path}. Name the one that is meant.`);
  }
  return await withStore(database, work);
}

/** As `withDatabase`, and a file that is not there is created. */
export async function withStore<T>(
  database: string,
  work: (store: Store) => Promise<T>,
): Promise<T> {
  let store: Store | undefined;
  try {
    // Whoever looks at all of a database or moves it has the time that this takes.
    store = await openStore({ database, statementMs: 3_600_000 });
    return await work(store);
  } catch (error) {
    throw toldError(error);
  } finally {
    await store?.close();
  }
}

/** Where a SQLite database is; undefined for any other. */
export function filePathOf(database: string): string | undefined {
  return database.startsWith('file:') ? database.slice('file:'.length) : undefined;
}
