/** Compares databases with the models through Prisma's schema engine, in WebAssembly.
 *
 * Prisma's command line would download an engine binary for this; the WebAssembly build of the
 * same engine is a package, so it works offline. The invariant: only databases named by the caller
 * are read, and nothing but their schema. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { PrismaLibSql } from '@prisma/adapter-libsql';
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils';
import type { DiffTarget } from '@prisma/schema-engine-wasm';
import * as bindings from '@prisma/schema-engine-wasm/schema_engine_bg';

/** The one function used here; Node's own typings describe `WebAssembly` only beside those of a
 * browser, which do not belong in a server's project. */
declare const WebAssembly: {
  instantiate(
    bytes: Uint8Array,
    imports: Record<string, object>,
  ): Promise<{ instance: { exports: Record<string, unknown> } }>;
};

const modelsPath = fileURLToPath(new URL('../prisma/schema.prisma', import.meta.url));

/** The committed models, as the engine wants them. */
export function readModels(): string {
  return readFileSync(modelsPath, 'utf8');
}

/** SQL that turns the SQLite database in a file into what the models say; empty when they agree. */
export async function diffDatabaseToModels(databasePath: string, models: string): Promise<string> {
  const files = [{ path: modelsPath, content: models }];
  return await diff(databasePath, {
    from: { tag: 'schemaDatasource', files, configDir: '' },
    to: { tag: 'schemaDatamodel', files },
  });
}

async function diff(
  databasePath: string,
  { from, to }: { from: DiffTarget; to: DiffTarget },
): Promise<string> {
  await loadBindings();
  const engine = await bindings.SchemaEngine.new(
    { datamodels: undefined },
    () => undefined,
    bindMigrationAwareSqlAdapterFactory(new QuotingLibSql(databasePath)),
  );
  try {
    const filters = { externalTables: [], externalEnums: [] };
    const result = await engine.diff({ from, to, script: true, exitCode: null, filters });
    const sql = result.stdout ?? '';
    return sql.includes('This is an empty migration') ? '' : sql;
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
