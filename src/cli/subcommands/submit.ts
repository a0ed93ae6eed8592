/** `junjo submit`: Jobs from files, all of them checked before the first is submitted. */
import { Command } from 'commander';
import { ClientError } from '../../client/client-error.ts';
import type { Client } from '../../client/create-client.ts';
import type { JobPartsFragment, JobSubmitInput } from '../../client/generated/operations.ts';
import { CliError, exitCodes, usageError } from '../cli-error.ts';
import { connect } from '../connect.ts';
import { counted } from '../counted.ts';
import { ensureTopic } from '../ensure-topic.ts';
import type { JobFile } from '../job-file/job-file.ts';
import { readJobFile } from '../job-file/read-job-file.ts';
import {
  givenSubmission,
  outputOption,
  type SubmissionOptions,
  submissionOptions,
  urlOption,
} from '../options.ts';
import type { SubcommandContext } from '../subcommand.ts';
import { say, type Terminal } from '../terminal.ts';

interface SubmitOptions extends SubmissionOptions {
  readonly url?: string;
  readonly topic?: string;
  readonly key?: string;
  readonly output: string;
}

export function submitCommand({ terminal }: SubcommandContext): Command {
  const command = new Command('submit')
    .summary('submit jobs from files')
    .description(
      'Submits a job for every file: YAML or JSON as docs/job-file.md describes, or a workflow in WfFormat 1.5. Nothing is submitted unless all files are good.',
    )
    .argument('<file...>', 'job files; "-" reads the standard input')
    .addOption(urlOption())
    .option('--topic <name>', 'topic to submit to, whatever the files say; created if need be')
    .option('--key <key>', 'key of the job: submitting it again answers the job there is')
    .addOption(outputOption('"json" prints one object per job'))
    .action((paths: string[], options: SubmitOptions) => submit(paths, options, terminal));
  for (const option of submissionOptions()) command.addOption(option);
  return command;
}

async function submit(
  paths: readonly string[],
  options: SubmitOptions,
  terminal: Terminal,
): Promise<void> {
  if (options.key !== undefined && paths.length > 1) {
    throw usageError(
      '--key names one job, but several files are given. Give one file, or write the keys into the files.',
    );
  }
  const files = await readAll(paths, terminal);
  const inputs = files.map((file) => ({ file, input: inputOf(file, options) }));
  const client = await connect(terminal, { url: options.url });
  for (const topic of new Set(inputs.map(({ input }) => input.topic))) {
    if (await ensureTopic(client, topic)) say(terminal, `Created the topic "${topic}".`);
  }
  for (const { file, input } of inputs) {
    const answer = await submitOne(client, {
      file,
      input,
      signal: terminal.interruption,
    });
    terminal.out.write(
      options.output === 'json'
        ? `${JSON.stringify(inJson(answer, file))}\n`
        : `${inWords(answer, file)}\n`,
    );
  }
}

/** Reads every file; what is wrong with any of them is told for all. */
async function readAll(paths: readonly string[], terminal: Terminal): Promise<readonly JobFile[]> {
  const files: JobFile[] = [];
  const faults: string[] = [];
  for (const path of paths) {
    try {
      files.push(await readJobFile(path, () => terminal.readStandardInput()));
    } catch (error) {
      if (!(error instanceof CliError)) throw error;
      faults.push(error.message);
    }
  }
  if (faults.length > 0) {
    throw usageError(`${faults.join('\n')}\nNothing was submitted. Mend this and submit again.`);
  }
  return files;
}

/** What the flags say wins over what the files say. */
function inputOf(file: JobFile, options: SubmitOptions): JobSubmitInput {
  const { topic, key } = options;
  const chosen = topic ?? file.topic;
  if (chosen === undefined) {
    throw usageError(
      `${file.source} names no topic. Give one with --topic, or write "topic:" into the file.`,
    );
  }
  const flags = { ...(key === undefined ? {} : { key }), ...givenSubmission(options) };
  return { ...file.job, topic: chosen, ...flags };
}

interface Submission {
  readonly file: JobFile;
  readonly input: JobSubmitInput;
  readonly signal: AbortSignal;
}

async function submitOne(client: Client, { file, input, signal }: Submission) {
  try {
    return await client.jobSubmit(input, { signal });
  } catch (error) {
    if (!(error instanceof ClientError)) throw error;
    // A refusal is about the file; anything else is about the server.
    const exitCode = error.category === 'VALIDATION' ? exitCodes.usage : exitCodes.error;
    throw new CliError(`${file.source}: ${error.message} (${error.code})`, exitCode);
  }
}

interface Answered {
  readonly job: JobPartsFragment;
  readonly replayed: boolean;
  readonly differs: boolean;
  readonly collapsed: boolean;
}

function inWords(answer: Answered, { source }: JobFile): string {
  const { job } = answer;
  const { taskCounts, unitCounts } = job;
  const verb = verbOf(answer);
  return `${job.id}  ${verb}: ${job.name}, ${counted(taskCounts.total, 'task')}, ${counted(unitCounts.total, 'unit')}  (${source})`;
}

function verbOf({ job, replayed, differs, collapsed }: Answered): string {
  if (collapsed) return 'came shortly before and stands for this one';
  if (replayed) return differs ? 'was there already, made otherwise' : 'was there already';
  return job.beginsAt === null ? 'submitted' : `begins at ${job.beginsAt}`;
}

function inJson({ job, replayed, differs, collapsed }: Answered, { source }: JobFile): object {
  return {
    id: job.id,
    name: job.name,
    key: job.key,
    topic: job.topic.name,
    state: job.state,
    taskCount: job.taskCounts.total,
    unitCount: job.unitCounts.total,
    file: source,
    isReplayed: replayed,
    differs,
    collapsed,
    beginsAt: job.beginsAt,
  };
}
