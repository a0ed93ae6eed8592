/** The fragments of statements in which PostgreSQL differs, and its record of migrations. */
import type { Columns, ColumnType, Matching, MigrationRecord, Selected } from '../../port.ts';

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
  const isSame = key.map((name) => `${alias}."${name}" = ${selected}."${name}"`).join(' AND ');
  return `CROSS JOIN LATERAL (${select} OFFSET 0) AS ${selected} (${names}) JOIN "${table}" ${alias} ON ${isSame}`;
}

/**
 * By a lateral join as well: while a table is empty it looks as if one could begin with it, and go
 * through the rows that are passed for each of its own.
 */
export function joinEach({ table, alias, on }: Matching): string {
  return `CROSS JOIN LATERAL (SELECT * FROM "${table}" ${alias} WHERE ${on} OFFSET 0) AS ${alias}`;
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
