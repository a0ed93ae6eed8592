/** Rows are read in portions by their key, and none is left out or read twice between two of them. */
import { expect, onTestFinished, test } from 'vitest';
import { openLogEpoch } from '../../../src/store/installation.ts';
import { migrate } from '../../../src/store/migrate.ts';
import { openStore } from '../../../src/store/open-store.ts';
import type { SqlReader, Store } from '../../../src/store/port.ts';
import { exportDatabase } from '../../../src/store/transfer/export-database.ts';

const head = { version: '0', migrations: [], exportedAt: 0 };

/** A database with rows under a key of two columns, each with a text of a length of its own. */
async function openFilled(rowCount: number, lengthOf: string): Promise<Store> {
  const store = await openStore({ database: 'memory:' });
  onTestFinished(() => store.close());
  await migrate(store);
  await openLogEpoch(store);
  await store.transaction((transaction) =>
    transaction.query(
      `WITH RECURSIVE c(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM c WHERE n + 1 < ?1)
       INSERT INTO "IdempotencyRecord" ("key", "scope", "command", "inputHash", "outcome", "createdAt")
       SELECT 'k' || n / 7, 's' || n, 'command', 'hash', hex(zeroblob(${lengthOf})), n FROM c`,
      [rowCount],
    ),
  );
  return store;
}

/** Counts the rows that come at once. */
function counting(store: Store): { reader: SqlReader; largest: () => number } {
  let largest = 0;
  return {
    reader: {
      query: async <Row extends object>(...call: Parameters<Store['query']>) => {
        const rows = await store.query<Row>(...call);
        largest = Math.max(largest, rows.length);
        return rows;
      },
    },
    largest: () => largest,
  };
}

test.each([
  ['short', 'n % 3', 5_003, 2_000],
  ['half a megabyte long', '250000', 60, 50],
])('of rows that are %s', async (_, lengthOf, rowCount, largest) => {
  const store = await openFilled(rowCount, lengthOf);
  const { reader, largest: found } = counting(store);
  const scopes: unknown[] = [];
  for await (const line of exportDatabase(reader, head)) {
    if (Array.isArray(line)) scopes.push(line[1]);
  }
  expect(scopes.length).toBe(rowCount);
  expect(new Set(scopes).size).toBe(rowCount);
  expect(found()).toBe(largest);
});

test('a database that was never served is none to export', async () => {
  const store = await openStore({ database: 'memory:' });
  onTestFinished(() => store.close());
  await migrate(store);
  await expect(exportDatabase(store, head).next()).rejects.toThrow('nothing to export');
});
