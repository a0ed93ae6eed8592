/** Each workload of the benchmark once, small: that it runs, does what it says, and counts right. */
import { describe, expect, test } from 'vitest';
import { unbuilt } from '../../bench/server-process.ts';
import type { Conditions } from '../../bench/suite/conditions.ts';
import { idlePickUp } from '../../bench/suite/idle-pick-up.ts';
import { workloads } from '../../bench/suite/options.ts';
import { type Run, runSuite } from '../../bench/suite/run-suite.ts';
import { tablesOf } from '../../bench/suite/tables.ts';

describe('the benchmark', () => {
  test('does each workload, checks what was promised, and tells what it cost', async () => {
    const conditions: Conditions[] = [];
    const runs: Run[] = [];
    await runSuite(
      {
        workloads,
        isIdleMeasured: true,
        databases: ['sqlite'],
        roundCount: 1,
        share: 0.001,
        program: unbuilt,
      },
      {
        onConditions: (found) => conditions.push(found),
        onRun: (run) => runs.push(run),
      },
    );
    const sqlite = { version: '3.45.1', journal_mode: 'wal', synchronous: '2' };
    expect(conditions.map(({ databases }) => databases)).toEqual([{ sqlite }]);
    expect(runs.map(({ workload }) => workload)).toEqual([
      ...workloads.map(({ name }) => name),
      idlePickUp.name,
    ]);
    const loads = runs.flatMap(({ measured }) => measured ?? []);
    expect(loads.map(({ unitCount }) => unitCount)).toEqual([100, 100, 100, 100]);
    for (const { seconds, unitsPerSecond, cpuSeconds, requestCount } of loads) {
      expect(unitsPerSecond).toBeCloseTo(100 / seconds);
      expect(requestCount).toBeGreaterThan(0);
      expect(cpuSeconds.database).toBeUndefined();
    }
    // One request for each Unit to be submitted, and one for each to be done, beside first claims.
    expect(loads[2]?.requestCount).toBeGreaterThanOrEqual(200);
    const [idle] = runs.flatMap((run) => run.idle ?? []);
    expect(idle?.pickUpMs.p99).toBeGreaterThanOrEqual(idle?.pickUpMs.p50 ?? Number.NaN);
    const tables = tablesOf(workloads, runs);
    for (const { title } of workloads) expect(tables).toContain(`| ${title} | SQLite | `);
  }, 120_000);
});
