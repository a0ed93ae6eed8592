/** Databases that move between SQLite and PostgreSQL, there and back. */
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { audit } from '../../src/audit/audit.ts';
import { runCli } from '../../src/cli/run-cli.ts';
import { openStore } from '../../src/store/open-store.ts';
import { createCapturedTerminal } from '../cli/captured-terminal.ts';
import { makeFolder } from '../cli/running-server.ts';
import { type Api, openApi } from '../server/open-api.ts';
import { type LeaseRef, leaseOf, openWorkshop, type ReportsAnswer } from '../server/workshop.ts';
import { fillDatabase, readAll } from '../store/transfer/filled-database.ts';
import { takeDatabase } from '../test-database.ts';

async function junjo(...args: readonly string[]) {
  const terminal = createCapturedTerminal();
  const exitCode = await runCli(args, terminal);
  expect({ exitCode, err: exitCode === 0 ? '' : terminal.errText() }).toEqual({
    exitCode: 0,
    err: '',
  });
}

async function lookAt(database: string) {
  const store = await openStore({ database });
  try {
    expect(await audit(store)).toEqual([]);
    return { dialect: store.dialect, rows: await readAll(store) };
  } finally {
    await store.close();
  }
}

async function takeFor(): Promise<string> {
  const { database, release } = await takeDatabase();
  onTestFinished(release);
  return database;
}

test('everything of a SQLite database is the same in PostgreSQL, and back in SQLite', async () => {
  const folder = await makeFolder();
  const first = `file:${join(folder, 'first.db')}`;
  const last = `file:${join(folder, 'last.db')}`;
  const middle = await takeFor();
  await fillDatabase(first);
  await junjo('export', '--database', first, '--to', join(folder, 'there.jsonl'));
  await junjo('import', join(folder, 'there.jsonl'), '--database', middle);
  await junjo('export', '--database', middle, '--to', join(folder, 'back.jsonl'));
  await junjo('import', join(folder, 'back.jsonl'), '--database', last);
  const before = await lookAt(first);
  expect([...before.rows.values()].every(({ length }) => length > 0)).toBe(true);
  const there = await lookAt(middle);
  expect(there).toEqual({ dialect: 'postgresql', rows: before.rows });
  expect(await lookAt(last)).toEqual(before);
});

test('work goes on in PostgreSQL where it stopped in SQLite, and cursors with it', async () => {
  const folder = await makeFolder();
  const from = `file:${join(folder, 'from.db')}`;
  const to = await takeFor();
  const file = join(folder, 'all.jsonl');
  const before = await openWorkshop({ database: from });
  const { id } = await before.submit([
    { key: 'a', units: [{ key: 'one', kind: 'cut' }] },
    { key: 'b', dependsOn: ['a'], units: [{ key: 'two', kind: 'cut' }] },
  ]);
  const [held] = await before.claim({ kinds: ['cut'] });
  const { job } = await before.data<{ job: { cursor: string } }>(readJob, { id });
  await before.close();
  await junjo('export', '--database', from, '--to', file);
  await junjo('import', file, '--database', to);

  const after = await openApi({ database: to });
  const first = await report(after, leaseOf(held));
  expect(first.answers).toMatchObject([{ accepted: true }]);
  expect(first.leases.map(({ unit }) => unit.path)).toEqual(['b/two']);
  const second = await report(after, leaseOf(first.leases[0]));
  expect(second).toMatchObject({ answers: [{ accepted: true }], leases: [] });
  const { events } = await after.data<{ events: { events: { kind: string }[] } }>(
    'query ($after: String) { events(filter: { topic: "workshop" }, after: $after) { events { kind } } }',
    { after: job.cursor },
  );
  expect(events.events.map(({ kind }) => kind)).toContain('job.succeeded');
  expect(events.events.at(0)?.kind).toBe('unit.succeeded');
  await after.close();
  expect((await lookAt(to)).dialect).toBe('postgresql');
});

test('an export of PostgreSQL at work is one state of it', async () => {
  const folder = await makeFolder();
  const from = await takeFor();
  const workshop = await openWorkshop({ database: from });
  let isDone = false;
  let submittedCount = 0;
  const working = (async () => {
    while (!isDone) {
      await workshop.submit([{ key: 'a', units: [{ key: 'one', kind: 'cut' }] }]);
      submittedCount += 1;
      const leases = await workshop.claim({ kinds: ['cut'] });
      await workshop.report(leases.map((lease) => ({ succeed: { lease: leaseOf(lease) } })));
    }
  })();
  const counts: number[] = [];
  for (const name of ['one', 'two', 'three']) {
    const to = `file:${join(folder, `${name}.db`)}`;
    const before = submittedCount;
    await junjo('export', '--database', from, '--to', join(folder, `${name}.jsonl`));
    // The import audits all of it, and takes nothing that does not agree with itself.
    await junjo('import', join(folder, `${name}.jsonl`), '--database', to, '--as-copy');
    const { rows } = await lookAt(to);
    counts.push(rows.get('Job')?.length ?? 0);
    expect(counts.at(-1)).toBeGreaterThanOrEqual(before);
  }
  isDone = true;
  await working;
  await workshop.close();
  expect(counts).toEqual(counts.toSorted((one, other) => one - other));
  expect(counts.at(-1)).toBeGreaterThan(counts[0] ?? 0);
});

/** Reports a Unit as done, and claims the next. */
async function report(api: Api, lease: LeaseRef): Promise<ReportsAnswer> {
  const claim = { worker: 'ann', topics: ['workshop'] };
  const input = { reports: [{ succeed: { lease } }], claim };
  return (await api.data<{ unitsReport: ReportsAnswer }>(reportAndClaim, { input })).unitsReport;
}

const reportAndClaim = `mutation ($input: UnitsReportInput!) {
  unitsReport(input: $input) {
    answers { accepted cursor } leases { unitId attempt leaseId unit { path } } userErrors { code }
  }
}`;

const readJob = 'query ($id: ID!) { job(by: { id: $id }) { cursor } }';
