import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { diagnoseHistory, diffDatabaseToModels, readModels } from '../../scripts/schema-engine.ts';
import { openSqlite, type SqliteStore } from '../../src/store/dialects/sqlite/open-sqlite.ts';
import { MigrationRefused, migrate } from '../../src/store/migrate.ts';

const committedFolder = new URL('../../prisma/migrations/', import.meta.url);
const now = 1_700_000_000_000;

let folder: string;
let store: SqliteStore;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'junjo-migrate-'));
  store = openSqlite({ path: join(folder, 'junjo.db'), now: () => now });
});

afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('an empty database', () => {
  test('gets every committed migration and is then what the models say', async () => {
    expect(await migrate(store)).toEqual(['0001_init']);
    expect(await diffDatabaseToModels(store.path, readModels())).toBe('');
  });

  test("is recorded so that Prisma's own tools see it as up to date", async () => {
    await migrate(store);
    expect(await diagnoseHistory(store.path)).toEqual({
      editedMigrationNames: [],
      failedMigrationNames: [],
      hasMigrationsTable: true,
      history: null,
    });
  });

  test('remembers what was applied, its checksum and when', async () => {
    await migrate(store);
    const sql = readFileSync(new URL('0001_init/migration.sql', committedFolder));
    expect(await recordOf(store)).toEqual([
      {
        migration_name: '0001_init',
        checksum: createHash('sha256').update(sql).digest('hex'),
        started_at: now,
        finished_at: now,
        rolled_back_at: null,
        logs: null,
        applied_steps_count: 1,
      },
    ]);
  });

  test('is migrated once when two ask at the same time', async () => {
    const applied = await Promise.all([migrate(store), migrate(store)]);
    expect(applied.sort()).toEqual([[], ['0001_init']]);
    expect(await recordOf(store)).toHaveLength(1);
  });
});

describe('a database that was migrated before', () => {
  test('is left as it is when nothing is new', async () => {
    await migrate(store);
    const before = await recordOf(store);
    expect(await migrate(store)).toEqual([]);
    expect(await recordOf(store)).toEqual(before);
  });

  test('keeps its rows through a close and gets only what is new', async () => {
    await migrate(store);
    await store.transaction((transaction) =>
      transaction.query(`INSERT INTO "Installation" VALUES (1, 'epoch', 0)`),
    );
    await reopen();
    const migrations = migrationsWith({ '0002_more': 'CREATE TABLE "More" ("id" TEXT)' });
    expect(await migrate(store, migrations)).toEqual(['0002_more']);
    expect(await store.query('SELECT "logEpoch" FROM "Installation"')).toEqual([
      { logEpoch: 'epoch' },
    ]);
    expect(await tablesOf(store)).toContain('More');
  });

  test('by a newer version is refused and not touched', async () => {
    await migrate(store, migrationsWith({ '0002_more': 'CREATE TABLE "More" ("id" TEXT)' }));
    const refusal = await refusalOf(migrate(store));
    expect(refusal.code).toBe('DATABASE_NEWER');
    expect(refusal.message).toContain('0002_more');
    expect(await recordOf(store)).toHaveLength(2);
  });

  test('by a version that lacked an older migration is refused', async () => {
    await migrate(store);
    const migrations = migrationsWith({ '0000_before': 'CREATE TABLE "Before" ("id" TEXT)' });
    expect((await refusalOf(migrate(store, migrations))).code).toBe('DATABASE_NEWER');
    expect(await tablesOf(store)).not.toContain('Before');
  });

  test('is refused when an applied migration was edited', async () => {
    await migrate(store);
    const sql = readFileSync(new URL('0001_init/migration.sql', committedFolder), 'utf8');
    const edited = migrationsWith({ '0001_init': `${sql}\n-- edited` });
    const refusal = await refusalOf(migrate(store, edited));
    expect(refusal.code).toBe('MIGRATION_CHANGED');
    expect(refusal.message).toContain('0001_init');
  });

  test('is refused when another tool left a migration unfinished', async () => {
    await migrate(store);
    await store.transaction((transaction) =>
      transaction.query('UPDATE "_prisma_migrations" SET finished_at = NULL'),
    );
    expect((await refusalOf(migrate(store))).code).toBe('MIGRATION_UNFINISHED');
  });
});

test('a migration that fails half-way leaves nothing of itself or of those before it', async () => {
  const migrations = migrationsWith({
    '0002_good': 'CREATE TABLE "Good" ("id" TEXT)',
    '0003_bad': 'CREATE TABLE "Half" ("id" TEXT); CREATE TABLE "Half" ("id" TEXT);',
  });
  const refusal = await refusalOf(migrate(store, migrations));
  expect(refusal.code).toBe('MIGRATION_FAILED');
  expect(refusal.message).toContain('0003_bad');
  expect(refusal.cause).toBeInstanceOf(Error);
  expect(await tablesOf(store)).toEqual([]);
  expect(await migrate(store)).toEqual(['0001_init']);
});

test('a semicolon in a string or a trigger does not cut a migration in two', async () => {
  const migrations = migrationsWith({
    '0002_trigger': `CREATE TABLE "Note" ("text" TEXT);
      CREATE TRIGGER "note" AFTER DELETE ON "Note" BEGIN
        INSERT INTO "Note" VALUES ('a;b'); INSERT INTO "Note" VALUES ('c');
      END;
      INSERT INTO "Note" VALUES (';'); DELETE FROM "Note";`,
  });
  expect(await migrate(store, migrations)).toEqual(['0001_init', '0002_trigger']);
  expect(await store.query('SELECT "text" FROM "Note"')).toEqual([{ text: 'a;b' }, { text: 'c' }]);
});

test("a database with somebody else's tables is refused and keeps them", async () => {
  await store.transaction((transaction) => transaction.script('CREATE TABLE "Orders" ("id" TEXT)'));
  const refusal = await refusalOf(migrate(store));
  expect(refusal.code).toBe('DATABASE_FOREIGN');
  expect(refusal.message).toContain('Orders');
  expect(await tablesOf(store)).toEqual(['Orders']);
});

/** The committed migrations, with some added or replaced, in a folder of this test. */
function migrationsWith(texts: Readonly<Record<string, string>>): URL {
  const copy = join(folder, 'migrations');
  cpSync(committedFolder, copy, { recursive: true });
  for (const [name, sql] of Object.entries(texts)) {
    mkdirSync(join(copy, name), { recursive: true });
    writeFileSync(join(copy, name, 'migration.sql'), sql);
  }
  return pathToFileURL(`${copy}/`);
}

async function reopen(): Promise<void> {
  const { path } = store;
  await store.close();
  store = openSqlite({ path, now: () => now });
}

async function refusalOf(migrating: Promise<unknown>): Promise<MigrationRefused> {
  const outcome = await migrating.catch((error: unknown) => error);
  if (outcome instanceof MigrationRefused) return outcome;
  throw new Error('The migration was not refused.', { cause: outcome });
}

async function recordOf({ query }: SqliteStore): Promise<readonly object[]> {
  return await query(
    `SELECT migration_name, checksum, started_at, finished_at, rolled_back_at, logs,
       applied_steps_count FROM "_prisma_migrations" ORDER BY migration_name`,
  );
}

async function tablesOf({ query }: SqliteStore): Promise<readonly string[]> {
  const rows = await query<{ name: string }>(
    `SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'`,
  );
  return rows.map(({ name }) => name);
}
