/** What a transaction writes to SQLite: much of it goes to another thread, and nobody can tell by the rows. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openSqlite, type SqliteStore } from '../../src/store/dialects/sqlite/open-sqlite.ts';
import { CommitUnknown, type SqlValue } from '../../src/store/port.ts';

let store: SqliteStore;

beforeEach(async () => {
  store = openSqlite({ path: undefined, now: Date.now });
  await store.transaction((transaction) =>
    transaction.script('CREATE TABLE t (n INTEGER PRIMARY KEY, "text" TEXT, "real" REAL) STRICT'),
  );
});

afterEach(async () => {
  await store.close();
});

interface Row {
  readonly n: number;
  readonly text: string | null;
  readonly real: number | null;
}

const insert = 'INSERT INTO t SELECT value ->> 0, value ->> 1, ?2 FROM json_each(?1)';

/** @param length of all the texts together, at least */
function rowsOf(length: number, text: string): readonly Row[] {
  const count = Math.ceil(length / text.length);
  return Array.from({ length: count }, (_, n) => ({ n, text, real: -0.5 }));
}

function jsonOf(rows: readonly Row[]): string {
  return JSON.stringify(rows.map(({ n, text }) => [n, text]));
}

async function write(...statements: readonly (readonly [string, readonly SqlValue[]])[]) {
  await store.transaction(async (transaction) => {
    for (const [sql, parameters] of statements) await transaction.write(sql, parameters);
  });
}

const read = () => store.query<Row>('SELECT n, "text", "real" FROM t ORDER BY n');

describe.each([
  { size: 'a little', length: 1_000 },
  { size: 'much', length: 200_000 },
  { size: 'more than is held at once', length: 2_500_000 },
])('$size', ({ length }) => {
  test.each([
    ["quotes and what looks like a statement: '; DROP TABLE t; --"],
    ['what looks like a parameter: ?1 ?2 ?'],
    ['lines\nand \\ and \u{1F9D1}\u200D\u{1F373} and more'],
  ])('is there as it was written: %j', async (text) => {
    const rows = rowsOf(length, text);
    const update = 'UPDATE t SET "real" = "real" -?1 WHERE n = ?2';
    await write([insert, [jsonOf(rows), -0.5]], [update, [-2.25, 0]]);
    expect(await read()).toEqual(rows.map((row) => (row.n === 0 ? { ...row, real: 1.75 } : row)));
  });

  test('leaves nothing when one of its statements fails', async () => {
    const rows = rowsOf(length, 'x'.repeat(500));
    const twice = write([insert, [jsonOf(rows), null]], [insert, ['[[0, "again"]]', null]]);
    await expect(twice).rejects.toThrow(/UNIQUE|constraint/);
    await expect(twice).rejects.not.toBeInstanceOf(CommitUnknown);
    expect(await read()).toEqual([]);
    await write([insert, [jsonOf(rows), -0.5]]);
    expect(await read()).toEqual(rows);
  });

  test('is found by the same transaction', async () => {
    const rows = rowsOf(length, 'x'.repeat(500));
    const found = await store.transaction(async (transaction) => {
      await transaction.write(insert, [jsonOf(rows), null]);
      return await transaction.query<{ count: number }>('SELECT count(*) AS "count" FROM t');
    });
    expect(found).toEqual([{ count: rows.length }]);
    expect(await read()).toHaveLength(rows.length);
  });

  test('with a parameter that has a character 0 in it is there all the same', async () => {
    const rows = rowsOf(length, 'x'.repeat(500));
    const name = `UPDATE t SET "text" = ?1 WHERE n = 0`;
    await write([insert, [jsonOf(rows), null]], [name, ['a\u0000b']]);
    const [first] = await store.query('SELECT hex("text") AS "text" FROM t WHERE n = 0');
    expect(first).toEqual({ text: '610062' });
  });
});

test('others have their turns while much is written', async () => {
  const rows = rowsOf(800_000, 'x'.repeat(50));
  let turnCount = 0;
  let isWritten = false;
  const countTurns = () => {
    turnCount += 1;
    if (!isWritten) setImmediate(countTurns);
  };
  await store.transaction(async (transaction) => {
    await transaction.write(insert, [jsonOf(rows), null]);
    setImmediate(countTurns);
  });
  isWritten = true;
  expect(turnCount).toBeGreaterThan(1);
  expect(await read()).toHaveLength(rows.length);
});

test('a transaction waits for what the one before writes on another thread', async () => {
  const rows = rowsOf(800_000, 'x'.repeat(50));
  const first = write([insert, [jsonOf(rows), null]]);
  const count = store.transaction((transaction) =>
    transaction.query<{ count: number }>('SELECT count(*) AS "count" FROM t'),
  );
  expect(await count).toEqual([{ count: rows.length }]);
  await first;
});
