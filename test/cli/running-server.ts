import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { createServer, type JunjoServer } from '../../src/server/create-server.ts';

/** A server in memory that goes with the test. */
export async function startServer(): Promise<JunjoServer> {
  const server = await createServer({ port: 0, database: 'memory:', drainMs: 1_000 });
  onTestFinished(() => server.stop());
  await server.start();
  return server;
}

export interface RestartableServer {
  readonly url: string;
  /** Stops the server and starts another one on the same file and port. */
  restart(): Promise<void>;
}

/** A server on a file, which can be gone for a moment. */
export async function startRestartableServer(): Promise<RestartableServer> {
  const folder = await makeFolder();
  const database = `file:${join(folder, 'junjo.db')}`;
  const open = async (port: number) => {
    const server = await createServer({ port, database, drainMs: 1_000 });
    await server.start();
    return server;
  };
  let server = await open(0);
  onTestFinished(() => server.stop());
  const { port, url } = server;
  return {
    url,
    restart: async () => {
      await server.stop();
      server = await open(port);
    },
  };
}

/** A folder that goes with the test. */
export async function makeFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'junjo-test-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}
