/** `junjo forget-cursors`: after a database was set back by means of its own. */
import { Command } from 'commander';
import { renewLogEpoch } from '../../store/installation.ts';
import { migrate } from '../../store/migrate.ts';
import { withDatabase } from '../database/open-database.ts';
import { defaultDatabase, readDatabaseSetting } from '../start-settings.ts';
import type { SubcommandContext } from '../subcommand.ts';
import { say } from '../terminal.ts';

export function forgetCursorsCommand({ terminal }: SubcommandContext): Command {
  return new Command('forget-cursors')
    .summary('refuse all cursors given out so far')
    .description(
      'For a database that was restored by means of its own, such as pg_restore: some cursors lie ahead of what it knows now, and would silently miss events. "junjo restore" does this by itself.',
    )
    .option(
      '--database <database>',
      `file:PATH or postgresql://… (or JUNJO_DATABASE, DATABASE_URL; default ${defaultDatabase})`,
    )
    .action(async ({ database }: { readonly database?: string }) => {
      await withDatabase(readDatabaseSetting(database, terminal.env), async (store) => {
        await migrate(store);
        await renewLogEpoch(store);
        terminal.out.write(`${store.description}  all cursors from before are refused\n`);
      });
      say(terminal, 'Servers that run on it have to be started anew.');
    });
}
