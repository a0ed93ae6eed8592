import { CliError } from './cli-error.ts';

/**
 * An error of opening a database, as the end of a command: those that say themselves what to do,
 * and those of SQLite and of files, which name the file. Anything else stays as it is.
 */
export function toldError(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof CliError) return error;
  if (error.name === 'SqliteError') {
    return new CliError(`SQLite cannot work with the database: ${error.message}.`);
  }
  const isTold =
    toldNames.includes(error.name) || ('code' in error && typeof error.code === 'string');
  return isTold ? new CliError(error.message) : error;
}

const toldNames: readonly string[] = [
  'DatabaseInUse',
  'DatabaseUnavailable',
  'DatabaseUnreachable',
  'DatabaseUnsafe',
  'LockUnusable',
  'MigrationRefused',
  'UnknownDatabase',
  'CopyRefused',
  'ImportRefused',
  'NothingToExport',
];
