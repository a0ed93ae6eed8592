/** The list of tables that are moved is held to the migrations: a new one cannot be forgotten. */
import { expect, onTestFinished, test } from 'vitest';
import { migrate } from '../../../src/store/migrate.ts';
import { openStore } from '../../../src/store/open-store.ts';
import { allTables } from '../../../src/store/transfer/all-tables.ts';

interface Column {
  readonly table: string;
  readonly name: string;
  readonly type: string;
  /** Its place in the primary key from 1; 0 if it is not in it. */
  readonly pk: number;
}

async function openMigrated() {
  const store = await openStore({ database: 'memory:' });
  onTestFinished(() => store.close());
  await migrate(store);
  return store;
}

async function readColumns(): Promise<readonly Column[]> {
  const store = await openMigrated();
  return await store.query<Column>(
    `SELECT t."name" AS "table", c."name", c."type", c."pk"
     FROM pragma_table_list t JOIN pragma_table_info(t."name") c
     WHERE t."schema" = 'main' AND t."type" = 'table' AND t."name" NOT LIKE 'sqlite%' AND t."name" NOT LIKE '\\_%' ESCAPE '\\'`,
  );
}

test('every table of the migrations is moved, but for what names the database', async () => {
  const columns = await readColumns();
  const names = [...new Set(columns.map(({ table }) => table))];
  expect(names.length).toBeGreaterThan(15);
  expect(names.filter((name) => name !== 'Installation').toSorted()).toEqual(
    allTables.map(({ table }) => table.name).toSorted(),
  );
});

test('every column is moved, and as what it is', async () => {
  const columns = await readColumns();
  const types = { TEXT: 'text', INTEGER: 'integer', BIGINT: 'integer', REAL: 'real' };
  for (const { table } of allTables) {
    const own = columns.filter((column) => column.table === table.name);
    expect(Object.entries(table.columns).toSorted(), table.name).toEqual(
      own
        .map(({ name, type }) => [name, Object.entries(types).find(([key]) => key === type)?.[1]])
        .toSorted(),
    );
  }
});

test('rows are read in the order of the primary key', async () => {
  const columns = await readColumns();
  for (const { table, key } of allTables) {
    const own = columns.filter((column) => column.table === table.name && column.pk > 0);
    expect(key, table.name).toEqual(
      own.toSorted((one, other) => one.pk - other.pk).map(({ name }) => name),
    );
  }
});

test('no table comes before one that it refers to', async () => {
  const store = await openMigrated();
  const references = await store.query<{ from: string; to: string }>(
    `SELECT t."name" AS "from", f."table" AS "to" FROM pragma_table_list t
     JOIN pragma_foreign_key_list(t."name") f WHERE t."schema" = 'main'`,
  );
  expect(references.length).toBeGreaterThan(10);
  const place = (name: string) => allTables.findIndex(({ table }) => table.name === name);
  expect(references.filter(({ from, to }) => place(to) >= place(from))).toEqual([]);
});
