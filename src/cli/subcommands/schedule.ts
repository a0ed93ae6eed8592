/** `junjo schedule`: Templates started by time. What is done to a Schedule names it and its topic. */
import { Command, Option } from 'commander';
import type { Client } from '../../client/create-client.ts';
import type {
  FiringPartsFragment,
  SchedulePartsFragment,
} from '../../client/generated/operations.ts';
import { CliError, exitCodes } from '../cli-error.ts';
import { connect } from '../connect.ts';
import { instant, outputOption, urlOption, wholeNumber } from '../options.ts';
import { firingInWords, scheduleInDetail, scheduleInWords } from '../schedule/schedule-texts.ts';
import { previewScheduleCommand, setScheduleCommand } from '../schedule/set-schedule.ts';
import type { SubcommandContext } from '../subcommand.ts';
import type { Terminal } from '../terminal.ts';

export function scheduleCommand({ terminal }: SubcommandContext): Command {
  return new Command('schedule')
    .summary('start templates by time')
    .description(
      'Starts templates by cron, at intervals or once. docs/schedules.md says what the choices mean.',
    )
    .addCommand(setScheduleCommand(terminal))
    .addCommand(previewScheduleCommand(terminal))
    .addCommand(listCommand(terminal))
    .addCommand(showCommand(terminal))
    .addCommand(changeCommand(terminal, changes.pause).option(...resumeAtFlags))
    .addCommand(changeCommand(terminal, changes.resume))
    .addCommand(changeCommand(terminal, changes.fire).addOption(overlapOption()))
    .addCommand(changeCommand(terminal, changes.remove));
}

interface NamedOptions {
  readonly url?: string;
  readonly topic: string;
  readonly output: string;
}

function listCommand(terminal: Terminal): Command {
  return new Command('list')
    .summary('list the schedules of a topic')
    .addOption(urlOption())
    .requiredOption('--topic <name>', 'topic to look at')
    .addOption(outputOption('"json" prints one object per schedule'))
    .action(async ({ url, topic, output }: NamedOptions) => {
      const client = await connect(terminal, { url });
      for await (const schedule of client.schedules(topic)) {
        print(terminal, output, { data: schedule, text: scheduleInWords(schedule) });
      }
    });
}

function showCommand(terminal: Terminal): Command {
  return new Command('show')
    .summary('show a schedule and what became of its firings')
    .argument('<name>', 'the schedule')
    .addOption(urlOption())
    .requiredOption('--topic <name>', 'topic of the schedule')
    .option('--firings <count>', 'how many firings to show', wholeNumber(0, 1_000), 10)
    .addOption(outputOption('"json" prints one object'))
    .action(async (name: string, options: NamedOptions & { readonly firings: number }) => {
      const client = await connect(terminal, { url: options.url });
      const schedule = await getSchedule(client, options.topic, name);
      const firings: FiringPartsFragment[] = [];
      if (options.firings > 0) {
        for await (const firing of client.scheduleFirings({ id: schedule.id })) {
          firings.push(firing);
          if (firings.length === options.firings) break;
        }
      }
      const text = [...scheduleInDetail(schedule), ...firings.map(firingInWords)].join('\n');
      print(terminal, options.output, { data: { ...schedule, firings }, text });
    });
}

interface ChangeOptions extends NamedOptions {
  readonly reason?: string;
  readonly by?: string;
  readonly resumeAt?: string;
  readonly overlap?: 'SKIP' | 'QUEUE' | 'REPLACE' | 'ALLOW';
}

interface Change {
  readonly name: string;
  readonly summary: string;
  /** Does it, and answers how it is told. */
  apply(client: Client, scheduleId: string, options: ChangeOptions): Promise<Told>;
}

interface Told {
  readonly data: object;
  readonly text: string;
}

const changes = {
  pause: {
    name: 'pause',
    summary: 'have a schedule start nothing',
    apply: async (client, scheduleId, { reason, by, resumeAt }) => {
      const input = { scheduleId, reason, by, resumeAt };
      const { schedule } = await client.schedulePause(input);
      return { data: schedule, text: scheduleInWords(schedule) };
    },
  },
  resume: {
    name: 'resume',
    summary: 'let a schedule go on',
    apply: async (client, scheduleId, { reason, by }) => {
      const { schedule } = await client.scheduleResume({ scheduleId, reason, by });
      return { data: schedule, text: scheduleInWords(schedule) };
    },
  },
  fire: {
    name: 'fire',
    summary: 'have a schedule fire now, beside its times',
    apply: async (client, scheduleId, { reason, by, overlap }) => {
      const { firing } = await client.scheduleFire({ scheduleId, reason, by, overlap });
      return { data: firing, text: firingInWords(firing) };
    },
  },
  remove: {
    name: 'remove',
    summary: 'remove a schedule with its history',
    apply: async (client, scheduleId, { reason, by }) => {
      await client.scheduleRemove({ scheduleId, reason, by });
      return { data: { scheduleId }, text: `${scheduleId}  removed` };
    },
  },
} as const satisfies Readonly<Record<string, Change>>;

function changeCommand(terminal: Terminal, change: Change): Command {
  return new Command(change.name)
    .summary(change.summary)
    .argument('<name>', 'the schedule')
    .addOption(urlOption())
    .requiredOption('--topic <name>', 'topic of the schedule')
    .option('--reason <text>', 'why, for those who look at it later')
    .option('--by <name>', 'who asks for it')
    .addOption(outputOption('"json" prints one object'))
    .action(async (name: string, options: ChangeOptions) => {
      const client = await connect(terminal, { url: options.url });
      const { id } = await getSchedule(client, options.topic, name);
      print(terminal, options.output, await change.apply(client, id, options));
    });
}

const resumeAtFlags = [
  '--resume-at <instant>',
  'when it goes on by itself, such as 2026-01-31T12:00:00Z',
  instant,
] as const;

function overlapOption(): Option {
  return new Option(
    '--overlap <what>',
    'what becomes of this firing while a job of the schedule runs',
  ).choices(['SKIP', 'QUEUE', 'REPLACE', 'ALLOW']);
}

async function getSchedule(
  client: Client,
  topic: string,
  name: string,
): Promise<SchedulePartsFragment> {
  const schedule = await client.findSchedule({ name: { topic, name } });
  if (schedule !== null) return schedule;
  throw new CliError(
    `There is no schedule "${name}" in the topic "${topic}". List them with: junjo schedule list --topic ${topic}`,
    exitCodes.error,
  );
}

function print(terminal: Terminal, output: string, { data, text }: Told): void {
  terminal.out.write(`${output === 'json' ? JSON.stringify(data) : text}\n`);
}
