/** A copy made while others write is a state that the database had, and holds nobody up. */
import { open, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openSqlite } from '../../src/store/dialects/sqlite/open-sqlite.ts';
import { CopyRefused, type Store } from '../../src/store/port.ts';
import { makeFolder } from '../cli/running-server.ts';

/** A database in which the sum of all numbers is 0 after each commit. */
async function openFilled(rowCount: number): Promise<{ store: Store; folder: string }> {
  const folder = await makeFolder();
  const store = openSqlite({ path: join(folder, 'junjo.db'), now: Date.now });
  onTestFinished(() => store.close());
  await store.transaction(async (transaction) => {
    await transaction.script('CREATE TABLE t (n INTEGER, filling TEXT)');
    await transaction.query(
      `WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < ?1)
       INSERT INTO t SELECT n - (?1 + 1) / 2, hex(zeroblob(400)) FROM c`,
      [rowCount],
    );
  });
  return { store, folder };
}

/** Moves something from one row to another, in one commit. */
async function move(store: Store, amount: number): Promise<void> {
  await store.transaction(async (transaction) => {
    await transaction.query('UPDATE t SET n = n - ?1 WHERE rowid = 1', [amount]);
    // Whoever looks now sees half of it.
    await new Promise((resolve) => setImmediate(resolve));
    await transaction.query('UPDATE t SET n = n + ?1 WHERE rowid = (SELECT max(rowid) FROM t)', [
      amount,
    ]);
  });
}

async function copy(store: Store, path: string, signal?: AbortSignal): Promise<void> {
  const target = await open(path, 'w');
  try {
    await store.copies?.into(target, signal);
  } finally {
    await target.close();
  }
}

async function stateOf(path: string): Promise<{ sum: number; first: number; found: string }> {
  const store = openSqlite({ path, now: Date.now });
  try {
    const [state] = await store.query<{ sum: number; first: number }>(
      'SELECT sum(n) AS "sum", (SELECT n FROM t WHERE rowid = 1) AS "first" FROM t',
    );
    const [check] = await store.query<{ integrity_check: string }>('PRAGMA integrity_check');
    if (state === undefined || check === undefined) throw new Error('nothing was copied');
    return { ...state, found: check.integrity_check };
  } finally {
    await store.close();
  }
}

test('a copy holds every commit before it, none in part, and none after the file was held', async () => {
  const { store, folder } = await openFilled(20_001);
  const to = join(folder, 'copy.db');
  let moved = 0;
  let isCopied = false;
  await move(store, 7);
  const copying = copy(store, to).then(() => {
    isCopied = true;
  });
  while (!isCopied) {
    await move(store, 1);
    moved += 1;
  }
  await copying;
  // Commits went on all the time, and none of them waited for the copy.
  expect(moved).toBeGreaterThan(1);
  const { sum, first, found } = await stateOf(to);
  expect({ sum, found }).toEqual({ sum: 0, found: 'ok' });
  expect(first).toBeLessThanOrEqual(-10_000 - 7);
  expect(first).toBeGreaterThanOrEqual(-10_000 - 7 - moved);
  const [now] = await store.query<{ n: number }>('SELECT n FROM t WHERE rowid = 1');
  expect(now).toEqual({ n: -10_000 - 7 - moved });
});

test('the file is checkpointed again after a copy, also after one that was given up', async () => {
  const { store, folder } = await openFilled(101);
  const readSetting = () =>
    store.transaction((transaction) =>
      transaction.query<{ wal_autocheckpoint: number }>('PRAGMA wal_autocheckpoint'),
    );
  await copy(store, join(folder, 'one.db'));
  expect(await readSetting()).toEqual([{ wal_autocheckpoint: 1_000 }]);
  const gaveUp = new Error('gave up');
  await expect(copy(store, join(folder, 'two.db'), AbortSignal.abort(gaveUp))).rejects.toBe(gaveUp);
  expect(await readSetting()).toEqual([{ wal_autocheckpoint: 1_000 }]);
});

test('one copy is made at a time, and the database does not close in the middle of it', async () => {
  const { store, folder } = await openFilled(20_001);
  const first = copy(store, join(folder, 'one.db'));
  await expect(copy(store, join(folder, 'two.db'))).rejects.toMatchObject({
    code: 'BACKUP_UNDER_WAY',
  });
  const closed = store.close();
  await expect(first).rejects.toBeInstanceOf(CopyRefused);
  await closed;
  // The log went into the file.
  expect((await stat(join(folder, 'junjo.db-wal'))).size).toBe(0);
});
