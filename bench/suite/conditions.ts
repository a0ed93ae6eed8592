/** Under what conditions is measured: versions, the machine, and how durable commits are. */
import { readFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { version } from 'node:process';
import Database from 'libsql';
import { type Postgresql, runAlone } from '../../test/postgres/start-postgresql.ts';
import { createApi } from '../api-calls.ts';
import { Inspector } from '../inspector.ts';
import { type Program, ServerProcess } from '../server-process.ts';
import { createEmptyDatabase, type DatabaseKind } from './databases.ts';
import { watchingFlags } from './statement-counts.ts';

export interface Conditions {
  readonly junjo: string;
  readonly node: string;
  readonly processor: string;
  readonly coreCount: number;
  readonly memoryBytes: number;
  /** What each database says of itself, asked by the server's own connections that write. */
  readonly databases: Readonly<Partial<Record<DatabaseKind, Settings>>>;
}

export type Settings = Readonly<Record<string, string>>;

interface Servers {
  readonly postgresql: Postgresql | undefined;
  readonly program: Program | undefined;
}

export async function readConditions(
  kinds: readonly DatabaseKind[],
  { postgresql, program }: Servers,
): Promise<Conditions> {
  const manifest: unknown = JSON.parse(
    readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
  );
  const databases: Partial<Record<DatabaseKind, Settings>> = {};
  for (const kind of kinds) {
    const servers = { program, postgresql: kind === 'postgresql' ? postgresql : undefined };
    databases[kind] = {
      version: await versionOf(servers.postgresql),
      ...(await readSettings(servers, settingNames[kind])),
    };
  }
  return {
    // The package's own manifest has a version.
    junjo: (manifest as { version: string }).version,
    node: version,
    processor: cpus()[0]?.model ?? 'unknown',
    coreCount: cpus().length,
    memoryBytes: totalmem(),
    databases,
  };
}

/** One line for people. */
export function describe({ junjo, node, processor, coreCount, databases }: Conditions): string {
  const settings = Object.entries(databases).map(([kind, { version: number, ...others }]) => {
    const name = kind === 'sqlite' ? 'SQLite' : 'PostgreSQL';
    const words = Object.entries(others).map(([setting, value]) => `\`${setting}\` ${value}`);
    return `${name} ${number} (${words.join(', ')})`;
  });
  return [`Junjo ${junjo}, Node ${node.slice(1)}, ${coreCount} cores (${processor})`, ...settings]
    .join('; ')
    .concat('.');
}

const settingNames: Readonly<Record<DatabaseKind, readonly string[]>> = {
  sqlite: ['journal_mode', 'synchronous'],
  postgresql: ['synchronous_commit', 'fsync', 'full_page_writes', 'wal_sync_method'],
};

async function versionOf(postgresql: Postgresql | undefined): Promise<string> {
  if (postgresql === undefined) {
    const database = new Database(':memory:');
    // The query answers one row of this shape.
    const row = database.prepare('SELECT sqlite_version() AS version').get() as { version: string };
    database.close();
    return row.version;
  }
  const sql = 'SHOW server_version';
  const [row] = await runAlone<{ server_version: string }>(postgresql.urlOf('postgres'), sql);
  return row?.server_version ?? 'unknown';
}

async function readSettings(
  { postgresql, program }: Servers,
  names: readonly string[],
): Promise<Settings> {
  const place = await createEmptyDatabase(postgresql);
  const server = await ServerProcess.start(place.database, watchingFlags, program);
  const inspector = await Inspector.open(server.inspectorUrl);
  try {
    await createApi(server.url).createTopic('settings');
    const question = `junjoStatements.settings(${JSON.stringify(names)})`;
    // As watched-statements.ts answers it.
    return (await inspector.evaluate(question)) as Settings;
  } finally {
    inspector.close();
    await server.stop();
    await place.remove();
  }
}
