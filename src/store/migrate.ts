/**
 * Brings a database to the schema of this version, without Prisma's command line: the committed
 * `migration.sql` files that are not applied yet are run, in the order of their names, and recorded
 * in Prisma's own table, so that Prisma's tools understand the database as well.
 *
 * The invariant: everything happens in one transaction that is alone in writing. So two servers
 * that start at once apply nothing twice, and a migration that fails leaves the database as it was.
 */
import { createHash, randomUUID } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import type { SqlReader, Store, Transaction } from './port.ts';

/**
 * Applies what is missing and answers the names of the migrations applied, none if the database was
 * up to date. Throws a MigrationRefused, having changed nothing, when the database is not one that
 * this version can bring up to date.
 */
export async function migrate(
  store: Store,
  migrationsFolder: URL = store.migrations.folder,
): Promise<readonly string[]> {
  const migrations = await readMigrations(migrationsFolder);
  return await store.transaction(async (transaction) => {
    await openRecord(transaction, store);
    const applied = await readRecord(transaction);
    checkHistory(migrations, applied, store.description);
    const pending = migrations.slice(applied.length);
    for (const migration of pending) {
      await apply(transaction, migration, store);
    }
    return pending.map(({ name }) => name);
  });
}

/**
 * The names of the migrations that `migrate` would apply. Changes nothing, and throws what `migrate`
 * would refuse with.
 */
export async function findPendingMigrations(
  store: Store,
  migrationsFolder: URL = store.migrations.folder,
): Promise<readonly string[]> {
  const migrations = await readMigrations(migrationsFolder);
  const applied = (await hasRecord(store, store)) ? await readRecord(store) : [];
  checkHistory(migrations, applied, store.description);
  return migrations.slice(applied.length).map(({ name }) => name);
}

/** The names of the migrations of this version, in their order. */
export async function listMigrations(store: Store): Promise<readonly string[]> {
  return (await readMigrations(store.migrations.folder)).map(({ name }) => name);
}

/** What the migrations of this version do, in their order. */
export async function readMigrationTexts(store: Store): Promise<readonly string[]> {
  return (await readMigrations(store.migrations.folder)).map(({ sql }) => sql);
}

export type MigrationRefusal =
  | 'DATABASE_FOREIGN'
  | 'DATABASE_NEWER'
  | 'MIGRATION_CHANGED'
  | 'MIGRATION_FAILED'
  | 'MIGRATION_UNFINISHED';

/** The database was left as it is; the message says why and what to do. */
export class MigrationRefused extends Error {
  override readonly name = 'MigrationRefused';
  readonly code: MigrationRefusal;

  constructor(code: MigrationRefusal, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

interface Migration {
  readonly name: string;
  readonly sql: string;
  /** SHA-256 of the SQL as hexadecimal digits, which is how Prisma tells a changed file. */
  readonly checksum: string;
}

async function readMigrations(folder: URL): Promise<readonly Migration[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  return await Promise.all(
    names.sort().map(async (name) => {
      const sql = await readFile(new URL(`${name}/migration.sql`, folder), 'utf8');
      return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') };
    }),
  );
}

async function openRecord(transaction: Transaction, store: Store): Promise<void> {
  const { lock, createTable } = store.migrations;
  if (lock !== undefined) await transaction.query(lock);
  if (!(await hasRecord(transaction, store))) await transaction.script(createTable);
}

/** Whether migrations were recorded here; refuses a database that is somebody else's. */
async function hasRecord(
  reader: SqlReader,
  { description, migrations: { listTables } }: Store,
): Promise<boolean> {
  const tables = await reader.query<{ name: string }>(listTables);
  if (tables.some(({ name }) => name === '_prisma_migrations')) return true;
  if (tables.length > 0) {
    throw new MigrationRefused(
      'DATABASE_FOREIGN',
      `${description} holds tables (${listOf(tables.map(({ name }) => name))}) and no record of ` +
        'migrations, so it was not made by Junjo. Its tables were left as they are. Name another ' +
        'database, or one that does not exist yet and will be created.',
    );
  }
  return false;
}

interface AppliedMigration {
  readonly name: string;
  readonly checksum: string;
  readonly finishedAt: number | string | null;
}

async function readRecord(reader: SqlReader): Promise<readonly AppliedMigration[]> {
  return await reader.query<AppliedMigration>(
    `SELECT migration_name AS "name", checksum AS "checksum", finished_at AS "finishedAt"
     FROM _prisma_migrations WHERE rolled_back_at IS NULL ORDER BY migration_name`,
  );
}

/** What was applied must be the beginning of what this version has, file by file. */
function checkHistory(
  migrations: readonly Migration[],
  applied: readonly AppliedMigration[],
  description: string,
): void {
  const unfinished = applied.filter(({ finishedAt }) => finishedAt === null);
  if (unfinished.length > 0) {
    throw new MigrationRefused(
      'MIGRATION_UNFINISHED',
      `In ${description} the migration ${listOf(unfinished.map(({ name }) => name))} was begun by ` +
        'another tool and never finished, so its schema is unknown. Nothing was changed. Restore ' +
        'a backup from before it and start again.',
    );
  }
  const unknown = applied.filter(({ name }, index) => migrations[index]?.name !== name);
  if (unknown.length > 0) {
    throw new MigrationRefused(
      'DATABASE_NEWER',
      `${description} has had migrations that this version of Junjo does not know ` +
        `(${listOf(unknown.map(({ name }) => name))}): a newer version has been here. Nothing was ` +
        'changed. Start that version, or restore a backup from before the upgrade.',
    );
  }
  const changed = applied.filter(({ checksum }, index) => migrations[index]?.checksum !== checksum);
  if (changed.length > 0) {
    throw new MigrationRefused(
      'MIGRATION_CHANGED',
      `The migration ${listOf(changed.map(({ name }) => name))} has been edited since it was ` +
        `applied to ${description}. Nothing was changed. Install the package anew, or, in a work ` +
        'tree, restore the file and put the change into a new migration.',
    );
  }
}

async function apply(transaction: Transaction, migration: Migration, store: Store): Promise<void> {
  const startedAt = await transaction.now();
  try {
    await transaction.script(migration.sql);
  } catch (error) {
    throw new MigrationRefused(
      'MIGRATION_FAILED',
      `The migration ${migration.name} failed on ${store.description}: ` +
        `${error instanceof Error ? error.message : String(error)}. Everything was rolled back; ` +
        'the database is as it was, and the version that used it last still runs on it.',
      { cause: error },
    );
  }
  const { instant } = store.migrations;
  await transaction.query(
    `INSERT INTO _prisma_migrations
       (id, checksum, finished_at, migration_name, logs, rolled_back_at, started_at,
        applied_steps_count)
     VALUES (?1, ?2, ${instant('?3')}, ?4, NULL, NULL, ${instant('?5')}, 1)`,
    [randomUUID(), migration.checksum, await transaction.now(), migration.name, startedAt],
  );
}

function listOf(names: readonly string[]): string {
  const shown = names.slice(0, 3).join(', ');
  return names.length > 3 ? `${shown} and ${names.length - 3} more` : shown;
}
