/** Writes what PostgreSQL needs of the models and migrations into `prisma/postgresql`: both follow
 * from those of SQLite, so that there is one place where a table is described. With `--check`
 * nothing is written: the command fails when a file does not follow from its source.
 *
 * Seven things differ. Enumerations are texts, as in SQLite, so that statements are the same. Texts
 * are compared byte by byte (COLLATE "C"), because ids and keys are walked in that order on both.
 * Tables have no WITHOUT ROWID. Indexes hold the rows whose first column is not null, which are all or
 * all that are looked for: PostgreSQL then takes an index only where the first column is asked for. It
 * would go through a whole index for a column further behind when it believes a table to be empty, as
 * it does until it has looked at it again, and its own checks of references would do so. Within a Job
 * references are not checked: PostgreSQL asks for the parent of each row by itself, and locks it, which
 * was a quarter of its work. A column that is made of others is stored, since it could not be indexed
 * otherwise. The views of SQLite, which come last, are tables. What only PostgreSQL has stands in
 * `additions.prisma` and `additions.sql` beside the derived files. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { argv, exit } from 'node:process';
import { fileURLToPath } from 'node:url';
import { readMigrations } from './schema-engine.ts';

const folder = fileURLToPath(new URL('../prisma', import.meta.url));
const ofPostgresql = join(folder, 'postgresql');
const origin = 'Written by scripts/derive-postgresql.ts from';

/** What is in a Job: its rows come and go together, under the lock of the Topic. */
const tablesOfJob = new Set([
  'Task',
  'TaskDependency',
  'Unit',
  'UnitDependency',
  'Attempt',
  'LogLine',
]);

const files = derivedFiles();
if (argv.includes('--check')) {
  const stale = [...files].filter(([path, text]) => read(path) !== text).map(([path]) => path);
  if (stale.length > 0) {
    console.error(
      `Not what prisma/schema.prisma and prisma/migrations say: ${stale.join(', ')}.\nRun \`npm run generate\` and commit what it writes.`,
    );
    exit(1);
  }
} else {
  for (const [path, text] of files) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
}

function derivedFiles(): ReadonlyMap<string, string> {
  const models = readFileSync(join(folder, 'schema.prisma'), 'utf8');
  const lock = readFileSync(join(folder, 'migrations/migration_lock.toml'), 'utf8');
  const [first, ...more] = readMigrations();
  if (first === undefined) throw new Error('There are no migrations to derive from.');
  return new Map([
    [join(ofPostgresql, 'schema.prisma'), deriveModels(models)],
    [
      join(ofPostgresql, 'migrations/migration_lock.toml'),
      lock.replace('"sqlite"', '"postgresql"'),
    ],
    [migrationPath(first.name), deriveSql(first.sql) + readAddition('additions.sql')],
    ...more.map(({ name, sql }) => [migrationPath(name), deriveSql(sql)] as const),
  ]);
}

function migrationPath(name: string): string {
  return join(ofPostgresql, 'migrations', name, 'migration.sql');
}

function readAddition(name: string): string {
  return readFileSync(join(ofPostgresql, name), 'utf8');
}

function deriveModels(models: string): string {
  const enums = [...models.matchAll(/^enum (\w+) \{/gm)].map(([, name = '']) => name);
  const body = models
    .slice(models.indexOf('datasource db {'))
    .replace('provider = "sqlite"', 'provider = "postgresql"')
    .replaceAll(/(^\/\/\/[^\n]*\n)*^enum \w+ \{[^}]*\}\n\n/gm, '')
    .replaceAll(new RegExp(`^(  \\w+ +)(?:${enums.join('|')})\\b`, 'gm'), '$1String')
    .replaceAll(/@default\(([A-Z_]+)\)/g, '@default("$1")')
    // It is told of what is made of other columns, where SQLite is not.
    .replace(/^model Unit \{\n/m, '$&  mark String? @default(dbgenerated())\n')
    // Models cannot say which rows an index holds.
    .replaceAll(/^ {2}@@index\(.*\n/gm, '');
  return `// ${origin} prisma/schema.prisma and additions.prisma; change those instead.

generator client {
  provider = "prisma-client"
  output   = "../../src/store/prisma/generated/postgresql"
}

${body}${readAddition('additions.prisma')}`;
}

function deriveSql(sql: string): string {
  const statements = sql
    .slice(sql.indexOf('CREATE TABLE'))
    .replace(/^-- What only SQLite has\..*$/ms, '')
    .replaceAll(/^( {4}"\w+") TEXT\b/gm, '$1 TEXT COLLATE "C"')
    .replaceAll(/^( {4}"\w+") REAL\b/gm, '$1 DOUBLE PRECISION')
    .replaceAll(') WITHOUT ROWID;', ');')
    .replaceAll(') VIRTUAL,', ') STORED,')
    .replaceAll(/^CREATE TABLE "(\w+)" \(\n[^;]*^\);$/gm, (table, name: string) =>
      tablesOfJob.has(name) ? withoutReferences(table) : table,
    )
    .replaceAll(
      /^(CREATE INDEX "\w+" ON "\w+" ?\(("\w+")[^;)]*\));$/gm,
      '$1 WHERE $2 IS NOT NULL;',
    );
  return `-- ${origin} prisma/migrations and additions.sql; change those instead.\n\n${statements}`;
}

function withoutReferences(table: string): string {
  return table
    .replaceAll(/^ {4}CONSTRAINT "\w+" FOREIGN KEY [^\n]*\n/gm, '')
    .replace(/,(\s*\);)$/, '$1');
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
