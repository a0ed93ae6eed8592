/** A Redis of the system, where there is one: its data in a temporary folder, every write in its log. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { findFreePort } from '../../test/postgres/start-postgresql.ts';
import type { Store } from './stores.ts';

const program = 'redis-server';

/** What it says of itself, or undefined where there is none. */
export function findRedisVersion(): string | undefined {
  const { stdout, status } = spawnSync(program, ['--version'], { encoding: 'utf8' });
  return status === 0 ? /v=(\S+)/.exec(stdout)?.[1] : undefined;
}

/** @param appendfsync when it syncs its log: at each write, or once a second */
export async function startRedis(appendfsync: 'always' | 'everysec'): Promise<Store> {
  const folder = mkdtempSync(join(tmpdir(), 'junjo-redis-'));
  const port = await findFreePort();
  const settings = { port, dir: folder, appendonly: 'yes', appendfsync, save: '' };
  const flags = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, `${value}`]);
  const child = spawn(program, [...flags, '--bind', '127.0.0.1'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await untilReady(child);
  const { pid } = child;
  return {
    store: `redis://127.0.0.1:${port}/0`,
    warmUpStore: `redis://127.0.0.1:${port}/1`,
    pids: pid === undefined ? [] : [pid],
    remove: async () => {
      const exit = once(child, 'exit');
      child.kill('SIGTERM');
      await exit;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function untilReady({ stdout }: ChildProcess): Promise<void> {
  if (stdout === null) throw new Error('Redis cannot be read.');
  let said = '';
  for await (const line of createInterface({ input: stdout })) {
    said += `${line}\n`;
    if (!line.includes('Ready to accept connections')) continue;
    // What it says later is read and dropped, so that it never waits for a reader.
    stdout.resume();
    return;
  }
  throw new Error(`Redis ended before it was ready. ${said}`);
}
