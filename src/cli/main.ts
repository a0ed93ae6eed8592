#!/usr/bin/env node
/** The program `junjo`: gives the command line the real terminal, and the shell its exit code. */
import './production.ts';
import { setMaxListeners } from 'node:events';
import process from 'node:process';
import { buffer } from 'node:stream/consumers';
import { exitCodes } from './cli-error.ts';
import { runCli } from './run-cli.ts';
import type { TextStream } from './terminal.ts';

const interruption = new AbortController();
// Every call that a command makes listens to it.
setMaxListeners(0, interruption.signal);
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, interrupt);

// Whoever reads the output may stop reading (`| head`): then there is nobody left to work for.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  interruption.abort(error);
});

const exitCode = await runCli(process.argv.slice(2), {
  out: textStream(process.stdout),
  err: textStream(process.stderr),
  env: process.env,
  interruption: interruption.signal,
  readStandardInput: () => buffer(process.stdin),
});
process.exitCode = exitCode;
// What still holds the process now hangs, such as a connection to a database that is gone.
setTimeout(() => process.exit(exitCode), 1_000).unref();

/** The first signal asks the command to end well, the second ends it. */
function interrupt(): void {
  if (interruption.signal.aborted) process.exit(exitCodes.interrupted);
  interruption.abort(new Error('interrupted'));
}

function textStream(stream: NodeJS.WriteStream): TextStream {
  return {
    write: (text) => {
      stream.write(text);
    },
    get isTerminal() {
      return stream.isTTY === true;
    },
    get columnCount() {
      return stream.columns || 80;
    },
    get rowCount() {
      return stream.rows || 24;
    },
  };
}
