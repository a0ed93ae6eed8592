import type { Command } from 'commander';
import type { ExitCode } from './cli-error.ts';
import type { Terminal } from './terminal.ts';

/** What a subcommand is built with. */
export interface SubcommandContext {
  readonly terminal: Terminal;
  /** Tells how the command ended; without a word it ended well. */
  readonly endWith: (exitCode: ExitCode) => void;
}

export type Subcommand = (context: SubcommandContext) => Command;
