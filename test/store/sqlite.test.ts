import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import Database from 'libsql';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DatabaseInUse, LockUnusable } from '../../src/store/dialects/sqlite/file-hold.ts';
import { openSqlite, type SqliteStore } from '../../src/store/dialects/sqlite/open-sqlite.ts';
import { openStore } from '../../src/store/open-store.ts';

let folder: string;
let path: string;
let store: SqliteStore;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'junjo-sqlite-'));
  path = join(folder, 'nested', 'junjo.db');
  store = openSqlite({ path, now: Date.now });
  await store.transaction((transaction) => transaction.script('CREATE TABLE t (n INTEGER)'));
});

afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

const insert = (n: number) => `INSERT INTO t VALUES (${n})`;

async function numbers(): Promise<readonly number[]> {
  return (await store.query<{ n: number }>('SELECT n FROM t ORDER BY n')).map(({ n }) => n);
}

describe('a transaction', () => {
  test('that fails leaves nothing, and those beside it stay', async () => {
    const results = await Promise.allSettled([
      store.transaction((transaction) => transaction.script(insert(1))),
      store.transaction(async (transaction) => {
        await transaction.script(insert(2));
        throw new Error('no');
      }),
      store.transaction((transaction) => transaction.script(insert(3))),
    ]);
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(await numbers()).toEqual([1, 3]);
  });

  test('is not seen by readers before it is committed', async () => {
    await store.transaction(async (transaction) => {
      await transaction.script(insert(1));
      expect(await numbers()).toEqual([]);
      // Also not when others get their turn meanwhile.
      await new Promise((resolve) => setImmediate(resolve));
      expect(await numbers()).toEqual([]);
    });
    expect(await numbers()).toEqual([1]);
  });

  test('waits for the one before it, however long that takes', async () => {
    const order: string[] = [];
    await Promise.all([
      store.transaction(async () => {
        order.push('first begins');
        await new Promise((resolve) => setImmediate(resolve));
        order.push('first ends');
      }),
      store.transaction(async () => {
        order.push('second');
        await Promise.resolve();
      }),
    ]);
    expect(order).toEqual(['first begins', 'first ends', 'second']);
  });
});

test('the reading side cannot write', async () => {
  await expect(store.query(insert(1))).rejects.toThrow(/readonly|read-only|query_only/i);
});

test('commits are synced: write-ahead log, synchronous FULL, on disk in the log', async () => {
  const setting = (name: string) =>
    store.transaction((transaction) =>
      transaction.query<Record<string, unknown>>(`PRAGMA ${name}`),
    );
  expect(await setting('journal_mode')).toMatchObject([{ journal_mode: 'wal' }]);
  expect(await setting('synchronous')).toMatchObject([{ synchronous: 2 }]);
  expect(existsSync(`${path}-wal`)).toBe(true);
});

test('a copy that was left in another journal mode is brought back to the write-ahead log', async () => {
  const copy = join(folder, 'copy.db');
  await store.query('SELECT 1');
  const source = new Database(path);
  source.exec(`VACUUM INTO '${copy}'`);
  source.close();
  const restored = openSqlite({ path: copy, now: Date.now });
  const mode = await restored.query<Record<string, unknown>>('PRAGMA journal_mode');
  await restored.close();
  expect(mode).toMatchObject([{ journal_mode: 'wal' }]);
});

test('a lock that cannot be tried is told as that, and not as another server', () => {
  const damaged = join(folder, 'damaged.db');
  writeFileSync(`${damaged}.lock`, Buffer.alloc(8_192));
  const open = () => openSqlite({ path: damaged, now: Date.now });
  expect(open).toThrow(LockUnusable);
  expect(open).toThrow(`${damaged}.lock, by which one server holds the database, cannot be used`);
  expect(existsSync(damaged)).toBe(false);
});

describe('a second server on the file', () => {
  test('is refused and told who has it', () => {
    expect(() => openSqlite({ path, now: Date.now })).toThrow(DatabaseInUse);
    expect(() => openSqlite({ path, now: Date.now })).toThrow(`(pid ${process.pid}) has ${path}`);
  });

  test('gets in once the first has closed it', async () => {
    await store.close();
    store = openSqlite({ path, now: Date.now });
    expect(await numbers()).toEqual([]);
  });

  test('gets in when the first was killed', async () => {
    const other = join(folder, 'other.db');
    const held = await holdInChild(other);
    expect(() => openSqlite({ path: other, now: Date.now })).toThrow(`(pid ${held.pid})`);
    held.kill('SIGKILL');
    await once(held, 'exit');
    await openSqlite({ path: other, now: Date.now }).close();
    expect(existsSync(other)).toBe(true);
  });
});

test('a database in memory is a temporary file that goes with the store', async () => {
  const memory = openSqlite({ path: undefined, now: Date.now });
  expect(existsSync(memory.path)).toBe(true);
  await memory.close();
  expect(existsSync(memory.path)).toBe(false);
});

test.each(['mysql://root:secret@host/db', 'file:', 'nonsense'])(
  'what is no database is refused without showing what may be secret: %s',
  async (database) => {
    await expect(openStore({ database })).rejects.toThrow('is no database that Junjo knows');
    await expect(openStore({ database })).rejects.not.toThrow('secret');
  },
);

async function holdInChild(other: string) {
  const module = pathToFileURL('src/store/dialects/sqlite/open-sqlite.ts').href;
  const script = `const { openSqlite } = await import(${JSON.stringify(module)});
    openSqlite({ path: ${JSON.stringify(other)}, now: Date.now });
    console.log('open'); setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  return child;
}
