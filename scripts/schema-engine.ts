/** Compares databases with the models and with the migrations through Prisma's schema engine.
 *
 * Prisma's command line would download an engine binary for this; the WebAssembly build of the
 * same engine is a package, so it works offline. The invariant: only the database named by the
 * caller is read, and nothing but its schema and its record of migrations. */
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { PrismaLibSql } from '@prisma/adapter-libsql';
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils';
import type { DiagnoseMigrationHistoryOutput, MigrationList } from '@prisma/schema-engine-wasm';
import * as bindings from '@prisma/schema-engine-wasm/schema_engine_bg';

const modelsPath = fileURLToPath(new URL('../prisma/schema.prisma', import.meta.url));
const migrationsFolder = fileURLToPath(new URL('../prisma/migrations', import.meta.url));
const filters = { externalTables: [], externalEnums: [] };

/** The committed models, as the engine wants them. */
export function readModels(): string {
  return readFileSync(modelsPath, 'utf8');
}

export interface CommittedMigration {
  readonly name: string;
  readonly sql: string;
}

/** The committed migrations in the order in which they are applied. */
export function readMigrations(): CommittedMigration[] {
  const entries = readdirSync(migrationsFolder, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  return names.sort().map((name) => ({
    name,
    sql: readFileSync(join(migrationsFolder, name, 'migration.sql'), 'utf8'),
  }));
}

/** SQL that turns the SQLite database in a file into what the models say; empty when they agree. */
export async function diffDatabaseToModels(databasePath: string, models: string): Promise<string> {
  const files = [{ path: modelsPath, content: models }];
  const result = await withEngine(databasePath, (engine) =>
    engine.diff({
      from: { tag: 'schemaDatasource', files, configDir: '' },
      to: { tag: 'schemaDatamodel', files },
      script: true,
      exitCode: null,
      filters,
    }),
  );
  const sql = result.stdout ?? '';
  return sql.includes('This is an empty migration') ? '' : sql;
}

/** How Prisma's own tools see the record of migrations in a database, beside the committed ones. */
export async function diagnoseHistory(
  databasePath: string,
): Promise<DiagnoseMigrationHistoryOutput> {
  const migrationsList: MigrationList = {
    baseDir: migrationsFolder,
    lockfile: {
      path: 'migration_lock.toml',
      content: readFileSync(join(migrationsFolder, 'migration_lock.toml'), 'utf8'),
    },
    shadowDbInitScript: '',
    migrationDirectories: readMigrations().map(({ name, sql }) => ({
      path: name,
      migrationFile: { path: 'migration.sql', content: { tag: 'ok', value: sql } },
    })),
  };
  return await withEngine(databasePath, (engine) =>
    engine.diagnoseMigrationHistory({ migrationsList, optInToShadowDatabase: false, filters }),
  );
}

async function withEngine<T>(
  databasePath: string,
  work: (engine: bindings.SchemaEngine) => Promise<T>,
): Promise<T> {
  await loadBindings();
  const adapters = bindMigrationAwareSqlAdapterFactory(new QuotingLibSql(databasePath));
  const options = { datamodels: undefined };
  const engine = await bindings.SchemaEngine.new(options, () => undefined, adapters);
  try {
    return await work(engine);
  } finally {
    engine.free();
  }
}

/** The engine reads a partial index with `name = "…"`, and libsql takes double quotes for the name
 * of a column and nothing else; so that one look-up is given the quotes of a string. */
class QuotingLibSql extends PrismaLibSql {
  constructor(databasePath: string) {
    super({ url: pathToFileURL(databasePath).href });
  }

  override async connect(): ReturnType<PrismaLibSql['connect']> {
    const adapter = await super.connect();
    const queryRaw = adapter.queryRaw.bind(adapter);
    adapter.queryRaw = (query) =>
      queryRaw({ ...query, sql: query.sql.replace(/ name = "([^"]*)";$/, " name = '$1';") });
    return adapter;
  }
}

let loading: Promise<void> | undefined;

/** The package imports its `.wasm` as a module, which Node 20 cannot; this does the same by hand. */
async function loadBindings(): Promise<void> {
  loading ??= (async () => {
    const wasmPath = createRequire(import.meta.url)
      .resolve('@prisma/schema-engine-wasm/schema_engine_bg')
      .replace(/\.js$/, '.wasm');
    const { instance } = await WebAssembly.instantiate(readFileSync(wasmPath), {
      './schema_engine_bg.js': { ...bindings },
    });
    bindings.__wbg_set_wasm(instance.exports);
    const { __wbindgen_start: start } = instance.exports;
    if (typeof start === 'function') start();
  })();
  await loading;
}

/** The one function used above; Node's own typings describe `WebAssembly` only beside those of a
 * browser, which do not belong in a server's project. */
declare const WebAssembly: {
  instantiate(
    bytes: Uint8Array,
    imports: Record<string, object>,
  ): Promise<{ instance: { exports: Record<string, unknown> } }>;
};
