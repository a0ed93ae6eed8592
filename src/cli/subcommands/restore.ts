/**
 * `junjo restore`: a backup becomes the database. All of it is prepared and checked beside the
 * database and takes its place in one step at the end, so that whatever happens before leaves what
 * was there.
 */

import { existsSync } from 'node:fs';
import { copyFile, mkdir } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { Command } from 'commander';
import { holdDatabaseFile } from '../../store/dialects/sqlite/file-hold.ts';
import { migrate } from '../../store/migrate.ts';
import { CliError, usageError } from '../cli-error.ts';
import { type CheckedCopy, checkCopy, listFaults, requireSqlite } from '../database/check-copy.ts';
import { putInPlace, removeDatabase, removeLog, setAside } from '../database/database-file.ts';
import { filePathOf, withDatabase } from '../database/open-database.ts';
import { defaultDatabase, readDatabaseSetting } from '../start-settings.ts';
import type { SubcommandContext } from '../subcommand.ts';
import { say, type Terminal } from '../terminal.ts';
import { toldError } from '../told-error.ts';

interface RestoreOptions {
  readonly database?: string;
  readonly replace?: true;
  readonly acceptFaults?: true;
}

export function restoreCommand({ terminal }: SubcommandContext): Command {
  return new Command('restore')
    .summary('make a backup the database again')
    .description(
      'Checks a backup and puts it where the database is to be, while no server runs on it. Cursors that were given out before are refused from then on, because some of them lie ahead of what the backup knows.',
    )
    .argument('<file>', 'a file that "junjo backup" has made')
    .option(
      '--database <database>',
      `file:PATH of the database (or JUNJO_DATABASE, DATABASE_URL; default ${defaultDatabase})`,
    )
    .option('--replace', 'where a database is there already, set it aside under another name')
    .option('--accept-faults', 'restore a backup although the check finds faults in it')
    .action((file: string, options: RestoreOptions) => restore(file, options, terminal));
}

async function restore(file: string, options: RestoreOptions, terminal: Terminal): Promise<void> {
  const database = readDatabaseSetting(options.database, terminal.env);
  const named = filePathOf(database);
  if (named === undefined) throw usageError(notHere);
  if (!existsSync(file)) throw usageError(`There is no file ${file}. Name a backup.`);
  const path = resolve(named);
  await mkdir(dirname(path), { recursive: true });
  const letGo = hold(path);
  try {
    if (existsSync(path) && options.replace !== true) {
      throw new CliError(
        `There is a database at ${path} already. Name another place, or add --replace: then it is set aside under another name, and stays.`,
      );
    }
    const prepared = `${path}.restoring`;
    await removeDatabase(prepared);
    await copyFile(file, prepared);
    const checked = await prepare(prepared, { file, options });
    const aside = existsSync(path) ? `${path}.replaced-${Date.now()}` : undefined;
    if (aside === undefined) await removeLog(path);
    else await setAside(path, aside);
    await putInPlace(prepared, path);
    await removeDatabase(prepared);
    if (aside !== undefined)
      say(terminal, `What was there is now ${aside}. Delete it once you do not need it.`);
    terminal.out.write(`${path}  restored: ${checked.content}\n`);
    say(
      terminal,
      'Cursors from before are refused with CURSOR_INVALID; watchers read anew and go on.',
    );
  } finally {
    letGo();
  }
}

function hold(path: string): () => void {
  try {
    return holdDatabaseFile(path);
  } catch (error) {
    throw toldError(error);
  }
}

/** Brings the copy to this version and checks it. What is wrong with it ends the command. */
async function prepare(
  prepared: string,
  { file, options }: { readonly file: string; readonly options: RestoreOptions },
): Promise<CheckedCopy> {
  try {
    await requireSqlite(prepared, file);
    await withDatabase(`file:${prepared}`, (store) => migrate(store));
    const checked = await checkCopy(prepared);
    if (checked.faults.length === 0 || options.acceptFaults === true) return checked;
    throw new CliError(
      `${file} is not good:\n${listFaults(checked.faults)}\nNothing was changed. Restore another backup, or add --accept-faults if there is none.`,
    );
  } catch (error) {
    await removeDatabase(prepared);
    throw error;
  }
}

const notHere =
  'PostgreSQL restores its backups by itself: use pg_restore, or what your database offers, and then "junjo forget-cursors". Only file:PATH is restored here.';
