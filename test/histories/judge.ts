/** What a history and the database that it has left say of the promises, and how much of it there was. */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { audit } from '../../src/audit/audit.ts';
import { checkHistory } from './checker/check-history.ts';
import type { Cluster } from './clusters/cluster.ts';
import type { Answer, History } from './history.ts';
import { readPlaces } from './read-finished.ts';
import type { HistoryRun } from './run-history.ts';

export interface Judgement {
  readonly faults: readonly string[];
  /** How often there was what a campaign must have met. */
  readonly counts: Readonly<Record<string, number>>;
  readonly summary: string;
}

export async function judge(cluster: Cluster, run: HistoryRun): Promise<Judgement> {
  const store = await cluster.openStore();
  try {
    const history: History = { ...run.history, ...(await readPlaces(store)) };
    const faults = [...run.disagreements, ...checkHistory(history), ...(await audit(store))];
    const counts = { ...countsOf(history), ...run.faultCounts, ...cluster.counts };
    const slowest = Object.entries(run.recoveryMs).sort(([, a], [, b]) => b - a)[0];
    const recovery = `at most ${slowest?.[1]} ms to recover, from ${slowest?.[0]}`;
    const numbers = Object.entries(counts).map(([name, count]) => `${count} ${name}`);
    const kept = faults.length > 0 ? keep(history) : [];
    return { faults, counts, summary: [...numbers, recovery, ...kept].join(', ') };
  } finally {
    await store.close();
  }
}

/** What is to be looked at where a promise was broken. */
function keep(history: History): readonly string[] {
  const path = join(mkdtempSync(join(tmpdir(), 'junjo-broken-')), 'history.json');
  const asObject = (_: string, value: unknown) =>
    value instanceof Map ? Object.fromEntries(value) : value;
  writeFileSync(path, JSON.stringify(history, asObject));
  return [`kept in ${path}`];
}

function countsOf({ operations, watches, journals }: History): Record<string, number> {
  const calls = operations.flatMap(({ calls: all }) => all);
  const count = (matches: (answer: Answer) => boolean) =>
    calls.filter(({ answer }) => matches(answer)).length;
  const events = [...journals.values()].flat();
  const sum = (numbers: readonly number[]) => numbers.reduce((all, number) => all + number, 0);
  return {
    operations: operations.length,
    calls: calls.length,
    Events: events.length,
    deliveries: sum(
      watches.flatMap(({ deliveries }) => deliveries.map((one) => one.events.length)),
    ),
    'answers lost': count(({ kind }) => kind === 'UNKNOWN'),
    'outcomes unknown': count(
      ({ kind, ...of }) => kind === 'UNKNOWN' && 'code' in of && of.code === 'OUTCOME_UNKNOWN',
    ),
    'answers replayed': count((answer) => answer.kind === 'OK' && answer.isReplayed),
    'stale reports refused': count(
      (answer) => answer.kind === 'REFUSED' && answer.code === 'LEASE_LOST',
    ),
    'leases expired': events.filter(({ kind }) => kind === 'unit.expired').length,
    'cursors resumed': sum(watches.map(({ resumedCount }) => resumedCount)),
    'cursors resumed elsewhere': sum(
      watches.map(({ resumedElsewhereCount }) => resumedElsewhereCount),
    ),
  };
}
