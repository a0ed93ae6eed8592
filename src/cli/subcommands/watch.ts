/** `junjo watch`: follows a Job to its end. */
import { Command } from 'commander';
import { connect } from '../connect.ts';
import { outputOption, urlOption } from '../options.ts';
import type { SubcommandContext } from '../subcommand.ts';
import { createView } from '../watch/create-view.ts';
import { findJob } from '../watch/find-job.ts';
import { createJsonView } from '../watch/json-view.ts';
import { exitCodeOf, writeOutcome } from '../watch/outcome.ts';
import { watchJob } from '../watch/watch-job.ts';

interface WatchOptions {
  readonly url?: string;
  readonly output: string;
}

export function watchCommand({ terminal, endWith }: SubcommandContext): Command {
  return new Command('watch')
    .summary('follow a job to its end')
    .description(
      'Shows a job as it goes on: bars in a terminal, else one line for every change. Outlasts lost connections and restarts of the server. Exits with 0 when the job succeeds and with 3 when it fails or is cancelled.',
    )
    .argument('<job>', 'id of the job, or TOPIC/KEY')
    .addOption(urlOption())
    .addOption(outputOption('"json" prints one event per line'))
    .action(async (name: string, options: WatchOptions) => {
      const signal = terminal.interruption;
      const client = await connect(terminal, { url: options.url, isPatient: true });
      const job = await findJob(client, name, signal);
      const isJson = options.output === 'json';
      const view = isJson ? createJsonView(terminal) : createView(client, terminal);
      const finished = await watchJob(client, job, { view, signal });
      if (!isJson) await writeOutcome(client, finished, terminal);
      endWith(exitCodeOf(finished));
    });
}
