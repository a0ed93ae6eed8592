/** What is written by hand or by a generator agrees with what it follows from. The models are the
 * source: the committed migrations must lead to them, and the migrations must hold what the models
 * cannot say. */
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'libsql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { diffDatabaseToModels, readMigrations, readModels } from '../scripts/schema-engine.ts';
import { refusedStatements, soundRows } from './store/refused-statements.ts';

const migrationTexts = readMigrations().map(({ sql }) => sql);

let folder: string;
let databasePath: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'junjo-generated-'));
  databasePath = join(folder, 'migrated.db');
  execute(databasePath, migrationTexts.join('\n'));
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('a database with all migrations', () => {
  test('is what the models say', async () => {
    expect(await diffDatabaseToModels(databasePath, readModels())).toBe('');
  });

  test('that lacks a column of the models is noticed', async () => {
    const models = readModels().replace('model Topic {', 'model Topic {\n  planted String?');
    expect(await diffDatabaseToModels(databasePath, models)).toContain('ADD COLUMN "planted" TEXT');
  });

  test('that has an index more than the models is noticed', async () => {
    const path = join(folder, 'index.db');
    execute(path, migrationTexts.join('\n'), 'CREATE INDEX "planted" ON "Job" ("name")');
    expect(await diffDatabaseToModels(path, readModels())).toContain('DROP INDEX "planted"');
  });

  test('keeps tables with an ordered key in one tree', () => {
    const tables = query<{ name: string; wr: number }>('PRAGMA table_list');
    const names = tables.filter(({ wr }) => wr === 1).map(({ name }) => name);
    expect(names.filter((name) => !name.startsWith('sqlite_')).sort()).toEqual([
      'Attempt',
      'Event',
      'EventSpan',
      'IdempotencyRecord',
      'JobLabel',
      'KindQueue',
      'LimitUse',
      'LogLine',
      'TaskDependency',
      'UnitDependency',
    ]);
  });

  test('indexes only the Units that an index is about', () => {
    const indexes = query<{ name: string; partial: number }>('PRAGMA index_list("Unit")');
    const partial = indexes.filter((index) => index.partial === 1).map(({ name }) => name);
    expect(partial.sort()).toEqual([
      'Unit_claimable',
      'Unit_delayed',
      'Unit_held',
      'Unit_leased',
      'Unit_marked',
      'Unit_oldest',
      'Unit_spawned',
      'Unit_to_fail',
      'Unit_to_resume',
      'Unit_with_failure',
    ]);
  });

  test('knows exactly the states of the models', () => {
    const enums = new Map(
      [...readModels().matchAll(/^enum (\w+) \{([^}]*)\}/gm)].map(([, name = '', body = '']) => [
        name,
        body.trim().split(/\s+/),
      ]),
    );
    const columns = [...readModels().matchAll(/^model (\w+) \{([^}]*)\}/gm)].flatMap(
      ([, model = '', body = '']) =>
        [...body.matchAll(/^ {2}(\w+) +(\w+)/gm)]
          .filter(([, , type = '']) => enums.has(type))
          .map(([, column = '', type = '']) => [`${model}_${column}_known`, enums.get(type)]),
    );
    const checks = [...migrationTexts.join('\n').matchAll(/"(\w+_known)" CHECK \(([^)]*)\)/g)];
    expect(columns.length).toBeGreaterThan(0);
    expect(
      Object.fromEntries(checks.map(([, name = '', list = '']) => [name, valuesOf(list)])),
    ).toEqual(Object.fromEntries(columns));
  });

  test.each(refusedStatements)('refuses %s', (title, statement) => {
    const path = join(folder, `${title.replaceAll(' ', '-')}.db`);
    execute(path, migrationTexts.join('\n'), soundRows);
    expect(() => execute(path, statement)).toThrow(/CHECK constraint failed/);
  });

  test('accepts a Unit that runs under a lease', () => {
    const path = join(folder, 'leased.db');
    const lease = `"leaseId" = 'l', "leaseUntil" = 1, "worker" = 'w'`;
    execute(path, migrationTexts.join('\n'), soundRows);
    execute(path, `UPDATE "Unit" SET "state" = 'RUNNING', ${lease}`);
    expect(query<{ state: string }>('SELECT "state" FROM "Unit"', path)).toEqual([
      { state: 'RUNNING' },
    ]);
  });
});

test('migrations never ask the database for the time', () => {
  expect(migrationTexts.length).toBeGreaterThan(0);
  expect(migrationTexts.filter((text) => /CURRENT_TIMESTAMP|datetime\(/i.test(text))).toEqual([]);
});

test('the schema engine is the one that Prisma was built with', () => {
  const require = createRequire(import.meta.url);
  const ofPrisma = createRequire(require.resolve('prisma/package.json'));
  const { dependencies } = ofPrisma('@prisma/engines/package.json');
  const { devDependencies } = require('../package.json');
  expect(devDependencies['@prisma/schema-engine-wasm']).toBe(
    dependencies['@prisma/engines-version'],
  );
});

function execute(path: string, ...scripts: string[]): void {
  const database = new Database(path);
  try {
    for (const script of scripts) database.exec(script);
  } finally {
    database.close();
  }
}

function query<Row>(sql: string, path: string = databasePath): Row[] {
  const database = new Database(path);
  try {
    // The caller names the columns that its own statement selects.
    return database.prepare(sql).all() as Row[];
  } finally {
    database.close();
  }
}

function valuesOf(list: string): string[] {
  return [...list.matchAll(/'([^']*)'/g)].map(([, value = '']) => value);
}
