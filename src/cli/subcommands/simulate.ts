/** `junjo simulate`: workers that only pretend to work, to try out graphs, retries and crashes. */
import { Command } from 'commander';
import { usageError } from '../cli-error.ts';
import { connect } from '../connect.ts';
import { counted } from '../counted.ts';
import { label, outputOption, positiveNumber, share, urlOption, wholeNumber } from '../options.ts';
import { runSimulation, type SimulationResult } from '../simulate/run-simulation.ts';
import { getTopic, waitUntilIdle } from '../simulate/wait-until-idle.ts';
import type { SubcommandContext } from '../subcommand.ts';
import { say, type Terminal } from '../terminal.ts';
import { untilAborted } from '../until-aborted.ts';

interface SimulateOptions {
  readonly url?: string;
  readonly topic: string;
  readonly workers: number;
  readonly batch: number;
  readonly failureRate: number;
  readonly crashRate: number;
  readonly timeScale: number;
  readonly leaseMs: number;
  readonly seed: string;
  readonly label: Readonly<Record<string, string>>;
  readonly untilIdle?: true;
  readonly output: string;
}

export function simulateCommand({ terminal }: SubcommandContext): Command {
  return new Command('simulate')
    .summary('run simulated workers on a topic')
    .description(
      'Claims and reports units as real workers do, but only waits instead of working: for the "runtimeMs" in the input of a unit, divided by --time-scale.',
    )
    .requiredOption('--topic <name>', 'topic to work on')
    .option('--workers <n>', 'workers side by side', wholeNumber(1, 1_000), 3)
    .option('--batch <n>', 'units that a worker holds at most', wholeNumber(1, 1_000), 10)
    .option('--failure-rate <share>', 'attempts that fail, retryably', share, 0)
    .option(
      '--crash-rate <share>',
      'attempts in which the worker vanishes with all it holds',
      share,
      0,
    )
    .option('--time-scale <factor>', 'how much faster than real the units run', positiveNumber, 1)
    .option(
      '--lease-ms <ms>',
      'length of a lease; a crash costs one',
      wholeNumber(50, 86_400_000),
      5_000,
    )
    .option(
      '--label <name=value...>',
      'labels of the workers, by which units are routed',
      label,
      {},
    )
    .option('--seed <text>', 'decides who fails and crashes; the same seed decides the same', '1')
    .option('--until-idle', 'end when no job of the topic is running; else Ctrl-C ends it')
    .addOption(urlOption())
    .addOption(outputOption('"json" prints the summary as an object'))
    .action((options: SimulateOptions) => simulate(options, terminal));
}

async function simulate(options: SimulateOptions, terminal: Terminal): Promise<void> {
  if (options.failureRate + options.crashRate > 1) {
    throw usageError('--failure-rate and --crash-rate add up to more than 1. Lower one of them.');
  }
  const signal = terminal.interruption;
  const client = await connect(terminal, { url: options.url, isPatient: true });
  await getTopic(client, options.topic, signal);
  const workers = counted(options.workers, 'simulated worker');
  say(terminal, `${workers} on "${options.topic}"${options.untilIdle ? '' : '; Ctrl-C ends'}.`);
  const until = (stop: AbortSignal) =>
    options.untilIdle ? waitUntilIdle(client, options.topic, stop) : untilAborted(stop);
  const result = await runSimulation(
    client,
    { ...options, labels: options.label, workerCount: options.workers, workerPrefix: 'simulated' },
    { until, signal },
  );
  terminal.out.write(
    options.output === 'json' ? `${JSON.stringify(inJson(result))}\n` : `${inWords(result)}\n`,
  );
  if (options.untilIdle) signal.throwIfAborted();
}

function inJson({ elapsedMs, ...counts }: SimulationResult): object {
  const seconds = elapsedMs / 1000;
  return { ...counts, seconds, unitsPerSecond: counts.succeededCount / seconds };
}

function inWords(result: SimulationResult): string {
  const seconds = result.elapsedMs / 1000;
  const rate = (result.succeededCount / seconds).toFixed(1);
  return [
    `${result.succeededCount} units done in ${seconds.toFixed(1)} s (${rate} a second)`,
    `${result.failedCount} failures reported`,
    `${result.crashCount} crashes`,
    `${result.lostLeaseCount} leases lost`,
  ].join(', ');
}
