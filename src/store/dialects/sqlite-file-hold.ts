/**
 * Holds a database file for this process, by a write lock on a tiny database beside it. The
 * operating system gives the lock back when the process ends, however it ends, so there is no stale
 * lock to clear up after a crash; and the process id in it tells who holds it.
 */
import Database from 'libsql';

/** Takes hold, or throws a DatabaseInUse; answers how to let go. */
export function holdDatabaseFile(path: string): () => void {
  const holder = new Database(`${path}.lock`, { timeout: 0 });
  try {
    holder.exec(`PRAGMA journal_mode = DELETE; PRAGMA synchronous = OFF; BEGIN IMMEDIATE;
      CREATE TABLE IF NOT EXISTS holder (pid INTEGER NOT NULL);
      DELETE FROM holder; INSERT INTO holder VALUES (${process.pid}); COMMIT; BEGIN IMMEDIATE`);
  } catch (error) {
    const inUse = new DatabaseInUse(path, readHolder(holder), { cause: error });
    holder.close();
    throw inUse;
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
