/**
 * The command line as a function: arguments and a terminal in, an exit code out. Every failure
 * ends here as one message on the error stream; a stack trace means a fault in Junjo and is shown
 * only then.
 */
import { Command, CommanderError } from 'commander';
import { ClientError } from '../client/client-error.ts';
import { readVersion } from '../server/version.ts';
import { CliError, type ExitCode, exitCodes } from './cli-error.ts';
import type { Subcommand, SubcommandContext } from './subcommand.ts';
import { paintFor, say, type Terminal } from './terminal.ts';

/**
 * In the order of the help. Each is loaded when it is asked for: a server runs for months, and has no
 * use for what reads Job files.
 */
const subcommands: Readonly<Record<string, () => Promise<Subcommand>>> = {
  start: async () => (await import('./subcommands/start.ts')).startCommand,
  demo: async () => (await import('./subcommands/demo.ts')).demoCommand,
  submit: async () => (await import('./subcommands/submit.ts')).submitCommand,
  publish: async () => (await import('./subcommands/publish.ts')).publishCommand,
  'start-job': async () => (await import('./subcommands/start-job.ts')).startJobCommand,
  schedule: async () => (await import('./subcommands/schedule.ts')).scheduleCommand,
  watch: async () => (await import('./subcommands/watch.ts')).watchCommand,
  logs: async () => (await import('./subcommands/logs.ts')).logsCommand,
  queue: async () => (await import('./subcommands/queue.ts')).queueCommand,
  simulate: async () => (await import('./subcommands/simulate.ts')).simulateCommand,
  workers: async () => (await import('./subcommands/workers.ts')).workersCommand,
  worker: async () => (await import('./subcommands/workers.ts')).workerCommand,
  backup: async () => (await import('./subcommands/backup.ts')).backupCommand,
  restore: async () => (await import('./subcommands/restore.ts')).restoreCommand,
  export: async () => (await import('./subcommands/export.ts')).exportCommand,
  import: async () => (await import('./subcommands/import.ts')).importCommand,
  'forget-cursors': async () =>
    (await import('./subcommands/forget-cursors.ts')).forgetCursorsCommand,
  doctor: async () => (await import('./subcommands/doctor.ts')).doctorCommand,
};

/** Runs one command to its end. Without arguments it starts a server. */
export async function runCli(args: readonly string[], terminal: Terminal): Promise<ExitCode> {
  let exitCode: ExitCode = exitCodes.ok;
  const words = args.length === 0 ? ['start'] : args;
  const endWith = (code: ExitCode) => {
    exitCode = code;
  };
  const program = createProgram(await loadSubcommands(words), { terminal, endWith });
  try {
    await program.parseAsync(words, { from: 'user' });
    return exitCode;
  } catch (error) {
    return explain(error, terminal);
  }
}

/** The one that is named, or all: to help, or to tell which is like what was written. */
async function loadSubcommands(words: readonly string[]): Promise<readonly Subcommand[]> {
  const [, named] = Object.entries(subcommands).find(([name]) => name === words[0]) ?? [];
  const loads = named === undefined ? Object.values(subcommands) : [named];
  return await Promise.all(loads.map((load) => load()));
}

function createProgram(loaded: readonly Subcommand[], context: SubcommandContext): Command {
  const { terminal } = context;
  const program = new Command('junjo')
    .description('Keeps DAG-structured work in order, over GraphQL.')
    .version(readVersion());
  for (const subcommand of loaded) program.addCommand(subcommand(context));
  for (const command of withSubcommands(program)) {
    command.showHelpAfterError('Add --help to see how it is used.');
    command.exitOverride().configureOutput({
      writeOut: (text) => terminal.out.write(text),
      writeErr: (text) => terminal.err.write(text),
      getOutHelpWidth: () => terminal.out.columnCount,
      getErrHelpWidth: () => terminal.err.columnCount,
      outputError: (text, write) => write(paintFor(terminal.err, terminal.env)('red', text)),
    });
  }
  return program;
}

/** A command and all below it. */
function withSubcommands(command: Command): readonly Command[] {
  return [command, ...command.commands.flatMap(withSubcommands)];
}

function explain(error: unknown, terminal: Terminal): ExitCode {
  // Commander has said what is wrong; asking for help or the version is nothing wrong.
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.ok : exitCodes.usage;
  if (terminal.interruption.aborted) return exitCodes.interrupted;
  const paint = paintFor(terminal.err, terminal.env);
  if (error instanceof CliError) {
    say(terminal, paint('red', `error: ${error.message}`));
    return error.exitCode;
  }
  if (error instanceof ClientError) {
    say(terminal, paint('red', `error: ${error.message} (${error.code})`));
    return exitCodes.error;
  }
  const shown = error instanceof Error ? (error.stack ?? error.message) : String(error);
  say(terminal, `${paint('red', 'This is a fault in Junjo, please report it:')}\n${shown}`);
  return exitCodes.error;
}
