/** Prints the SQL that the next migration must hold: what brings a database with all committed
 * migrations to the models in `prisma/schema.prisma`. Prints nothing when they agree.
 *
 * WITHOUT ROWID, CHECK constraints and partial indexes are not in the models; the header of the
 * schema lists them, and they are written into the SQL by hand. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stdout } from 'node:process';
import Database from 'libsql';
import { diffDatabaseToModels, readMigrations, readModels } from './schema-engine.ts';

const folder = mkdtempSync(join(tmpdir(), 'junjo-migration-'));
try {
  const databasePath = join(folder, 'migrated.db');
  const database = new Database(databasePath);
  for (const { sql } of readMigrations()) database.exec(sql);
  database.close();
  stdout.write(await diffDatabaseToModels(databasePath, readModels()));
} finally {
  rmSync(folder, { recursive: true, force: true });
}
