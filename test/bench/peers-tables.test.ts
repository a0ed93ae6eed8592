/** What the comparison with peers writes, as far as none of them is needed for it. */
import { existsSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { entries, titleOf } from '../../bench/peers/entries.ts';
import type { MeasuredRun } from '../../bench/peers/measure-run.ts';
import { writeTables } from '../../bench/peers/tables.ts';
import { diamondNodes, diamondSize } from '../../bench/peers/workloads.ts';

const quiet = { computingMs: 100, syncUs: 200 };
const run: MeasuredRun = {
  entry: 'Junjo, SQLite',
  workload: 'dag',
  unitCount: 5_000,
  finishedCount: 5_000,
  seconds: 2,
  submitSeconds: undefined,
  clientCpuSeconds: 0.5,
  serverCpuSeconds: 1,
  clientPeakBytes: 60e6,
  serverPeakBytes: 120e6,
  samples: [],
  machine: quiet,
};

describe('the table of a comparison', () => {
  test('says Units a second, and CPU seconds for a thousand of them', () => {
    expect(cellsOf(writeTables([run]))).toEqual([
      ['Junjo, SQLite', '2,500', '0.300', '0.100', '0.200', '60', '120', '1'],
    ]);
  });

  test('shows the median of all runs, and the least and the most', () => {
    const runs = [1, 2, 4].map((seconds) => ({ ...run, seconds }));
    expect(cellsOf(writeTables(runs))[0]?.[1]).toBe('2,500 (1,250 to 5,000)');
  });

  test('leaves out disturbed runs where three others are left, and counts them', () => {
    const disturbed = { ...run, seconds: 1_000, machine: { ...quiet, computingMs: 200 } };
    const cells = cellsOf(writeTables([run, run, run, disturbed]))[0];
    expect(cells?.[1]).toBe('2,500 (2,500 to 2,500)');
    expect(cells?.at(-1)).toBe('4 (1)');
    expect(cellsOf(writeTables([run, disturbed]))[0]?.at(-1)).toBe('2 (1)');
  });

  test('shows by how much pick-up was late for half, nearly all, and the last of a hundred', () => {
    const samples = Array.from({ length: 100 }, (_, index) => index + 1);
    const idle: MeasuredRun = { ...run, workload: 'idle', samples };
    expect(cellsOf(writeTables([idle]))).toEqual([['Junjo, SQLite', '50', '90', '99', '100', '1']]);
  });

  test('has a heading for each work that was measured, and no other', () => {
    const text = writeTables([run, { ...run, workload: 'batched' }]);
    expect(text.match(/^### /gm)).toHaveLength(2);
  });
});

test('everybody who is measured has a title of its own and an adapter', () => {
  expect(new Set(entries.map(titleOf)).size).toBe(entries.length);
  const adapterOf = (name: string) =>
    new URL(`../../bench/peers/adapters/${name}.ts`, import.meta.url);
  expect(entries.filter(({ adapter }) => !existsSync(adapterOf(adapter)))).toEqual([]);
});

test('a Job of the comparison has ten Units and 24 edges', () => {
  expect(diamondSize).toBe(10);
  expect(diamondNodes.flatMap(({ dependsOn }) => dependsOn)).toHaveLength(24);
});

/** Of each line below the heads, the cells but the last, in which is said how. */
function cellsOf(tables: string): string[][] {
  return tables
    .split('\n')
    .filter((line) => line.startsWith('| ') && !line.startsWith('|  |'))
    .filter((line) => !line.startsWith('| ---'))
    .map((line) =>
      line
        .split('|')
        .slice(1, -2)
        .map((cell) => cell.trim()),
    );
}
