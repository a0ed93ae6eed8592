/** What `junjo doctor` finds in good databases, and in those that were spoilt on purpose. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Finding } from '../../../src/audit/finding.ts';
import { examineNode } from '../../../src/cli/database/examine-host.ts';
import { runCli } from '../../../src/cli/run-cli.ts';
import { createServer } from '../../../src/server/create-server.ts';
import { openStore } from '../../../src/store/open-store.ts';
import { fillDatabase } from '../../store/transfer/filled-database.ts';
import { createCapturedTerminal } from '../captured-terminal.ts';
import { makeFolder } from '../running-server.ts';

async function doctor(...args: readonly string[]) {
  const terminal = createCapturedTerminal();
  const exitCode = await runCli(['doctor', ...args, '-o', 'json'], terminal);
  const findings: Finding[] = terminal
    .outText()
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
  return {
    exitCode,
    findings,
    /** Those that are not well. */
    ill: findings.filter(({ level }) => level !== 'OK'),
    subjects: findings.map(({ subject }) => subject),
  };
}

async function makeFilled() {
  const path = join(await makeFolder(), 'junjo.db');
  await fillDatabase(`file:${path}`);
  return { path, database: `file:${path}` };
}

async function spoil(database: string, sql: string): Promise<void> {
  const store = await openStore({ database });
  try {
    await store.transaction((transaction) => transaction.script(sql));
  } finally {
    await store.close();
  }
}

describe('junjo doctor', () => {
  test('finds a database well that is, and says what it has looked at', async () => {
    const { database } = await makeFilled();
    const { exitCode, ill, subjects } = await doctor('--database', database);
    expect({ exitCode, ill }).toEqual({ exitCode: 0, ill: [] });
    expect(subjects).toEqual([
      'Node.js',
      'junjo',
      'database',
      'file',
      'file system',
      'room',
      'SQLite',
      'settings',
      'migrations',
      'schema',
      'auditor',
    ]);
  });

  test('prints a list for people, and a last line', async () => {
    const { database } = await makeFilled();
    const terminal = createCapturedTerminal();
    expect(await runCli(['doctor', '--database', database], terminal)).toBe(0);
    const lines = terminal.outText().trimEnd().split('\n');
    expect(lines.length).toBe(11);
    for (const line of lines) expect(line).toMatch(/^ok {7}\S/);
    expect(terminal.outText()).toContain('journal_mode wal, synchronous 2, foreign_keys 1');
    expect(terminal.errText()).toBe('All is well.\n');
  });

  test.each<[string, string, { level: string; subject?: string; details?: readonly unknown[] }]>([
    [
      'counters that are wrong',
      'UPDATE "Task" SET "unitsSucceeded" = 5 WHERE "key" = \'cut\'',
      {
        level: 'FAULT',
        subject: 'auditor',
        details: [
          expect.stringMatching(
            /^task_\w+: unitsSucceeded is not the number of its Units that are/,
          ),
        ] as unknown as readonly string[],
      },
    ],
    [
      'an index that is gone',
      'DROP INDEX "Unit_to_fail"',
      { level: 'FAULT', subject: 'schema', details: ['index Unit_to_fail is missing'] },
    ],
    [
      'an index that is another',
      'DROP INDEX "Unit_to_fail"; CREATE INDEX "Unit_to_fail" ON "Unit" ("failsAt")',
      {
        level: 'FAULT',
        subject: 'schema',
        details: [
          'index Unit_to_fail is CREATE INDEX "Unit_to_fail" ON "Unit" ("failsAt"), and should be CREATE INDEX "Unit_to_fail" ON "Unit" ("failsAt") WHERE "failsAt" IS NOT NULL',
        ],
      },
    ],
    [
      'a table that is not its own',
      'CREATE TABLE "notes" ("id" INTEGER)',
      {
        level: 'WARNING',
        subject: 'schema',
        details: ['column notes.id', 'table notes'],
      },
    ],
    [
      'a newer version',
      `INSERT INTO _prisma_migrations (id, checksum, migration_name, started_at, finished_at)
       VALUES ('x', 'x', '9999_later', 0, 0)`,
      { level: 'FAULT', subject: 'migrations' },
    ],
    [
      'a migration that is to come',
      'DELETE FROM _prisma_migrations',
      { level: 'WARNING', subject: 'migrations' },
    ],
    [
      'rows without those that they refer to',
      'PRAGMA foreign_keys = OFF; DELETE FROM "TemplateText"; DELETE FROM "Lane"',
      { level: 'FAULT' },
    ],
  ])('finds %s', async (_, sql, found) => {
    const { database } = await makeFilled();
    await spoil(database, sql);
    const { exitCode, ill } = await doctor('--database', database);
    expect(ill).toMatchObject([found]);
    expect(exitCode).toBe(found.level === 'FAULT' ? 1 : 0);
  });

  test('finds pages that are damaged', async () => {
    const { path, database } = await makeFilled();
    const bytes = await readFile(path);
    // The rows and keys at the end of each page, but for the first pages with the schema.
    for (let page = 20; page < bytes.length / 4_096; page += 1) {
      bytes.fill(0xa5, page * 4_096 + 4_000, page * 4_096 + 4_064);
    }
    await writeFile(path, bytes);
    const { exitCode, ill } = await doctor('--database', database);
    expect(exitCode).toBe(1);
    expect(ill.map(({ level }) => level)).toEqual(['FAULT']);
  });

  test('says who has the file, and looks through the server that has it', async () => {
    const { database } = await makeFilled();
    const server = await createServer({ port: 0, database, drainMs: 1_000 });
    onTestFinished(() => server.stop());
    await server.start();
    const held = await doctor('--database', database);
    expect(held.exitCode).toBe(1);
    expect(held.ill).toMatchObject([{ subject: 'database' }]);
    expect(held.ill[0]?.message).toMatch(/Another Junjo server \(pid \d+\).*--url/);
    const asked = await doctor('--url', server.url);
    expect({ exitCode: asked.exitCode, ill: asked.ill }).toEqual({ exitCode: 0, ill: [] });
    expect(asked.subjects.slice(2)).toEqual([
      'server',
      'database',
      'migrations',
      'schema',
      'auditor',
    ]);
  });

  test('says that nothing is there, and creates nothing', async () => {
    const path = join(await makeFolder(), 'none.db');
    const { exitCode, ill } = await doctor('--database', `file:${path}`);
    expect(exitCode).toBe(1);
    expect(ill[0]?.message).toContain(`There is no database at ${path}`);
    await expect(readFile(path)).rejects.toMatchObject({ code: 'ENOENT' });
    const nobody = await doctor('--url', 'http://127.0.0.1:9');
    expect(nobody).toMatchObject({ exitCode: 1, ill: [{ subject: 'server', level: 'FAULT' }] });
  });
});

test.each([
  ['20.18.9', 'FAULT'],
  ['20.19.0', 'OK'],
  ['21.7.0', 'FAULT'],
  ['22.11.0', 'FAULT'],
  ['22.12.0', 'OK'],
  ['23.5.0', 'FAULT'],
  ['24.0.0', 'OK'],
  ['25.1.0', 'OK'],
])('Node.js %s is %s', (version, level) => {
  expect(examineNode(version).level).toBe(level);
});

test('junjo forget-cursors gives the history another name', async () => {
  const { database } = await makeFilled();
  const readEpoch = async () => {
    const store = await openStore({ database });
    const rows = await store.query<{ logEpoch: string }>('SELECT "logEpoch" FROM "Installation"');
    await store.close();
    return rows.map(({ logEpoch }) => logEpoch);
  };
  const before = await readEpoch();
  const terminal = createCapturedTerminal();
  expect(await runCli(['forget-cursors', '--database', database], terminal)).toBe(0);
  expect(terminal.errText()).toContain('started anew');
  const after = await readEpoch();
  expect(after).toHaveLength(1);
  expect(after).not.toEqual(before);
});
