/** `junjo backup`: a checked copy of a SQLite database, from a running server or the file itself. */
import { existsSync } from 'node:fs';
import { open, rm, stat } from 'node:fs/promises';
import { Command } from 'commander';
import { CliError, usageError } from '../cli-error.ts';
import { checkCopy, listFaults } from '../database/check-copy.ts';
import { putInPlace, removeDatabase } from '../database/database-file.ts';
import { fetchCopy } from '../database/fetch-copy.ts';
import { withDatabase } from '../database/open-database.ts';
import { givenUrl, urlOption, usualUrl } from '../options.ts';
import { readDatabaseSetting } from '../start-settings.ts';
import type { SubcommandContext } from '../subcommand.ts';
import type { Terminal } from '../terminal.ts';

interface BackupOptions {
  readonly url?: string;
  readonly database?: string;
  readonly to: string;
}

export function backupCommand({ terminal }: SubcommandContext): Command {
  return new Command('backup')
    .summary('copy a database while its server runs')
    .description(
      'Has a running server copy its SQLite database, receives the copy, checks all of it, and only then gives it the name. Work goes on meanwhile. The copy is what "junjo restore" takes.',
    )
    .requiredOption('--to <file>', 'where the backup goes; a file that is there is never replaced')
    .addOption(urlOption())
    .option('--database <database>', 'file:PATH of a database that no server has open')
    .action((options: BackupOptions) => backup(options, terminal));
}

async function backup(options: BackupOptions, terminal: Terminal): Promise<void> {
  const { to } = options;
  if (existsSync(to))
    throw usageError(`--to is "${to}", which is there already. Name another file.`);
  const checking = `${to}.checking`;
  await removeDatabase(checking);
  await makeCopy(checking, options, terminal);
  const { faults, content } = await checkCopy(checking);
  if (faults.length > 0) {
    throw new CliError(
      `The copy is not good, and so the database may not be either:\n${listFaults(faults)}\nThe copy stays as ${checking}. Keep your last good backup, and let "junjo doctor" look at the database.`,
    );
  }
  await putInPlace(checking, to);
  await removeDatabase(checking);
  const megabytes = ((await stat(to)).size / 1_000_000).toFixed(1);
  terminal.out.write(`${to}  ${megabytes} MB, checked: ${content}\n`);
}

/** Leaves nothing behind when it fails. */
async function makeCopy(
  path: string,
  { url, database }: BackupOptions,
  terminal: Terminal,
): Promise<void> {
  try {
    if (database !== undefined) await copyDirectly(path, { database, terminal });
    else {
      const server = givenUrl(url, terminal.env) ?? usualUrl(terminal.env);
      await fetchCopy({ url: server, path, signal: terminal.interruption });
    }
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  }
}

async function copyDirectly(
  path: string,
  { database, terminal }: { readonly database: string; readonly terminal: Terminal },
): Promise<void> {
  await withDatabase(readDatabaseSetting(database, terminal.env), async (store) => {
    if (store.copies === undefined) {
      throw usageError(
        'PostgreSQL makes consistent backups by itself: use pg_dump, or what your database offers. docs/operations.md says what to do after one was restored.',
      );
    }
    const file = await open(path, 'wx');
    try {
      await store.copies.into(file, terminal.interruption);
    } finally {
      await file.close();
    }
  });
}
