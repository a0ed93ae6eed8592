/**
 * Junjo and its peers on the same work, in rounds: in each round everybody has a turn at everything,
 * each in a process of its own on a store of its own. `npm run bench:peers` begins it by `start.ts`,
 * on a Node.js that all of them run on; --help says what can be chosen.
 */
import { writeFileSync } from 'node:fs';
import { argv } from 'node:process';
import { parseArgs } from 'node:util';
import { writeMarkedPart } from '../suite/marked-part.ts';
import { describeSetting } from './describe-setting.ts';
import { type Entry, entries, titleOf } from './entries.ts';
import { type MeasuredRun, measureRun } from './measure-run.ts';
import { findRedisVersion } from './redis.ts';
import { writeTables } from './tables.ts';
import { type Workload, workloads } from './workloads.ts';

const { values } = parseArgs({
  args: argv.slice(2),
  options: {
    rounds: { type: 'string', default: '3' },
    workloads: { type: 'string', default: workloads.map(({ name }) => name).join(',') },
    peers: { type: 'string', default: '' },
    scale: { type: 'string', default: '1' },
    cold: { type: 'boolean', default: false },
    json: { type: 'string' },
    remark: { type: 'string', default: '' },
    docs: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

const help = `npm run bench:peers -- [options]
  --rounds 3               how often everybody has a turn
  --workloads dag,batched  which work; all if not given
  --peers junjo,bullmq     whose title has one of these words; all if not given
  --scale 0.1              a part of the work, to see that everything works
  --cold                   nobody is warmed up
  --json FILE              writes every run there
  --remark TEXT            what else the machine did, said beside the figures
  --docs                   writes the tables into docs/performance.md`;

if (values.help) console.log(help);
else await compare();

interface Turn {
  readonly entry: Entry;
  readonly workload: Workload;
}

async function compare(): Promise<void> {
  const turns = chosenTurns();
  const runs: MeasuredRun[] = [];
  const failures: string[] = [];
  for (let round = 1; round <= Number(values.rounds); round += 1) {
    for (const { entry, workload } of inTurn(turns, round)) {
      const what = `${workload.name}: ${titleOf(entry)}`;
      try {
        const run = await measureRun(entry, workload, values.cold);
        runs.push(run);
        console.log(`round ${round}, ${what}: ${summaryOf(run)}`);
      } catch (error) {
        failures.push(`${what}: ${error}`);
        console.error(`round ${round}, ${what}: failed. ${error}`);
      }
      // After each run, so that there is something to see of a comparison that is ended early.
      tell(runs, failures);
    }
  }
  console.log(writeTables(runs));
  if (failures.length > 0) process.exitCode = 1;
}

function chosenTurns(): readonly Turn[] {
  const words = values.peers.toLowerCase().split(',');
  const hasRedis = findRedisVersion() !== undefined;
  if (!hasRedis) {
    console.log(
      'There is no redis-server here, so BullMQ is left out; Debian has it as a package.',
    );
  }
  return workloads
    .filter(({ name }) => values.workloads.split(',').includes(name))
    .map((workload) => {
      return { ...workload, unitCount: Math.round(workload.unitCount * Number(values.scale)) };
    })
    .flatMap((workload) => entries.map((entry) => ({ entry, workload })))
    .filter(({ entry, workload }) => entry.setups[workload.name] !== undefined)
    .filter(({ entry }) => hasRedis || !entry.store.startsWith('redis'))
    .filter(({ entry }) => words.some((word) => titleOf(entry).toLowerCase().includes(word)));
}

/** Nobody is always the first, or always after the same other. */
function inTurn(turns: readonly Turn[], round: number): readonly Turn[] {
  const ordered = round % 2 === 1 ? turns : turns.toReversed();
  const first = (Math.floor(round / 2) * 5) % Math.max(turns.length, 1);
  return [...ordered.slice(first), ...ordered.slice(0, first)];
}

function summaryOf({
  seconds,
  unitCount,
  clientCpuSeconds,
  serverCpuSeconds,
  samples,
}: MeasuredRun) {
  const sorted = samples.toSorted((one, other) => one - other);
  const median = sorted[Math.floor(sorted.length / 2)];
  if (median !== undefined) return `p50 ${median.toFixed(2)} ms`;
  const cpu = ((clientCpuSeconds + serverCpuSeconds) * 1_000) / unitCount;
  return `${Math.round(unitCount / seconds)} Units/s, ${cpu.toFixed(3)} CPU s per 1,000`;
}

function tell(runs: readonly MeasuredRun[], failures: readonly string[]): void {
  const setting = describeSetting(values.remark);
  if (values.json !== undefined) {
    const report = { setting, settings: values, failures, runs };
    writeFileSync(values.json, `${JSON.stringify(report, null, 2)}\n`);
  }
  if (!values.docs) return;
  const page = new URL('../../docs/performance.md', import.meta.url);
  writeMarkedPart(page, 'peers', `${setting.join('\n')}\n\n${writeTables(runs)}`);
}
