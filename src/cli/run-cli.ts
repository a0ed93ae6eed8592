/**
 * The command line as a function: arguments and a terminal in, an exit code out. Every failure
 * ends here as one message on the error stream; a stack trace means a fault in Junjo and is shown
 * only then.
 */
import { Command, CommanderError } from 'commander';
import { ClientError } from '../client/client-error.ts';
import { readVersion } from '../server/version.ts';
import { CliError, type ExitCode, exitCodes } from './cli-error.ts';
import type { Subcommand } from './subcommand.ts';
import { backupCommand } from './subcommands/backup.ts';
import { demoCommand } from './subcommands/demo.ts';
import { doctorCommand } from './subcommands/doctor.ts';
import { exportCommand } from './subcommands/export.ts';
import { forgetCursorsCommand } from './subcommands/forget-cursors.ts';
import { importCommand } from './subcommands/import.ts';
import { logsCommand } from './subcommands/logs.ts';
import { publishCommand } from './subcommands/publish.ts';
import { queueCommand } from './subcommands/queue.ts';
import { restoreCommand } from './subcommands/restore.ts';
import { scheduleCommand } from './subcommands/schedule.ts';
import { simulateCommand } from './subcommands/simulate.ts';
import { startCommand } from './subcommands/start.ts';
import { startJobCommand } from './subcommands/start-job.ts';
import { submitCommand } from './subcommands/submit.ts';
import { watchCommand } from './subcommands/watch.ts';
import { workerCommand, workersCommand } from './subcommands/workers.ts';
import { paintFor, say, type Terminal } from './terminal.ts';

const subcommands: readonly Subcommand[] = [
  startCommand,
  demoCommand,
  submitCommand,
  publishCommand,
  startJobCommand,
  scheduleCommand,
  watchCommand,
  logsCommand,
  queueCommand,
  simulateCommand,
  workersCommand,
  workerCommand,
  backupCommand,
  restoreCommand,
  exportCommand,
  importCommand,
  forgetCursorsCommand,
  doctorCommand,
];

/** Runs one command to its end. Without arguments it starts a server. */
export async function runCli(args: readonly string[], terminal: Terminal): Promise<ExitCode> {
  let exitCode: ExitCode = exitCodes.ok;
  const program = createProgram(terminal, (code) => {
    exitCode = code;
  });
  try {
    await program.parseAsync(args.length === 0 ? ['start'] : args, { from: 'user' });
    return exitCode;
  } catch (error) {
    return explain(error, terminal);
  }
}

function createProgram(terminal: Terminal, endWith: (exitCode: ExitCode) => void): Command {
  const program = new Command('junjo')
    .description('Keeps DAG-structured work in order, over GraphQL.')
    .version(readVersion());
  for (const subcommand of subcommands) program.addCommand(subcommand({ terminal, endWith }));
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
