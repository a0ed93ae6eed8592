/** `junjo publish`: Templates from files, all of them checked before the first is published. */
import { Command } from 'commander';
import { ClientError } from '../../client/client-error.ts';
import type { TemplatePartsFragment } from '../../client/generated/operations.ts';
import { CliError, exitCodes, usageError } from '../cli-error.ts';
import { connect } from '../connect.ts';
import { ensureTopic } from '../ensure-topic.ts';
import { outputOption, urlOption } from '../options.ts';
import type { SubcommandContext } from '../subcommand.ts';
import { readTemplateFile, type TemplateFile } from '../template-file/read-template-file.ts';
import { say, type Terminal } from '../terminal.ts';

interface PublishOptions {
  readonly url?: string;
  readonly topic?: string;
  readonly by?: string;
  readonly output: string;
}

export function publishCommand({ terminal }: SubcommandContext): Command {
  return new Command('publish')
    .summary('publish templates from files')
    .description(
      'Publishes the next version of the template in every file: YAML or JSON as docs/templates.md describes. What is published already stays the version that it is. Nothing is published unless all files are good.',
    )
    .argument('<file...>', 'template files; "-" reads the standard input')
    .addOption(urlOption())
    .option('--topic <name>', 'topic to publish in, whatever the files say; created if need be')
    .option('--by <name>', 'who publishes them')
    .addOption(outputOption('"json" prints one object per template'))
    .action((paths: string[], options: PublishOptions) => publish(paths, options, terminal));
}

async function publish(
  paths: readonly string[],
  options: PublishOptions,
  terminal: Terminal,
): Promise<void> {
  const files = await readAll(paths, terminal);
  const inputs = files.map((file) => ({ file, topic: topicOf(file, options) }));
  const client = await connect(terminal, { url: options.url });
  for (const topic of new Set(inputs.map((input) => input.topic))) {
    if (await ensureTopic(client, topic)) say(terminal, `Created the topic "${topic}".`);
  }
  const by = options.by === undefined ? {} : { by: options.by };
  const signal = terminal.interruption;
  for (const { file, topic } of inputs) {
    const { template, replayed } = await client
      .templatePublish({ ...file.template, topic, ...by }, { signal })
      .catch((error: unknown) => refuseFile(file, error));
    terminal.out.write(
      options.output === 'json'
        ? `${JSON.stringify(inJson(template, file, replayed))}\n`
        : `${inWords(template, file, replayed)}\n`,
    );
  }
}

/** Reads every file; what is wrong with any of them is told for all. */
async function readAll(
  paths: readonly string[],
  terminal: Terminal,
): Promise<readonly TemplateFile[]> {
  const files: TemplateFile[] = [];
  const faults: string[] = [];
  for (const path of paths) {
    try {
      files.push(await readTemplateFile(path, () => terminal.readStandardInput()));
    } catch (error) {
      if (!(error instanceof CliError)) throw error;
      faults.push(error.message);
    }
  }
  if (faults.length === 0) return files;
  throw usageError(`${faults.join('\n')}\nNothing was published. Mend this and publish again.`);
}

function topicOf({ source, topic }: TemplateFile, options: PublishOptions): string {
  const chosen = options.topic ?? topic;
  if (chosen !== undefined) return chosen;
  throw usageError(
    `${source} names no topic. Give one with --topic, or write "topic:" into the file.`,
  );
}

/** A refusal is about the file; anything else is about the server. */
function refuseFile({ source }: TemplateFile, error: unknown): never {
  if (!(error instanceof ClientError)) throw error;
  const exitCode = error.category === 'VALIDATION' ? exitCodes.usage : exitCodes.error;
  throw new CliError(`${source}: ${error.message} (${error.code})`, exitCode);
}

function inWords(
  { id, name, version }: TemplatePartsFragment,
  { source }: TemplateFile,
  isReplayed: boolean,
): string {
  const verb = isReplayed ? 'was there already' : 'published';
  return `${id}  ${verb}: ${name}, version ${version}  (${source})`;
}

function inJson(
  { id, name, version, topic }: TemplatePartsFragment,
  { source }: TemplateFile,
  isReplayed: boolean,
): object {
  return { id, name, version, topic: topic.name, file: source, isReplayed };
}
