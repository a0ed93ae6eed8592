/** What a command ends with; scripts may rely on these. */
export const exitCodes = {
  ok: 0,
  error: 1,
  usage: 2,
  jobFailed: 3,
  interrupted: 130,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** An end of a command that the user is told about: what happened, and what to do. */
export class CliError extends Error {
  override readonly name = 'CliError';
  readonly exitCode: ExitCode;

  constructor(message: string, exitCode: ExitCode = exitCodes.error) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** The command was called in a way that cannot work. */
export function usageError(message: string): CliError {
  return new CliError(message, exitCodes.usage);
}
