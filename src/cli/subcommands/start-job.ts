/** `junjo start-job`: a Job from a Template, or what it would be. */
import { Command } from 'commander';
import type { Client } from '../../client/create-client.ts';
import type {
  JobPartsFragment,
  TemplateDryRunInput,
  TemplateDryRunQuery,
} from '../../client/generated/operations.ts';
import { usageError } from '../cli-error.ts';
import { connect } from '../connect.ts';
import { counted } from '../counted.ts';
import {
  givenSubmission,
  outputOption,
  type SubmissionOptions,
  submissionOptions,
  urlOption,
  wholeNumber,
} from '../options.ts';
import { parseFields, readSourceFile } from '../source-file.ts';
import type { SubcommandContext } from '../subcommand.ts';
import type { Terminal } from '../terminal.ts';

interface StartJobOptions extends SubmissionOptions {
  readonly url?: string;
  readonly topic: string;
  readonly param: readonly string[];
  readonly params?: string;
  readonly key?: string;
  readonly name?: string;
  readonly priority?: number;
  readonly allowDeprecated?: boolean;
  readonly dryRun?: boolean;
  readonly output: string;
}

export function startJobCommand({ terminal }: SubcommandContext): Command {
  const command = new Command('start-job')
    .summary('start a job from a template')
    .description(
      'Starts a job from the newest version of a template, or from another: NAME@VERSION. With --dry-run it prints what the job would be, and starts nothing.',
    )
    .argument('<template>', 'name of the template, or NAME@VERSION')
    .addOption(urlOption())
    .requiredOption('--topic <name>', 'topic of the template')
    .option(
      '-p, --param <name=value>',
      'a parameter, as often as needed; what is JSON is read as such, all else is text',
      (text: string, before: readonly string[]) => [...before, text],
      [],
    )
    .option('--params <file>', 'parameters from a YAML or JSON file; "-" reads the standard input')
    .option('--key <key>', 'key of the job: starting it again answers the job there is')
    .option('--name <name>', 'name of the job')
    .option('--priority <number>', 'its priority', wholeNumber(-1_000, 1_000))
    .option('--allow-deprecated', 'start the version that is named even if it is deprecated')
    .option('--dry-run', 'print what the job would be, and start nothing')
    .addOption(outputOption('"json" prints the job as an object'))
    .action((name: string, options: StartJobOptions) => startJob(name, options, terminal));
  for (const option of submissionOptions()) command.addOption(option);
  return command;
}

async function startJob(name: string, options: StartJobOptions, terminal: Terminal): Promise<void> {
  const input = await inputOf(name, options, terminal);
  const client = await connect(terminal, { url: options.url });
  const print = options.dryRun === true ? tryStart : start;
  terminal.out.write(`${await print(client, input, { options, terminal })}\n`);
}

interface Surroundings {
  readonly options: StartJobOptions;
  readonly terminal: Terminal;
}

async function start(
  client: Client,
  input: TemplateDryRunInput,
  { options, terminal }: Surroundings,
): Promise<string> {
  const given = { ...input, ...givenSubmission(options) };
  const { job, replayed } = await client.jobStart(given, { signal: terminal.interruption });
  return options.output === 'json' ? JSON.stringify(inJson(job, replayed)) : inWords(job, replayed);
}

async function tryStart(
  client: Client,
  input: TemplateDryRunInput,
  { options, terminal }: Surroundings,
): Promise<string> {
  const { job, template } = await client.templateDryRun(input, { signal: terminal.interruption });
  if (options.output === 'json') return JSON.stringify({ ...job, version: template.version });
  return [
    `would start: ${job.name}, ${sizeOf(job.taskCount, job.unitCount)}  (${template.name}, version ${template.version})`,
    ...job.tasks.flatMap(taskInWords),
  ].join('\n');
}

type Draft = NonNullable<TemplateDryRunQuery['templateDryRun']['job']>;

function taskInWords({ key, dependsOn, units }: Draft['tasks'][number]): readonly string[] {
  return [
    `  ${key}${afterOf(dependsOn)}`,
    ...units.map((unit) => `    ${key}/${unit.key}  ${unit.kind}${afterOf(unit.dependsOn)}`),
  ];
}

function afterOf(dependsOn: readonly string[]): string {
  return dependsOn.length === 0 ? '' : `  after ${dependsOn.join(', ')}`;
}

async function inputOf(
  text: string,
  options: StartJobOptions,
  terminal: Terminal,
): Promise<TemplateDryRunInput> {
  const [template = '', version] = text.split('@');
  if (version !== undefined && !/^\d{1,9}$/.test(version)) {
    throw usageError(`"${text}" names no version. Give a name, or NAME@VERSION such as album@2.`);
  }
  const { topic, key, name, priority, allowDeprecated = false } = options;
  return {
    ...{ topic, template, allowDeprecated },
    params: await paramsOf(options, terminal),
    ...(version === undefined ? {} : { version: Number(version) }),
    ...(key === undefined ? {} : { key }),
    ...(name === undefined ? {} : { name }),
    ...(priority === undefined ? {} : { priority }),
  };
}

/** Those of the file, and single ones over them. */
async function paramsOf(
  { param, params }: StartJobOptions,
  terminal: Terminal,
): Promise<Readonly<Record<string, unknown>>> {
  const single = param.map((text): readonly [string, unknown] => {
    const at = text.indexOf('=');
    if (at < 1) throw usageError(`--param is "${text}"; give a name and a value: size=3.`);
    return [text.slice(0, at), readValue(text.slice(at + 1))];
  });
  if (params === undefined) return Object.fromEntries(single);
  const file = await readSourceFile(params, () => terminal.readStandardInput());
  const { data } = parseFields(file, { noun: 'file of parameters', page: 'docs/templates.md' });
  return { ...data, ...Object.fromEntries(single) };
}

function readValue(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function inWords(job: JobPartsFragment, isReplayed: boolean): string {
  const { id, name, taskCounts, unitCounts } = job;
  const begun = job.beginsAt === null ? 'started' : `begins at ${job.beginsAt}`;
  const verb = isReplayed ? 'was there already' : begun;
  return `${id}  ${verb}: ${name}, ${sizeOf(taskCounts.total, unitCounts.total)}`;
}

function sizeOf(taskCount: number, unitCount: number): string {
  return `${counted(taskCount, 'task')}, ${counted(unitCount, 'unit')}`;
}

function inJson(job: JobPartsFragment, isReplayed: boolean): object {
  const { id, name, key, topic, state, taskCounts, unitCounts } = job;
  return {
    ...{ id, name, key, topic: topic.name, state },
    ...{ taskCount: taskCounts.total, unitCount: unitCounts.total, isReplayed },
  };
}
