/** What `junjo doctor` and `junjo forget-cursors` find and do in PostgreSQL. */
import { expect, onTestFinished, test } from 'vitest';
import { examineDatabase } from '../../src/audit/examine-database.ts';
import { examinePostgresql } from '../../src/audit/examine-postgresql.ts';
import { runCli } from '../../src/cli/run-cli.ts';
import { openStore } from '../../src/store/open-store.ts';
import { createCapturedTerminal } from '../cli/captured-terminal.ts';
import { fillDatabase } from '../store/transfer/filled-database.ts';
import { takeDatabase } from '../test-database.ts';
import { runAlone } from './start-postgresql.ts';

/** @param isSpoilt whether its schema is going to be changed, so that no other test can have it */
async function takeFilled({ isSpoilt = false } = {}) {
  const { database, release } = await takeDatabase();
  if (!isSpoilt) onTestFinished(release);
  await fillDatabase(database);
  return database;
}

async function examine(database: string) {
  const store = await openStore({ database });
  try {
    const findings = await examineDatabase(store);
    return {
      subjects: findings.map(({ subject }) => subject),
      // Other tests of the run use connections and keep transactions open.
      ill: findings.filter(
        ({ level, subject }) =>
          level !== 'OK' && !['connections', 'transactions'].includes(subject),
      ),
    };
  } finally {
    await store.close();
  }
}

test('a database is found well that is, and is left as it was', async () => {
  const database = await takeFilled();
  const readSchemas = () =>
    runAlone<{ name: string }>(database, 'SELECT nspname AS name FROM pg_namespace ORDER BY 1');
  const before = await readSchemas();
  const { subjects, ill } = await examine(database);
  expect(ill).toEqual([]);
  expect(subjects).toEqual([
    ...['PostgreSQL', 'settings', 'role', 'encoding', 'autovacuum', 'clock', 'connections'],
    ...['transactions', 'migrations', 'schema', 'auditor'],
  ]);
  expect(await readSchemas()).toEqual(before);
});

test('what was changed by something else is found', async () => {
  const database = await takeFilled({ isSpoilt: true });
  await runAlone(database, 'DROP INDEX "Unit_to_fail"');
  await runAlone(database, 'CREATE INDEX "planted" ON "Job" ("name")');
  await runAlone(database, 'ALTER TABLE "Unit" DROP CONSTRAINT "Unit_state_known"');
  await runAlone(database, 'UPDATE "Topic" SET "jobsRunning" = 9');
  const { ill } = await examine(database);
  expect(ill).toMatchObject([
    {
      subject: 'schema',
      level: 'FAULT',
      details: ['index Unit_to_fail is missing', 'constraint Unit.Unit_state_known is missing'],
    },
    { subject: 'schema', level: 'WARNING', details: ['index planted'] },
    {
      subject: 'auditor',
      level: 'FAULT',
      details: [expect.stringContaining('jobsRunning is not the number')],
    },
  ]);
});

test('a clock that is far from this machine is told of', async () => {
  const { database, release } = await takeDatabase();
  const store = await openStore({ database });
  onTestFinished(async () => {
    await store.close();
    await release();
  });
  const clocks = async (offsetMs: number) =>
    (await examinePostgresql(store, () => Date.now() + offsetMs)).filter(
      ({ subject }) => subject === 'clock',
    );
  expect(await clocks(0)).toMatchObject([{ level: 'OK' }]);
  expect(await clocks(60_000)).toMatchObject([
    { level: 'WARNING', message: expect.stringContaining('behind this machine') },
  ]);
});

test('junjo doctor prints it, and junjo forget-cursors renames the history', async () => {
  const database = await takeFilled();
  const readEpoch = () => runAlone(database, 'SELECT "logEpoch" FROM "Installation"');
  const before = await readEpoch();
  const terminal = createCapturedTerminal();
  expect(await runCli(['forget-cursors', '--database', database], terminal)).toBe(0);
  expect(await runCli(['doctor', '--database', database], terminal)).toBe(0);
  expect(terminal.outText()).toMatch(/ok {7}auditor/);
  expect(terminal.outText()).not.toContain('junjo:junjo');
  expect(await readEpoch()).not.toEqual(before);
});
