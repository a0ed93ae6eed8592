/**
 * Takes the promise from the product that its commits are synced, for the control of a test only:
 * the product offers no way to ask for this, and refuses to open a database that behaves so. So the
 * driver is changed underneath it, once the product has made sure that commits are synced.
 */
import Database from 'libsql';

export function weaken(synchronous: 'OFF' | 'NORMAL'): void {
  const exec = Database.prototype.exec;
  Database.prototype.exec = function weakened(this: Database.Database, sql: string) {
    // What the writer says before each transaction; inside of one SQLite does not let it be changed.
    if (sql === 'BEGIN IMMEDIATE') exec.call(this, `PRAGMA synchronous = ${synchronous}`);
    return exec.call(this, sql);
  };
}
