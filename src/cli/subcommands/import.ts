/** `junjo import`: what was exported, into an empty database. */
import { existsSync } from 'node:fs';
import { Command } from 'commander';
import { audit } from '../../audit/audit.ts';
import { newLogEpoch } from '../../store/installation.ts';
import { migrate } from '../../store/migrate.ts';
import type { Store } from '../../store/port.ts';
import {
  ImportFaulty,
  type ImportOptions as ImportRun,
  importDatabase,
} from '../../store/transfer/import-database.ts';
import { CliError, usageError } from '../cli-error.ts';
import { describeContent, listFaults } from '../database/check-copy.ts';
import { readExportFile } from '../database/export-file.ts';
import { withStore } from '../database/open-database.ts';
import { defaultDatabase, readDatabaseSetting } from '../start-settings.ts';
import type { SubcommandContext } from '../subcommand.ts';
import { say, type Terminal } from '../terminal.ts';

interface ImportOptions {
  readonly database?: string;
  readonly asCopy?: true;
  readonly acceptFaults?: true;
}

export function importCommand({ terminal }: SubcommandContext): Command {
  return new Command('import')
    .summary('put an export into an empty database')
    .description(
      'Puts everything that "junjo export" has written into an empty database, checks it, and commits it only then. Cursors, ids and leases stay good, so clients go on; the database that it came from must not be used any more.',
    )
    .argument('<file>', 'a file that "junjo export" has written')
    .option(
      '--database <database>',
      `file:PATH or postgresql://… (or JUNJO_DATABASE, DATABASE_URL; default ${defaultDatabase})`,
    )
    .option('--as-copy', 'the original stays in use: cursors of the one are refused by the other')
    .option('--accept-faults', 'import although the check finds faults')
    .action((file: string, options: ImportOptions) => importFrom(file, options, terminal));
}

async function importFrom(file: string, options: ImportOptions, terminal: Terminal): Promise<void> {
  if (!existsSync(file)) throw usageError(`There is no file ${file}. Name an export.`);
  const database = readDatabaseSetting(options.database, terminal.env);
  await withStore(database, async (store) => {
    await migrate(store);
    await run(store, file, {
      readLines: () => readExportFile(file),
      logEpoch: options.asCopy === true ? newLogEpoch() : undefined,
      check: options.acceptFaults === true ? async () => [] : audit,
    });
    terminal.out.write(`${store.description}  imported: ${await describeContent(store)}\n`);
  });
  if (options.asCopy !== true) {
    say(
      terminal,
      'Clients go on with it where they were. Do not use the old database any more: both would tell one history in two ways.',
    );
  }
}

async function run(store: Store, file: string, options: ImportRun): Promise<void> {
  try {
    await importDatabase(store, options);
  } catch (error) {
    if (!(error instanceof ImportFaulty)) throw error;
    throw new CliError(
      `${file} is not good:\n${listFaults(error.faults)}\nNothing was imported. Look at the database that it came from with "junjo doctor", or add --accept-faults.`,
    );
  }
}
