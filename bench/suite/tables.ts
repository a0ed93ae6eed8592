/** The figures of all rounds as tables in Markdown: medians, and the least and the most. */
import { type DatabaseKind, databaseNames } from './databases.ts';
import { megabytes, short, spread, whole } from './figures.ts';
import { idlePickUp } from './idle-pick-up.ts';
import { isDisturbed } from './machine.ts';
import type { Run } from './run-suite.ts';
import type { Part, Party } from './stage.ts';
import type { Workload } from './workload.ts';
import { bigJob } from './workloads/big-job.ts';

export function tablesOf(workloads: readonly Workload[], runs: readonly Run[]): string {
  return [loadTable(workloads, runs), memoryTable(runs), idleTable(runs), machineLine(runs)]
    .filter((part) => part !== undefined)
    .join('\n\n');
}

function loadTable(workloads: readonly Workload[], runs: readonly Run[]): string | undefined {
  const lines = workloads.flatMap(({ name, title }) =>
    groupsOf(runs, name).map(([database, group]) => {
      const measured = group.flatMap((run) => run.measured ?? []);
      const cpu = (party: Party) =>
        spread(
          measured.flatMap(({ cpuSeconds, unitCount }) => {
            const seconds = cpuSeconds[party];
            return seconds === undefined ? [] : [(seconds / unitCount) * 1_000];
          }),
          short,
        );
      const peak = (party: 'server' | 'clients') =>
        spread(
          measured.flatMap(({ peakBytes }) => peakBytes[party] ?? []),
          megabytes,
        );
      const rate = spread(
        measured.map(({ unitsPerSecond }) => unitsPerSecond),
        whole,
      );
      const parts = [rate, cpu('server'), cpu('clients'), cpu('database'), peak('server')];
      return row([title, databaseNames[database], ...parts, `${measured.length}`]);
    }),
  );
  if (lines.length === 0) return undefined;
  const head =
    '| work | on | Units/s | CPU s per 1,000 Units: server | clients | PostgreSQL | server peak MB | runs |';
  return [head, `| --- | --- |${' ---: |'.repeat(6)}`, ...lines].join('\n');
}

/** Of the one workload whose parts need so much that it has to be known which of them does. */
function memoryTable(runs: readonly Run[]): string | undefined {
  const lines = groupsOf(runs, bigJob.name).map(([database, group]) => {
    const parts = group.flatMap(({ measured }) => measured?.spans ?? []);
    const peak = (name: Part['name']) =>
      spread(
        parts.filter((part) => part.name === name).flatMap(({ peakBytes }) => peakBytes ?? []),
        megabytes,
      );
    return row([databaseNames[database], peak('submit'), peak('work')]);
  });
  if (lines.length === 0) return undefined;
  const head =
    '| peak MB of the server, the large Job | while it is submitted | while it is drained |';
  return [head, '| --- | ---: | ---: |', ...lines].join('\n');
}

function idleTable(runs: readonly Run[]): string | undefined {
  const lines = groupsOf(runs, idlePickUp.name).map(([database, group]) => {
    const idle = group.flatMap((run) => run.idle ?? []);
    const milliseconds = (share: 'p50' | 'p99') =>
      spread(
        idle.map(({ pickUpMs }) => pickUpMs[share]),
        short,
      );
    const memory = spread(
      idle.flatMap(({ restingBytes }) => restingBytes ?? []),
      megabytes,
    );
    const cells = [milliseconds('p50'), milliseconds('p99'), memory, `${idle.length}`];
    return row([databaseNames[database], ...cells]);
  });
  if (lines.length === 0) return undefined;
  const head = '| an idle server on | pick-up ms: p50 | p99 | MB at rest | runs |';
  return [head, `| --- |${' ---: |'.repeat(4)}`, ...lines].join('\n');
}

/** Where three runs or more were not disturbed, the others are left out. */
function groupsOf(runs: readonly Run[], workload: string): [DatabaseKind, readonly Run[]][] {
  const machines = runs.map(({ machine }) => machine);
  const own = runs.filter((run) => run.workload === workload);
  const databases = new Set(own.map(({ database }) => database));
  return [...databases].map((database) => {
    const group = own.filter((run) => run.database === database);
    const quiet = group.filter(({ machine }) => !isDisturbed(machine, machines));
    return [database, quiet.length >= 3 ? quiet : group];
  });
}

function machineLine(runs: readonly Run[]): string {
  const machines = runs.map(({ machine }) => machine);
  const computing = spread(
    machines.map(({ computingMs }) => computingMs),
    short,
  );
  const syncing = spread(
    machines.map(({ syncUs }) => syncUs),
    whole,
  );
  const disturbed = machines.filter((machine) => isDisturbed(machine, machines)).length;
  return `Before each run a fixed piece of computing took ${computing} ms, and 8 kB were synced in ${syncing} µs; ${disturbed} of ${runs.length} runs were disturbed by other work.`;
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}
