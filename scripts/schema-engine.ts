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
import { PrismaPg } from '@prisma/adapter-pg';
import {
  bindMigrationAwareSqlAdapterFactory,
  ColumnTypeEnum,
  type SqlMigrationAwareDriverAdapterFactory,
} from '@prisma/driver-adapter-utils';
import type { DiagnoseMigrationHistoryOutput, MigrationList } from '@prisma/schema-engine-wasm';
import * as bindings from '@prisma/schema-engine-wasm/schema_engine_bg';
import pg from 'pg';

export type Dialect = 'sqlite' | 'postgresql';

const folders: Readonly<Record<Dialect, string>> = {
  sqlite: fileURLToPath(new URL('../prisma', import.meta.url)),
  postgresql: fileURLToPath(new URL('../prisma/postgresql', import.meta.url)),
};
const filters = { externalTables: [], externalEnums: [] };

/** The committed models, as the engine wants them. */
export function readModels(dialect: Dialect = 'sqlite'): string {
  return readFileSync(modelsPath(dialect), 'utf8');
}

function modelsPath(dialect: Dialect): string {
  return join(folders[dialect], 'schema.prisma');
}

export interface CommittedMigration {
  readonly name: string;
  readonly sql: string;
}

/** The committed migrations in the order in which they are applied. */
export function readMigrations(dialect: Dialect = 'sqlite'): CommittedMigration[] {
  const migrationsFolder = join(folders[dialect], 'migrations');
  const entries = readdirSync(migrationsFolder, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  return names.sort().map((name) => ({
    name,
    sql: readFileSync(join(migrationsFolder, name, 'migration.sql'), 'utf8'),
  }));
}

/**
 * SQL that turns a database into what the models say; empty when they agree.
 *
 * @param database the path of a SQLite file, or `postgresql://…`
 */
export async function diffDatabaseToModels(database: string, models: string): Promise<string> {
  const files = [{ path: modelsPath(dialectOf(database)), content: models }];
  const result = await withEngine(database, (engine) =>
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
export async function diagnoseHistory(database: string): Promise<DiagnoseMigrationHistoryOutput> {
  const dialect = dialectOf(database);
  const migrationsFolder = join(folders[dialect], 'migrations');
  const migrationsList: MigrationList = {
    baseDir: migrationsFolder,
    lockfile: {
      path: 'migration_lock.toml',
      content: readFileSync(join(migrationsFolder, 'migration_lock.toml'), 'utf8'),
    },
    shadowDbInitScript: '',
    migrationDirectories: readMigrations(dialect).map(({ name, sql }) => ({
      path: name,
      migrationFile: { path: 'migration.sql', content: { tag: 'ok', value: sql } },
    })),
  };
  return await withEngine(database, (engine) =>
    engine.diagnoseMigrationHistory({ migrationsList, optInToShadowDatabase: false, filters }),
  );
}

function dialectOf(database: string): Dialect {
  return database.startsWith('postgresql://') ? 'postgresql' : 'sqlite';
}

async function withEngine<T>(
  database: string,
  work: (engine: bindings.SchemaEngine) => Promise<T>,
): Promise<T> {
  await loadBindings();
  const adapters = bindMigrationAwareSqlAdapterFactory(adapterOf(database));
  const options = { datamodels: undefined };
  const engine = await bindings.SchemaEngine.new(options, () => undefined, adapters);
  try {
    return await work(engine);
  } finally {
    engine.free();
  }
}

function adapterOf(database: string): SqlMigrationAwareDriverAdapterFactory {
  if (dialectOf(database) === 'sqlite') return new QuotingLibSql(database);
  return new CharacterPg(database);
}

/** The engine reads columns of the type "char" of PostgreSQL's own tables, which the adapter does not
 * know. So the adapter is told that they are UUIDs, of which those tables have none, and the engine
 * what they are. */
class CharacterPg extends PrismaPg {
  constructor(url: string) {
    super(new StandInPool({ connectionString: url }), { disposeExternalPool: true });
  }

  override async connect(): ReturnType<PrismaPg['connect']> {
    const adapter = await super.connect();
    const queryRaw = adapter.queryRaw.bind(adapter);
    adapter.queryRaw = async (query) => {
      const result = await queryRaw(query);
      const { Uuid, Character } = ColumnTypeEnum;
      const columnTypes = result.columnTypes.map((type) => (type === Uuid ? Character : type));
      return { ...result, columnTypes };
    };
    return adapter;
  }
}

class StandInPool extends pg.Pool {
  constructor(config: pg.PoolConfig) {
    super(config);
    const query = this.query.bind(this);
    // The adapter calls it in this one of its forms, and the compiler asks for all of them.
    this.query = (async (statement: pg.QueryArrayConfig) => {
      const result = await query(statement);
      const { CHAR, UUID } = pg.types.builtins;
      for (const field of result.fields) if (field.dataTypeID === CHAR) field.dataTypeID = UUID;
      return result;
    }) as typeof this.query;
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
