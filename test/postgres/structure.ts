/**
 * What a database is made of, in lines that read alike for both databases: its columns, indexes and
 * constraints. Each is asked of the database itself, and of no file.
 */
import Database from 'libsql';
import { runAlone } from './start-postgresql.ts';

export interface Structure {
  /** `Topic.name text not null`, with its default if it has one. */
  readonly columns: readonly string[];
  /** `unique Topic_name_key on Topic (name)`, with the condition of a partial one. */
  readonly indexes: readonly string[];
  /** Keys with their columns, and the names of all other constraints: `Topic: check …`. */
  readonly constraints: readonly string[];
}

export function readSqliteStructure(path: string): Structure {
  const database = new Database(path);
  const all = <Row>(sql: string, ...parameters: string[]) =>
    // The caller names the columns that its own statement selects.
    database.prepare(sql).all(...parameters) as Row[];
  try {
    const tables = all<{ name: string; sql: string }>(
      `SELECT name, sql FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'`,
    );
    const columns: string[] = [];
    const indexes: string[] = [];
    const constraints: string[] = [];
    for (const table of tables) {
      const found = all<SqliteColumn>('SELECT * FROM pragma_table_xinfo(?)', table.name);
      columns.push(...found.map((column) => inWords({ table: table.name, ...ofSqlite(column) })));
      const key = found.filter(({ pk }) => pk > 0).sort((a, b) => a.pk - b.pk);
      constraints.push(`${table.name}: key (${key.map(({ name }) => name).join(', ')})`);
      for (const [, name = '', kind = ''] of table.sql.matchAll(
        /CONSTRAINT "(\w+)" (CHECK|FOR)/g,
      )) {
        constraints.push(`${table.name}: ${kind === 'CHECK' ? 'check' : 'reference'} ${name}`);
      }
      const listed = all<{ name: string; unique: number; origin: string }>(
        'SELECT * FROM pragma_index_list(?)',
        table.name,
      );
      for (const { name, unique } of listed.filter(({ origin }) => origin === 'c')) {
        const members = all<{ name: string }>('SELECT name FROM pragma_index_info(?)', name);
        const [row] = all<{ sql: string }>('SELECT sql FROM sqlite_master WHERE name = ?', name);
        const [, condition = ''] = / WHERE (.*)$/s.exec(row?.sql ?? '') ?? [];
        const list = members.map((member) => member.name).join(', ');
        indexes.push(indexInWords({ name, table: table.name, unique, list, condition }));
      }
    }
    return sorted({ columns, indexes, constraints });
  } finally {
    database.close();
  }
}

export async function readPostgresqlStructure(url: string): Promise<Structure> {
  const columns = await runAlone<Column>(
    url,
    `SELECT c.relname AS "table", a.attname AS "name", format_type(a.atttypid, NULL) AS "type",
       a.attnotnull AS "isRequired", 
       CASE WHEN a.attgenerated = '' THEN pg_get_expr(d.adbin, d.adrelid) ELSE 'made' END AS "initial"
     FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
     LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
     WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace AND a.attnum > 0`,
  );
  const indexes = await runAlone<Index>(
    url,
    `SELECT i.relname AS "name", t.relname AS "table", x.indisunique::int AS "unique",
       (SELECT string_agg(pg_get_indexdef(x.indexrelid, n, false), ', ' ORDER BY n)
        FROM generate_series(1, x.indnatts::int) n) AS "list",
       coalesce(pg_get_expr(x.indpred, x.indrelid), '') AS "condition"
     FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_class t ON t.oid = x.indrelid
     WHERE t.relnamespace = 'public'::regnamespace AND NOT x.indisprimary`,
  );
  const constraints = await runAlone<{ table: string; kind: string; name: string; list: string }>(
    url,
    `SELECT t.relname AS "table", k.contype AS "kind", k.conname AS "name",
       (SELECT string_agg(a.attname, ', ' ORDER BY n.place)
        FROM unnest(k.conkey) WITH ORDINALITY n (attnum, place)
        JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = n.attnum) AS "list"
     FROM pg_constraint k JOIN pg_class t ON t.oid = k.conrelid
     WHERE t.relnamespace = 'public'::regnamespace AND k.contype IN ('p', 'c', 'f', 'u')`,
  );
  const kinds: Readonly<Record<string, string>> = { c: 'check', f: 'reference', u: 'unique' };
  return sorted({
    columns: columns.map(inWords),
    indexes: indexes.map(indexInWords),
    constraints: constraints.map(({ table, kind, name, list }) =>
      kind === 'p' ? `${table}: key (${list})` : `${table}: ${kinds[kind] ?? kind} ${name}`,
    ),
  });
}

/** The columns of texts in PostgreSQL that are not compared byte by byte. */
export async function findOtherCollations(url: string): Promise<readonly string[]> {
  const found = await runAlone<{ name: string }>(
    url,
    `SELECT c.relname || '.' || a.attname AS "name" FROM pg_attribute a
     JOIN pg_class c ON c.oid = a.attrelid JOIN pg_collation l ON l.oid = a.attcollation
     WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'i') AND a.attnum > 0
       AND l.collname <> 'C' AND c.relname NOT LIKE '\\_prisma%' ORDER BY 1`,
  );
  return found.map(({ name }) => name);
}

interface SqliteColumn {
  readonly name: string;
  readonly type: string;
  readonly notnull: number;
  readonly dflt_value: string | null;
  readonly pk: number;
  /** More than 0 where the database makes its values. */
  readonly hidden: number;
}

interface Column {
  readonly table: string;
  readonly name: string;
  readonly type: string;
  readonly isRequired: boolean;
  readonly initial: string | null;
}

function ofSqlite(column: SqliteColumn): Omit<Column, 'table'> {
  const { name, type, notnull, dflt_value, pk, hidden } = column;
  return {
    name,
    // Of these the type says that it is so.
    type: type.toLowerCase().replace(' generated always', ''),
    isRequired: notnull === 1 || pk > 0,
    initial: hidden > 0 ? 'made' : dflt_value,
  };
}

function inWords({ table, name, type, isRequired, initial }: Column): string {
  const words = [`${table}.${name}`, type === 'double precision' ? 'real' : type];
  if (isRequired) words.push('not null');
  // PostgreSQL writes '-9'::bigint where -9 was meant.
  if (initial !== null) words.push(`default ${initial.replace(/^'(-?\d+)'(::\w+)?$/, '$1')}`);
  return words.join(' ').replace(/::text$/, '');
}

interface Index {
  readonly name: string;
  readonly table: string;
  readonly unique: number;
  readonly list: string;
  readonly condition: string;
}

function indexInWords({ name, table, unique, list, condition }: Index): string {
  const columns = list.replaceAll('"', '');
  const plain = condition
    .replaceAll(/::\w+(\[\])?/g, '')
    .replaceAll(/= ANY \(ARRAY\[([^\]]*)\]\)/g, 'IN ($1)')
    .replaceAll(/["()]/g, '');
  return `${unique === 1 ? 'unique ' : ''}${name} on ${table} (${columns})${plain === '' ? '' : ` where ${plain}`}`;
}

function sorted({ columns, indexes, constraints }: Structure): Structure {
  return {
    columns: [...columns].sort(),
    indexes: [...indexes].sort(),
    constraints: [...constraints].sort(),
  };
}
