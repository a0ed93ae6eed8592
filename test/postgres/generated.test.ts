/** What PostgreSQL has is derived: the migrations lead to the models that were derived with them, and
 * to the same columns, indexes and constraints as SQLite has. */
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'libsql';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import {
  diagnoseHistory,
  diffDatabaseToModels,
  readMigrations,
  readModels,
} from '../../scripts/schema-engine.ts';
import { migrate } from '../../src/store/migrate.ts';
import { openStore } from '../../src/store/open-store.ts';
import { refusedStatements, soundRows } from '../store/refused-statements.ts';
import { urlWithin } from './global-setup.ts';
import { runAlone } from './start-postgresql.ts';
import {
  findOtherCollations,
  readPostgresqlStructure,
  readSqliteStructure,
  type Structure,
} from './structure.ts';

/** With all migrations, as their files say. */
let url: string;

/** What refers to a row of the same Job; SQLite checks that, and PostgreSQL does not. */
const referencesOfJob: readonly string[] = [
  'Attempt: reference Attempt_unitId_fkey',
  'LogLine: reference LogLine_unitId_fkey',
  'Task: reference Task_jobId_fkey',
  'TaskDependency: reference TaskDependency_dependantId_fkey',
  'TaskDependency: reference TaskDependency_predecessorId_fkey',
  'Unit: reference Unit_jobId_fkey',
  'Unit: reference Unit_taskId_fkey',
  'UnitDependency: reference UnitDependency_dependantId_fkey',
  'UnitDependency: reference UnitDependency_predecessorId_fkey',
];

beforeAll(async () => {
  url = await createDatabase('template0');
  for (const { sql } of readMigrations('postgresql')) await runAlone(url, sql);
});

describe('a PostgreSQL database with all migrations', () => {
  test('is what the models say, but for the references within a Job', async () => {
    const diff = await diffDatabaseToModels(url, readModels('postgresql'));
    const statements = diff.split('\n').filter((line) => line !== '' && !line.startsWith('--'));
    const added = statements.map((statement) => {
      const [, table, name] =
        /^ALTER TABLE "(\w+)" ADD CONSTRAINT "(\w+)" FOREIGN KEY /.exec(statement) ?? [];
      return `${table}: reference ${name}`;
    });
    expect(added.sort()).toEqual(referencesOfJob);
  });

  test('that lacks a column of the models is noticed', async () => {
    const models = readModels('postgresql').replace('model Topic {', '$&\n  planted String?');
    expect(await diffDatabaseToModels(url, models)).toContain('ADD COLUMN     "planted" TEXT');
  });

  test('that has an index more than the models is noticed', async () => {
    const planted = await createDatabase(inject('templateDatabase'));
    await runAlone(planted, 'CREATE INDEX "planted" ON "Job" ("name")');
    expect(await diffDatabaseToModels(planted, readModels('postgresql'))).toContain(
      'DROP INDEX "planted"',
    );
  });

  test('has no index of Units that changes while one is claimed and succeeds', async () => {
    const { indexes } = await readPostgresqlStructure(url);
    const ofUnits = indexes.filter((line) => line.includes(' on Unit ('));
    expect(ofUnits.length).toBeGreaterThan(5);
    // Those in conditions count as well: PostgreSQL writes a row into all indexes when one of these changes.
    const changing =
      /\b(state|rank|readyAt|worker|lease\w+|attempt|startedAt|claimedAt|finishedAt|output|progress\w*|\w+PredecessorCount|logCount)\b/;
    expect(ofUnits.filter((line) => changing.test(line))).toEqual([]);
  });

  test('compares every text byte by byte', async () => {
    expect(await findOtherCollations(url)).toEqual([]);
    const planted = await createDatabase(inject('templateDatabase'));
    await runAlone(planted, 'ALTER TABLE "Job" ADD COLUMN "planted" TEXT');
    expect(await findOtherCollations(planted)).toEqual(['Job.planted']);
  });

  test.each(refusedStatements)('refuses %s', async (_, statement) => {
    await expect(runAlone(url, `BEGIN; ${soundRows}; ${statement}`)).rejects.toThrow(
      /violates check constraint/,
    );
  });
});

/** Who writes, and by what Units are found, for which SQLite has views with these indexes. */
const ofPostgresqlAlone = /^(Writer|ClaimableUnit|HeldUnit)[._:]/;
const ofSqliteAlone = /^Unit_(claimable|oldest|held|leased) /;

describe('both databases have the same', () => {
  let folder: string;
  let ofSqlite: Structure;
  let ofPostgresql: Structure;
  /** Those of SQLite, with the condition that PostgreSQL has beside. */
  let indexesToBe: readonly string[];
  /** Those of SQLite, without what PostgreSQL does not check. */
  let constraintsToBe: readonly string[];

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'junjo-structure-'));
    const path = join(folder, 'junjo.db');
    const database = new Database(path);
    for (const { sql } of readMigrations('sqlite')) database.exec(sql);
    database.close();
    ofSqlite = readSqliteStructure(path);
    ofPostgresql = await readPostgresqlStructure(url);
    const plain = /^(?!unique )(?!.* where ).*\((\w+)/;
    const lines = ofSqlite.indexes.map((line) => {
      const [, first] = plain.exec(line) ?? [];
      return first === undefined ? line : `${line} where ${first} IS NOT NULL`;
    });
    indexesToBe = lines.filter((line) => !ofSqliteAlone.test(line)).sort();
    constraintsToBe = ofSqlite.constraints.filter((line) => !referencesOfJob.includes(line));
  });

  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  test('columns, and PostgreSQL has those of tables of its own', () => {
    const both = ofPostgresql.columns.filter((line) => !ofPostgresqlAlone.test(line));
    expect(both.length).toBeGreaterThan(200);
    expect(both).toEqual(ofSqlite.columns);
  });

  test('indexes, with the same conditions, and PostgreSQL those with a first column alone', () => {
    expect(ofPostgresql.indexes.length).toBeGreaterThan(50);
    expect(ofPostgresql.indexes.filter((line) => line.includes(' where ')).length).toBeGreaterThan(
      20,
    );
    const both = ofPostgresql.indexes.filter((line) => !ofPostgresqlAlone.test(line));
    expect(both).toEqual(indexesToBe);
  });

  test('keys, references but those within a Job, and CHECK constraints', () => {
    expect(ofSqlite.constraints).toEqual(expect.arrayContaining([...referencesOfJob]));
    const both = ofPostgresql.constraints.filter((line) => !ofPostgresqlAlone.test(line));
    expect(both.filter((line) => line.includes(': check ')).length).toBeGreaterThan(40);
    expect(both).toEqual(constraintsToBe);
  });

  test('things, and a difference is noticed', async () => {
    const planted = await createDatabase(inject('templateDatabase'));
    await runAlone(
      planted,
      `DROP INDEX "Unit_marked"; CREATE INDEX "Unit_marked" ON "Unit" ("topicId", "mark", "jobId", "id") WHERE "mark" <> '';
       ALTER TABLE "Unit" DROP CONSTRAINT "Unit_state_known", ALTER COLUMN "kind" DROP NOT NULL`,
    );
    const { columns, indexes, constraints } = await readPostgresqlStructure(planted);
    const missing = [
      ...ofSqlite.columns.filter((line) => !columns.includes(line)),
      ...indexesToBe.filter((line) => !indexes.includes(line)),
      ...constraintsToBe.filter((line) => !constraints.includes(line)),
    ];
    expect(missing).toEqual([
      'Unit.kind text not null',
      'Unit_marked on Unit (topicId, mark, jobId, id) where mark IS NOT NULL',
      'Unit: check Unit_state_known',
    ]);
  });
});

describe('the record of migrations on PostgreSQL', () => {
  test("is one that Prisma's own tools see as up to date", async () => {
    const database = await createDatabase('template0');
    const store = await openStore({ database });
    const applied = await migrate(store).finally(() => store.close());
    expect(applied).toEqual(readMigrations('postgresql').map(({ name }) => name));
    expect(await diagnoseHistory(database)).toEqual({
      editedMigrationNames: [],
      failedMigrationNames: [],
      hasMigrationsTable: true,
      history: null,
    });
  });

  test('has the columns that Prisma gives it', async () => {
    const own = await createDatabase('template0');
    const store = await openStore({ database: own });
    await migrate(store).finally(() => store.close());
    const { columns } = await readPostgresqlStructure(own);
    expect(columns.filter((line) => line.startsWith('_prisma_migrations.'))).toEqual([
      '_prisma_migrations.applied_steps_count integer not null default 0',
      '_prisma_migrations.checksum character varying not null',
      '_prisma_migrations.finished_at timestamp with time zone',
      '_prisma_migrations.id character varying not null',
      '_prisma_migrations.logs text',
      '_prisma_migrations.migration_name character varying not null',
      '_prisma_migrations.rolled_back_at timestamp with time zone',
      '_prisma_migrations.started_at timestamp with time zone not null default now()',
    ]);
  });

  test('of a file that was edited since is noticed', async () => {
    const database = await createDatabase('template0');
    const store = await openStore({ database });
    await migrate(store).finally(() => store.close());
    await runAlone(database, `UPDATE "_prisma_migrations" SET "checksum" = 'other'`);
    expect(await diagnoseHistory(database)).toMatchObject({ editedMigrationNames: ['0001_init'] });
  });
});

async function createDatabase(template: string): Promise<string> {
  const server = inject('postgresqlUrl');
  const name = `${inject('databasePrefix')}${randomBytes(6).toString('hex')}`;
  await runAlone(server, `CREATE DATABASE "${name}" TEMPLATE "${template}"`);
  return urlWithin(server, name);
}
