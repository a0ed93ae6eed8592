/** `junjo workers` and `junjo worker`: who works on a topic, and what is asked of them. */
import { Argument, Command } from 'commander';
import type { Client } from '../../client/create-client.ts';
import type { WorkerPartsFragment } from '../../client/generated/operations.ts';
import { connect } from '../connect.ts';
import { counted } from '../counted.ts';
import { outputOption, urlOption } from '../options.ts';
import type { SubcommandContext } from '../subcommand.ts';
import type { Terminal } from '../terminal.ts';

interface WorkersOptions {
  readonly url?: string;
  readonly topic: string;
  readonly output: string;
}

export function workersCommand({ terminal }: SubcommandContext): Command {
  return new Command('workers')
    .summary('list who works on a topic')
    .description('Lists the workers of a topic, those first that were seen last.')
    .addOption(urlOption())
    .requiredOption('--topic <name>', 'the topic')
    .addOption(outputOption('"json" prints a worker as an object per line'))
    .action((options: WorkersOptions) => listWorkers(options, terminal));
}

interface WorkerOptions {
  readonly url?: string;
  readonly topic?: string;
  readonly by?: string;
  readonly reason?: string;
  readonly output: string;
}

export function workerCommand({ terminal }: SubcommandContext): Command {
  return new Command('worker')
    .summary('ask something of a worker')
    .description(
      'Asks something of a worker: "quiet" gives it no new units, "drain" has it stop once it holds none, "activate" lets it claim again, and "revoke" takes back what it holds and quiets it.',
    )
    .addArgument(new Argument('<verb>', 'what to ask').choices(verbs))
    .argument('<name>', 'name of the worker')
    .addOption(urlOption())
    .option('--topic <name>', 'only in this topic; in all that it has claimed from if not given')
    .option('--by <name>', 'who asks')
    .option('--reason <text>', 'why, for those who look at it later')
    .addOption(outputOption('"json" prints the worker as an object, per topic'))
    .action((verb: Verb, name: string, options: WorkerOptions) =>
      askWorker({ verb, name, options }, terminal),
    );
}

type Verb = (typeof verbs)[number];

const verbs = ['quiet', 'drain', 'activate', 'revoke'] as const;

interface Asking {
  readonly verb: Verb;
  readonly name: string;
  readonly options: WorkerOptions;
}

async function listWorkers(options: WorkersOptions, terminal: Terminal): Promise<void> {
  const client = await connect(terminal, { url: options.url });
  let count = 0;
  for await (const worker of client.listWorkers(options.topic, { signal: terminal.interruption })) {
    count += 1;
    terminal.out.write(`${lineOf(worker, options.output)}\n`);
  }
  if (count === 0 && options.output !== 'json') {
    terminal.out.write(`Nobody has claimed from "${options.topic}" yet.\n`);
  }
}

async function askWorker(asking: Asking, terminal: Terminal): Promise<void> {
  const client = await connect(terminal, { url: asking.options.url });
  const workers = await send(client, asking, terminal.interruption);
  for (const worker of workers) terminal.out.write(`${lineOf(worker, asking.options.output)}\n`);
}

async function send(
  client: Client,
  { verb, name, options }: Asking,
  signal: AbortSignal,
): Promise<readonly WorkerPartsFragment[]> {
  const { topic = null, by = null, reason = null } = options;
  const input = { worker: { name: { name, topic } }, by, reason };
  switch (verb) {
    case 'quiet':
      return (await client.workerQuiet(input, { signal })).workers;
    case 'drain':
      return (await client.workerDrain(input, { signal })).workers;
    case 'activate':
      return (await client.workerActivate(input, { signal })).workers;
    case 'revoke':
      return (await client.workerRevoke({ ...input, quiet: true }, { signal })).workers;
  }
}

function lineOf(worker: WorkerPartsFragment, output: string): string {
  if (output === 'json') return JSON.stringify({ ...worker, topic: worker.topic.name });
  const { name, topic, mode, heldCount, capacity, kinds, lost, lastSeenAt } = worker;
  const room = capacity === null ? '' : ` of ${capacity}`;
  const parts = [
    `${name}  ${mode.toLowerCase()}${lost ? ', lost' : ''}`,
    `holds ${counted(heldCount, 'unit')}${room} of ${topic.name}`,
    `claims ${kinds === null ? 'any kind' : kinds.join(', ')}`,
    `seen ${lastSeenAt}`,
  ];
  return parts.join('  ');
}
