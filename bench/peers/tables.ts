/** The tables of a comparison: a line for each of those that were measured, a table for each work. */
import { quantile, short, spread, whole } from '../suite/figures.ts';
import { isDisturbed } from '../suite/machine.ts';
import { entries, titleOf } from './entries.ts';
import type { MeasuredRun } from './measure-run.ts';
import { type Workload, workloads } from './workloads.ts';

export function writeTables(runs: readonly MeasuredRun[]): string {
  const machines = runs.map(({ machine }) => machine);
  return workloads
    .filter(({ name }) => runs.some(({ workload }) => workload === name))
    .map((workload) => {
      const lines = entries.flatMap((entry) => {
        const own = runs.filter(
          (run) => run.workload === workload.name && run.entry === titleOf(entry),
        );
        if (own.length === 0) return [];
        const quiet = own.filter(({ machine }) => !isDisturbed(machine, machines));
        // Disturbed runs are left out where enough others are left.
        const used = quiet.length >= 3 ? quiet : own;
        const cells = workload.name === 'idle' ? idleCells(used) : loadCells(used);
        const disturbed = own.length - quiet.length;
        const runsCell = disturbed === 0 ? `${own.length}` : `${own.length} (${disturbed})`;
        return [[titleOf(entry), ...cells, runsCell, entry.setups[workload.name] ?? '']];
      });
      return `### ${workload.title}\n\n${tableOf(headOf(workload), lines)}`;
    })
    .join('\n\n');
}

function headOf({ name }: Workload): readonly string[] {
  const figures =
    name === 'idle'
      ? ['p50 ms', 'p90', 'p99', 'samples a run']
      : ['Units/s', 'CPU s per 1,000: all', 'client', 'server', 'peak MB: client', 'server'];
  return ['', ...figures, 'runs (of these disturbed)', 'how'];
}

function loadCells(runs: readonly MeasuredRun[]): string[] {
  const per1000 = (seconds: (run: MeasuredRun) => number) =>
    runs.map((run) => (seconds(run) * 1_000) / run.unitCount);
  const client = per1000(({ clientCpuSeconds }) => clientCpuSeconds);
  const server = per1000(({ serverCpuSeconds }) => serverCpuSeconds);
  const all = per1000((run) => run.clientCpuSeconds + run.serverCpuSeconds);
  const peak = (bytes: (run: MeasuredRun) => number) => whole(quantile(runs.map(bytes), 0.5) / 1e6);
  return [
    spread(
      runs.map(({ unitCount, seconds }) => unitCount / seconds),
      whole,
    ),
    spread(all, cpu),
    cpu(quantile(client, 0.5)),
    cpu(quantile(server, 0.5)),
    peak(({ clientPeakBytes }) => clientPeakBytes),
    peak(({ serverPeakBytes }) => serverPeakBytes),
  ];
}

function idleCells(runs: readonly MeasuredRun[]): string[] {
  const at = (share: number) => runs.map(({ samples }) => quantile(samples, share));
  return [
    spread(at(0.5), short),
    short(quantile(at(0.9), 0.5)),
    spread(at(0.99), short),
    `${runs[0]?.samples.length ?? 0}`,
  ];
}

function cpu(seconds: number): string {
  return seconds.toFixed(3);
}

function tableOf(head: readonly string[], lines: readonly (readonly string[])[]): string {
  const isWords = (index: number) => index === 0 || index === head.length - 1;
  const rule = head.map((_, index) => (isWords(index) ? '---' : '---:'));
  return [head, rule, ...lines].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
