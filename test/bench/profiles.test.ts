import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { unbuilt } from '../../bench/server-process.ts';
import { sharesOf } from '../../bench/suite/profile-shares.ts';
import { profileTables, runProfiles } from '../../bench/suite/run-profiles.ts';
import { shortened } from '../../bench/suite/statement-counts.ts';
import { single } from '../../bench/suite/workloads/single.ts';

test('a profile and its statements tell where the time of a workload goes', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'junjo-profiles-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const chosen = {
    workloads: [single],
    databases: ['sqlite'],
    share: 0.01,
    program: unbuilt,
  } as const;
  const all = await runProfiles(chosen, folder);
  const [profiled] = all;
  expect([...(profiled?.shares.keys() ?? [])]).toEqual(
    expect.arrayContaining(['SQL driver and database', 'own engine', 'own GraphQL']),
  );
  const counts = profiled?.statements ?? [];
  const countOf = (start: string) =>
    counts.filter(({ text }) => text.startsWith(start)).reduce((sum, { count }) => sum + count, 0);
  expect(countOf('COMMIT')).toBeGreaterThan(0);
  // One Job to a submission, however many of them a batch had.
  expect(countOf('INSERT INTO "Job"')).toBeGreaterThan(0);
  expect(countOf('INSERT INTO "Job"')).toBeLessThanOrEqual(100);
  const tables = profileTables(all);
  expect(tables).toContain('| µs a Unit | single, SQLite |');
  expect(tables).toContain('| `COMMIT` | ');
}, 120_000);

test('each moment counts for the part whose code was at work', () => {
  const node = (id: number, functionName: string, url: string, children: number[] = []) => ({
    id,
    callFrame: { functionName, url },
    children,
  });
  const shares = sharesOf({
    nodes: [
      node(1, '(root)', '', [2, 5, 6]),
      node(2, 'runBatch', 'file:///junjo/dist/engine/run-batch.js', [3, 4]),
      node(3, 'map', ''),
      node(4, 'stringify', ''),
      node(5, '(idle)', ''),
      node(6, 'all', 'file:///junjo/node_modules/libsql/index.js'),
    ],
    samples: [2, 3, 4, 5, 6],
    timeDeltas: [1_000, 2_000, 4_000, 8_000, 16_000],
  });
  expect([...shares]).toEqual([
    ['SQL driver and database', 0.016],
    ['idle', 0.008],
    ['JSON', 0.004],
    ['own engine', 0.003],
  ]);
});

test('a long statement is known by its beginning and its end', () => {
  expect(shortened('SELECT 1', 20)).toBe('SELECT 1');
  expect(shortened(`SELECT ${'a, '.repeat(50)} FROM "Unit"`, 30)).toMatch(
    /^SELECT a.* … .*FROM Unit$/,
  );
});
