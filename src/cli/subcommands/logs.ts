/** `junjo logs`: what workers log while they do a unit, or all units of a job. */
import { Command, Option } from 'commander';
import type { Client } from '../../client/create-client.ts';
import type { LogLevel, LogLinePartsFragment } from '../../client/generated/operations.ts';
import { CliError } from '../cli-error.ts';
import { connect } from '../connect.ts';
import { outputOption, urlOption, wholeNumber } from '../options.ts';
import type { SubcommandContext } from '../subcommand.ts';
import { type Color, type Paint, paintFor, say, type Terminal } from '../terminal.ts';
import { findJob } from '../watch/find-job.ts';

interface LogsOptions {
  readonly url?: string;
  readonly follow?: boolean;
  readonly last: number;
  readonly level: LogLevel;
  readonly output: string;
}

export function logsCommand({ terminal }: SubcommandContext): Command {
  return new Command('logs')
    .summary('show what workers log')
    .description(
      'Shows the log of a unit, or of all units of a job. Following it outlasts lost connections and restarts of the server; each line comes once.',
    )
    .argument('<name>', 'id of a unit or of a job, or TOPIC/KEY of a job')
    .addOption(urlOption())
    .option('-f, --follow', 'go on with the lines that come, until interrupted')
    .option('--last <count>', 'how many lines of a unit to begin with', wholeNumber(1, 100), 100)
    .addOption(
      new Option('--level <level>', 'only lines as important as this, or more')
        .choices(levels)
        .default('DEBUG'),
    )
    .addOption(outputOption('"json" prints one line of the log per line'))
    .action(async (name: string, options: LogsOptions) => {
      const isPatient = options.follow === true;
      const client = await connect(terminal, { url: options.url, isPatient });
      const printer = printerFor(options, terminal);
      const shown = { client, options, printer, terminal };
      if (name.startsWith('unit_')) await showUnit(name, shown);
      else await showJob(name, shown);
      // Interrupting it is the only end of following.
      terminal.interruption.throwIfAborted();
    });
}

const levels: readonly LogLevel[] = ['DEBUG', 'INFO', 'WARN', 'ERROR'];

interface Shown {
  readonly client: Client;
  readonly options: LogsOptions;
  readonly printer: (line: LogLinePartsFragment, path: string) => void;
  readonly terminal: Terminal;
}

async function showUnit(unitId: string, shown: Shown): Promise<void> {
  const { client, options, printer, terminal } = shown;
  const signal = terminal.interruption;
  const filter = { levels: levelsFrom(options.level) };
  const log = await client.readLog(unitId, { last: options.last, filter, signal });
  if (log === null) throw new CliError(`There is no unit ${unitId}.`);
  const { nodes: read } = log.logs;
  for (const line of read) printer(line, log.path);
  if (options.follow !== true) return;
  // What came while the log was read may stand in it and come again.
  const last = read.at(-1);
  for await (const { lines } of follow(shown, { unitId, ...filter }, log.cursor)) {
    for (const line of lines) if (isAfter(line, last)) printer(line, log.path);
  }
}

async function showJob(name: string, shown: Shown): Promise<void> {
  const { client, options, printer, terminal } = shown;
  const { id: jobId } = await findJob(client, name, terminal.interruption);
  const filter = { jobId, levels: levelsFrom(options.level) };
  for await (const { lines, caughtUp } of follow(shown, filter, 'start')) {
    for (const line of lines) printer(line, line.unit.path);
    if (caughtUp && options.follow !== true) return;
  }
}

function follow(
  { client, terminal }: Shown,
  filter: Parameters<Client['logs']>[0],
  after: string,
): ReturnType<Client['logs']> {
  return client.logs(filter, {
    after,
    batch: 500,
    signal: terminal.interruption,
    onInterruption: ({ message }) => say(terminal, `${message} Trying again.`),
  });
}

function levelsFrom(least: LogLevel): readonly LogLevel[] {
  return levels.slice(levels.indexOf(least));
}

function isAfter(line: LogLinePartsFragment, last: LogLinePartsFragment | undefined): boolean {
  if (last === undefined || line.attempt !== last.attempt) {
    return line.attempt > (last?.attempt ?? 0);
  }
  return line.line > last.line;
}

function printerFor({ output }: LogsOptions, { out, env }: Terminal): Shown['printer'] {
  if (output === 'json') {
    return (line, path) => out.write(`${JSON.stringify({ ...line, path })}\n`);
  }
  const paint = paintFor(out, env);
  return (line, path) => out.write(`${inWords(line, path, paint)}\n`);
}

/** For example "09:41:07.250  WARN   build/link  No such library  {"name":"m"}". */
function inWords(
  { at, level, message, fields }: LogLinePartsFragment,
  path: string,
  paint: Paint,
): string {
  const color = colors[level];
  const told = level.padEnd(5);
  const words = [at.slice(11, 23), color === undefined ? told : paint(color, told), path, message];
  if (fields !== null) words.push(paint('dim', JSON.stringify(fields)));
  return words.join('  ');
}

const colors: Partial<Readonly<Record<LogLevel, Color>>> = {
  DEBUG: 'dim',
  WARN: 'yellow',
  ERROR: 'red',
};
