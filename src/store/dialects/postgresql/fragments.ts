/** The fragments of statements in which PostgreSQL differs, and its record of migrations. */
import type {
  Columns,
  ColumnType,
  Deletion,
  Matching,
  MigrationRecord,
  Selected,
} from '../../port.ts';

/** Values from one JSON parameter, an array of arrays; texts are compared byte by byte. */
export function postgresqlRows(parameter: string, columns: Columns): string {
  const values = Object.entries(columns).map(
    ([name, type], index) => `${casts[type](`value ->> ${index}`)} AS "${name}"`,
  );
  return `(SELECT ${values.join(', ')} FROM jsonb_array_elements(${parameter}::jsonb) AS value)`;
}

const casts: Readonly<Record<ColumnType, (value: string) => string>> = {
  text: (value) => `(${value}) COLLATE "C"`,
  integer: (value) => `(${value})::bigint`,
  real: (value) => `(${value})::double precision`,
};

/**
 * By a lateral join: PostgreSQL would go through the whole table for a select in a condition. The
 * offset keeps it from drawing the select into the statement around it, and from doing so all the same
 * while the table is small, and still when it has grown.
 */
export function joinSelected({ table, alias, key = ['id'], select }: Selected): string {
  const selected = `"selected_${alias}"`;
  const names = key.map((name) => `"${name}"`).join(', ');
  const same = key.map((name) => `${alias}."${name}" = ${selected}."${name}"`).join(' AND ');
  return `CROSS JOIN LATERAL (${select} OFFSET 0) AS ${selected} (${names}) ${joinEach({ table, alias, on: same })}`;
}

/**
 * By a lateral join as well: while a table is empty it looks as if one could begin with it, and go
 * through the rows that are passed for each of its own.
 */
export function joinEach({ table, alias, on }: Matching): string {
  return `CROSS JOIN LATERAL (SELECT * FROM "${table}" ${alias} WHERE ${on} OFFSET 0) AS ${alias}`;
}

/**
 * As one of a list of one. PostgreSQL would begin with the table where it believes that hardly anything is
 * in it, as it does when statistics were gathered of it while it was empty, and would go through what is
 * passed for each row of it; for that it would take the rows in the order of an index. What is one of a
 * list has no such order, and so it cannot.
 */
export function isSame(column: string, value: string): string {
  return `${column} = ANY (ARRAY[${value}])`;
}

/** By where the rows are, which is found for each key by itself: PostgreSQL can begin with nothing else. */
export function deleteEach({ table, key, keys, once }: Deletion): string {
  const same = [
    ...Object.entries(once).map(([name, value]) => `f."${name}" = ${value}`),
    ...Object.keys(key).map((name) => `f."${name}" = r."${name}"`),
  ].join(' AND ');
  const found = `LATERAL (SELECT f.ctid FROM "${table}" f WHERE ${same} OFFSET 0) AS found`;
  return `DELETE FROM "${table}" AS t USING ${keys} AS r CROSS JOIN ${found} WHERE t.ctid = found.ctid`;
}

export const migrationRecord: MigrationRecord = {
  folder: new URL('../../../../prisma/postgresql/migrations/', import.meta.url),
  // The number says nothing; all servers take the same, and it goes with the transaction.
  lock: 'SELECT pg_advisory_xact_lock(7233451908)',
  listTables: `SELECT tablename AS "name" FROM pg_tables WHERE schemaname = current_schema()`,
  createTable: `CREATE TABLE "_prisma_migrations" (
    "id"                    VARCHAR(36) PRIMARY KEY NOT NULL,
    "checksum"              VARCHAR(64) NOT NULL,
    "finished_at"           TIMESTAMPTZ,
    "migration_name"        VARCHAR(255) NOT NULL,
    "logs"                  TEXT,
    "rolled_back_at"        TIMESTAMPTZ,
    "started_at"            TIMESTAMPTZ NOT NULL DEFAULT now(),
    "applied_steps_count"   INTEGER NOT NULL DEFAULT 0
)`,
  instant: (parameter) => `to_timestamp(${parameter}::double precision / 1000)`,
};
