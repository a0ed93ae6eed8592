/** Prints the SQL that the next migration must hold: what brings a database with all committed
 * migrations to the models in `prisma/schema.prisma`. Prints nothing when they agree.
 *
 * WITHOUT ROWID, CHECK constraints and partial indexes are not in the models; the header of the
 * schema lists them, and they are written into the SQL by hand. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stdout } from 'node:process';
import { fileURLToPath } from 'node:url';
import Database from 'libsql';
import { diffDatabaseToModels, readModels } from './schema-engine.ts';

const migrationsFolder = fileURLToPath(new URL('../prisma/migrations', import.meta.url));

const folder = mkdtempSync(join(tmpdir(), 'junjo-migration-'));
try {
  const databasePath = join(folder, 'migrated.db');
  applyCommittedMigrations(databasePath);
  stdout.write(await diffDatabaseToModels(databasePath, readModels()));
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function applyCommittedMigrations(databasePath: string): void {
  const database = new Database(databasePath);
  const entries = readdirSync(migrationsFolder, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  for (const name of names.sort()) {
    database.exec(readFileSync(join(migrationsFolder, name, 'migration.sql'), 'utf8'));
  }
  database.close();
}
