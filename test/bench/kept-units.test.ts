import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { copyJob } from '../../bench/growth/kept-units.ts';
import { audit } from '../../src/audit/audit.ts';
import { openKitchen } from '../engine/kitchen.ts';
import { openEngine } from '../open-engine.ts';
import { startPostgresql } from '../postgres/start-postgresql.ts';

const diamond = {
  all: { units: { a: [], b1: ['a'], b2: ['a'], c: ['b1', 'b2'] } },
};

test.each(['sqlite', 'postgresql'])(
  'on %s a Job that is copied by SQL is as the product would have written it',
  async (kind) => {
    const database = await makeDatabase(kind);
    const before = await openKitchen(database);
    await before.submit(diamond);
    await before.workOff();
    await before.closeAudited();
    await copyJob(database, { topic: 'kitchen', firstNumber: 0, count: 3 });
    await copyJob(database, { topic: 'kitchen', firstNumber: 3, count: 4, jobCountOfStatement: 3 });
    const after = await openEngine(database);
    const sql =
      'SELECT "jobsSucceeded" AS "jobs", "unitsSucceeded" AS "units" FROM "Topic" WHERE "name" = ?1';
    expect(await after.store.query(sql, ['kitchen'])).toEqual([{ jobs: 8, units: 32 }]);
    expect(await audit(after.store)).toEqual([]);
    await after.close();
  },
  60_000,
);

async function makeDatabase(kind: string): Promise<string> {
  if (kind === 'postgresql') {
    const postgresql = await startPostgresql();
    onTestFinished(() => postgresql.remove());
    return await postgresql.createDatabase('kept');
  }
  const folder = await mkdtemp(join(tmpdir(), 'junjo-kept-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return `file:${join(folder, 'junjo.db')}`;
}
