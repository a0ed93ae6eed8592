import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isOnPostgresql, type TestDatabase, takeDatabase } from '../test-database.ts';

/** A database that outlives the servers on it: a file, or one of PostgreSQL. */
export async function takeLastingDatabase(): Promise<TestDatabase> {
  if (isOnPostgresql) return await takeDatabase();
  const folder = mkdtempSync(join(tmpdir(), 'junjo-replicas-'));
  return {
    database: `file:${join(folder, 'junjo.db')}`,
    release: () => {
      rmSync(folder, { recursive: true, force: true });
      return Promise.resolve();
    },
  };
}
