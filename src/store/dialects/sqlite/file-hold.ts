/**
 * Holds a database file for this process, by a write lock on a tiny database beside it. The
 * operating system gives the lock back when the process ends, however it ends, so there is no stale
 * lock to clear up after a crash; and the process id in it tells who holds it. What is written to it
 * is synced: else a power cut could leave a half of it, and no server would start again.
 */
import Database from 'libsql';

/** Takes hold, or throws a DatabaseInUse or a LockUnusable; answers how to let go. */
export function holdDatabaseFile(path: string): () => void {
  const holder = new Database(lockPathOf(path), { timeout: 0 });
  try {
    holder.exec(`PRAGMA journal_mode = DELETE; PRAGMA synchronous = FULL; BEGIN IMMEDIATE;
      CREATE TABLE IF NOT EXISTS holder (pid INTEGER NOT NULL);
      DELETE FROM holder; INSERT INTO holder VALUES (${process.pid}); COMMIT; BEGIN IMMEDIATE`);
  } catch (error) {
    const refusal = isBusy(error)
      ? new DatabaseInUse(path, readHolder(holder), { cause: error })
      : new LockUnusable(path, error);
    holder.close();
    throw refusal;
  }
  return () => holder.close();
}

export class DatabaseInUse extends Error {
  override readonly name = 'DatabaseInUse';

  constructor(path: string, pid: number | undefined, options: ErrorOptions) {
    const who = pid === undefined ? 'Another Junjo server' : `Another Junjo server (pid ${pid})`;
    super(
      `${who} has ${path} open. One server uses a SQLite file at a time: stop that server, or give this one another file.`,
      options,
    );
  }
}

/** The lock could not be tried: nothing is known about other servers. */
export class LockUnusable extends Error {
  override readonly name = 'LockUnusable';

  constructor(path: string, cause: unknown) {
    super(
      `${lockPathOf(path)}, by which one server holds the database, cannot be used: ${cause instanceof Error ? cause.message : String(cause)}. If that is not for want of permission or space, make sure that no server runs on the database, delete that file, which holds no data, and start again.`,
      { cause },
    );
  }
}

function lockPathOf(path: string): string {
  return `${path}.lock`;
}

function isBusy(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'SQLITE_BUSY';
}

function readHolder(holder: Database.Database): number | undefined {
  try {
    // The table is written above and by nobody else.
    const row = holder.prepare('SELECT pid FROM holder').get() as { pid: number } | undefined;
    return row?.pid;
  } catch {
    // The other process is just writing it; the message does without.
    return undefined;
  }
}
