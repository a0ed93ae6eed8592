/** `junjo export`: all that a database holds, in a form that any other database can take. */
import { existsSync } from 'node:fs';
import { rename, rm, stat } from 'node:fs/promises';
import { Command } from 'commander';
import { readVersion } from '../../server/version.ts';
import { findPendingMigrations, listMigrations } from '../../store/migrate.ts';
import type { Store } from '../../store/port.ts';
import { readSnapshot } from '../../store/snapshot.ts';
import { exportDatabase } from '../../store/transfer/export-database.ts';
import { CliError, usageError } from '../cli-error.ts';
import { describeContent } from '../database/check-copy.ts';
import { writeExportFile } from '../database/export-file.ts';
import { withDatabase } from '../database/open-database.ts';
import { defaultDatabase, readDatabaseSetting } from '../start-settings.ts';
import type { SubcommandContext } from '../subcommand.ts';
import type { Terminal } from '../terminal.ts';

interface ExportOptions {
  readonly database?: string;
  readonly to: string;
}

export function exportCommand({ terminal }: SubcommandContext): Command {
  return new Command('export')
    .summary('write all of a database as lines of JSON')
    .description(
      'Writes everything that a database holds, in a form that "junjo import" puts into any other: to move from SQLite to PostgreSQL, or back. No server may have a SQLite file open meanwhile.',
    )
    .requiredOption('--to <file>', 'where it goes; a file that is there is never replaced')
    .option(
      '--database <database>',
      `file:PATH or postgresql://… (or JUNJO_DATABASE, DATABASE_URL; default ${defaultDatabase})`,
    )
    .action((options: ExportOptions) => exportTo(options, terminal));
}

async function exportTo({ database, to }: ExportOptions, terminal: Terminal): Promise<void> {
  if (existsSync(to))
    throw usageError(`--to is "${to}", which is there already. Name another file.`);
  const source = readDatabaseSetting(database, terminal.env);
  const content = await withDatabase(source, async (store) => {
    await requireUpToDate(store);
    return await write(store, { to, signal: terminal.interruption });
  });
  const megabytes = ((await stat(to)).size / 1_000_000).toFixed(1);
  terminal.out.write(`${to}  ${megabytes} MB: ${content}\n`);
}

interface Writing {
  readonly to: string;
  readonly signal: AbortSignal;
}

/** The file has its name only once it is complete. Answers what it holds, in words. */
async function write(store: Store, { to, signal }: Writing): Promise<string> {
  const partial = `${to}.partial`;
  const head = {
    version: readVersion(),
    migrations: await listMigrations(store),
    exportedAt: store.now(),
  };
  try {
    const content = await readSnapshot(store, async (reader) => {
      await writeExportFile(partial, exportDatabase(reader, head), signal);
      return await describeContent(reader);
    });
    await rename(partial, to);
    return content;
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  }
}

async function requireUpToDate(store: Store): Promise<void> {
  const pending = await findPendingMigrations(store);
  if (pending.length === 0) return;
  throw new CliError(
    `${store.description} was last used by an older version of Junjo: it lacks the migration ${pending[0]}. Start this version on it once, or export with that one.`,
  );
}
