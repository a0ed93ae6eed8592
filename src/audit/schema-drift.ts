/**
 * Whether the tables, columns, indexes and constraints are those that the migrations make. They are
 * made once more for that: on SQLite in a database in memory, on PostgreSQL in a schema of its own
 * within a transaction that is undone.
 */
import { migrate, readMigrationTexts } from '../store/migrate.ts';
import { openStore } from '../store/open-store.ts';
import type { SqlReader, Store } from '../store/port.ts';
import { type Finding, fault, ok, warning } from './finding.ts';

export async function examineSchema(store: Store): Promise<readonly Finding[]> {
  try {
    return compare(
      store.dialect === 'sqlite' ? await readSqlite(store) : await readPostgresql(store),
    );
  } catch (error) {
    if (store.dialect === 'sqlite' || !(error instanceof Error)) throw error;
    return [
      warning(
        'schema',
        `could not be compared with the migrations: ${error.message}. It takes the right to create a schema.`,
      ),
    ];
  }
}

/** What there is, such as `column Job.name`, and how it is defined. */
type Parts = ReadonlyMap<string, string>;

interface Schemas {
  readonly found: Parts;
  readonly expected: Parts;
}

function compare({ found, expected }: Schemas): readonly Finding[] {
  const wrong: string[] = [];
  for (const [part, definition] of expected) {
    const there = found.get(part);
    if (there === undefined) wrong.push(`${part} is missing`);
    else if (there !== definition) wrong.push(`${part} is ${there}, and should be ${definition}`);
  }
  const more = [...found.keys()].filter((part) => !expected.has(part));
  return [
    wrong.length === 0
      ? ok('schema', `is what the migrations make, in ${expected.size} parts`)
      : fault(
          'schema',
          'was changed by something else than Junjo. Undo that, or restore a backup from before it.',
          wrong,
        ),
    ...(more.length === 0
      ? []
      : [
          warning(
            'schema',
            'has parts that Junjo did not make. They cost time with every write, and may be in the way of a later version.',
            more,
          ),
        ]),
  ];
}

async function readSqlite(store: Store): Promise<Schemas> {
  const fresh = await openStore({ database: 'memory:' });
  try {
    await migrate(fresh);
    return { found: await readSqliteParts(store), expected: await readSqliteParts(fresh) };
  } finally {
    await fresh.close();
  }
}

async function readSqliteParts(reader: SqlReader): Promise<Parts> {
  const own = `"name" NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND "tbl_name" <> '_prisma_migrations'`;
  const objects = await reader.query<{ type: string; name: string; definition: string }>(
    `SELECT "type", "name", "sql" AS "definition" FROM sqlite_schema WHERE ${own}`,
  );
  const columns = await reader.query<PartRow>(
    `SELECT 'column ' || t."name" || '.' || c."name" AS "part",
       c."type" || CASE WHEN c."notnull" THEN ' NOT NULL' ELSE '' END
         || coalesce(' DEFAULT ' || c."dflt_value", '')
         || CASE WHEN c."pk" > 0 THEN ' KEY ' || c."pk" ELSE '' END AS "definition"
     FROM sqlite_schema t JOIN pragma_table_info(t."name") c WHERE t."type" = 'table' AND ${own.replaceAll('"name"', 't."name"')}`,
  );
  return new Map([
    ...columns.map(({ part, definition }): [string, string] => [part, definition]),
    ...objects.map(({ type, name, definition }): [string, string] => [
      `${type} ${name}`,
      definition.replaceAll(/\s+/g, ' '),
    ]),
  ]);
}

async function readPostgresql(store: Store): Promise<Schemas> {
  const texts = await readMigrationTexts(store);
  let schemas: Schemas | undefined;
  const undone = new Error('everything is undone');
  try {
    await store.transaction(async (transaction) => {
      const [current] = await transaction.query<{ name: string }>(
        'SELECT current_schema()::text AS "name"',
      );
      const found = await readPostgresqlParts(transaction, current?.name ?? '');
      await transaction.script(`CREATE SCHEMA ${scratch}; SET LOCAL search_path TO ${scratch}`);
      for (const text of texts) await transaction.script(text);
      schemas = { found, expected: await readPostgresqlParts(transaction, scratch) };
      throw undone;
    });
  } catch (error) {
    if (error !== undone) throw error;
  }
  if (schemas === undefined) throw new Error('The migrations were not compared.');
  return schemas;
}

const scratch = 'junjo_doctor';

async function readPostgresqlParts(reader: SqlReader, schema: string): Promise<Parts> {
  const rows = await reader.query<PartRow>(
    `SELECT 'column ' || "table_name" || '.' || "column_name" AS "part",
       "data_type" || CASE "is_nullable" WHEN 'NO' THEN ' NOT NULL' ELSE '' END
         || coalesce(' COLLATE ' || "collation_name", '')
         || coalesce(' DEFAULT ' || "column_default", '') AS "definition"
     FROM information_schema.columns
     WHERE "table_schema" = ?1::text AND "table_name" <> '_prisma_migrations'
     UNION ALL
     SELECT 'index ' || "indexname", replace("indexdef", ' ON ' || ?1::text || '.', ' ON ')
     FROM pg_indexes WHERE "schemaname" = ?1::text AND "tablename" <> '_prisma_migrations'
     UNION ALL
     SELECT 'constraint ' || r."relname" || '.' || c."conname", pg_get_constraintdef(c."oid")
     FROM pg_constraint c JOIN pg_class r ON r."oid" = c."conrelid"
       JOIN pg_namespace n ON n."oid" = r."relnamespace"
     WHERE n."nspname" = ?1::text AND r."relname" <> '_prisma_migrations'`,
    [schema],
  );
  return new Map(rows.map(({ part, definition }) => [part, definition]));
}

interface PartRow {
  readonly part: string;
  readonly definition: string;
}
