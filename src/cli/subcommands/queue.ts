/** `junjo queue`: how much of each kind waits in a topic, and how fast it is worked on. */
import { setTimeout as sleep } from 'node:timers/promises';
import { Command } from 'commander';
import type { Client } from '../../client/create-client.ts';
import type { GetQueueQuery } from '../../client/generated/operations.ts';
import { connect } from '../connect.ts';
import { outputOption, urlOption } from '../options.ts';
import { queueLines } from '../queue-table.ts';
import type { SubcommandContext } from '../subcommand.ts';
import type { Terminal } from '../terminal.ts';
import { createLiveRegion } from '../watch/live-region.ts';

interface QueueOptions {
  readonly url?: string;
  readonly topic: string;
  readonly kind?: readonly string[];
  readonly watch?: boolean;
  readonly output: string;
}

export function queueCommand({ terminal }: SubcommandContext): Command {
  return new Command('queue')
    .summary('show what waits and runs of a topic, by kind')
    .description(
      'Shows how many units of each kind of a topic can be claimed, how many are kept back by limits, by a delay or because something is paused, how many run, how long the oldest has waited, and how many attempts succeed and fail per minute.',
    )
    .addOption(urlOption())
    .requiredOption('--topic <name>', 'the topic')
    .option('--kind <kinds...>', 'only these kinds')
    .option('--watch', 'show it anew each second until interrupted')
    .addOption(outputOption('"json" prints the queue as an object, one line each time'))
    .action((options: QueueOptions) => showQueue(options, terminal));
}

type Queue = GetQueueQuery['queue'];

async function showQueue(options: QueueOptions, terminal: Terminal): Promise<void> {
  const isWatching = options.watch === true;
  const client = await connect(terminal, { url: options.url, isPatient: isWatching });
  const signal = terminal.interruption;
  const show = viewOf(options, terminal);
  try {
    show.draw(await readQueue(client, options, signal));
    // Interrupting it is the only end.
    while (isWatching) {
      await sleep(watchEveryMs, undefined, { signal });
      show.draw(await readQueue(client, options, signal));
    }
  } finally {
    show.close();
  }
}

const watchEveryMs = 1_000;

function readQueue(client: Client, { topic, kind }: QueueOptions, signal: AbortSignal) {
  return client.getQueue({ name: topic }, { kinds: kind ?? null, signal });
}

/** In place where a person is watching, else one picture below the other. */
function viewOf({ topic, watch, output }: QueueOptions, { out }: Terminal) {
  if (output === 'json') {
    return {
      draw: (queue: Queue) => out.write(`${JSON.stringify(queue)}\n`),
      close: () => undefined,
    };
  }
  const linesOf = (queue: Queue) => queueLines(topic, queue);
  if (watch === true && out.isTerminal) {
    const region = createLiveRegion(out);
    const fit = (line: string) => line.slice(0, out.columnCount);
    const draw = (queue: Queue) =>
      region.draw(
        linesOf(queue)
          .slice(0, out.rowCount - 1)
          .map(fit),
      );
    return { draw, close: () => region.close() };
  }
  const draw = (queue: Queue) => out.write(`${linesOf(queue).join('\n')}\n`);
  return { draw, close: () => undefined };
}
