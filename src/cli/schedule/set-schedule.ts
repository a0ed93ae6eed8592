/** `junjo schedule set` and `preview`: the timing as flags, and what it comes to. */
import { Command, InvalidArgumentError, Option } from 'commander';
import type { ScheduleSetInput } from '../../client/generated/operations.ts';
import { usageError } from '../cli-error.ts';
import { connect } from '../connect.ts';
import { instant, outputOption, urlOption, wholeNumber } from '../options.ts';
import type { Terminal } from '../terminal.ts';
import { scheduleInWords } from './schedule-texts.ts';

interface TimingOptions {
  readonly url?: string;
  readonly output: string;
  readonly cron?: string;
  readonly zone?: string;
  readonly every?: number;
  readonly anchor?: string;
  readonly at?: string;
  readonly startsAt?: string;
  readonly endsAt?: string;
}

interface SetOptions extends TimingOptions {
  readonly topic: string;
  readonly template: string;
  readonly templateVersion?: number;
  readonly description?: string;
  readonly params?: unknown;
  readonly dueAtParam?: string;
  readonly jobName?: string;
  readonly priority?: number;
  readonly labels?: unknown;
  readonly overlap?: ScheduleSetInput['overlap'];
  readonly queueMax?: number;
  readonly missed?: ScheduleSetInput['missed'];
  readonly by?: string;
}

export function setScheduleCommand(terminal: Terminal): Command {
  const command = new Command('set')
    .summary('make a schedule, or change the one of this name')
    .argument('<name>', 'the schedule')
    .requiredOption('--topic <name>', 'topic of the schedule and its template')
    .requiredOption('--template <name>', 'template to start')
    .option('--template-version <number>', 'version of it; else the newest', positive)
    .option('--description <text>', 'what it is for')
    .option('--params <json>', 'parameters, as a JSON object', jsonObject)
    .option('--due-at-param <name>', 'parameter that is given the time at which it was due')
    .option('--job-name <text>', 'name of its jobs')
    .option('--priority <number>', 'priority of its jobs', wholeNumber(-1_000, 1_000))
    .option('--labels <json>', 'labels of its jobs, as a JSON object', jsonObject)
    .addOption(
      new Option('--overlap <what>', 'while the job before runs').choices([
        'SKIP',
        'QUEUE',
        'REPLACE',
        'ALLOW',
      ] satisfies ScheduleSetInput['overlap'][]),
    )
    .option('--queue-max <count>', 'how many firings may wait, with QUEUE', positive)
    .addOption(
      new Option('--missed <what>', 'when nobody looked in time').choices([
        'SKIP',
        'ONE',
        'ALL',
      ] satisfies ScheduleSetInput['missed'][]),
    )
    .option('--by <name>', 'who asks for it');
  return withTiming(command).action(async (name: string, options: SetOptions) => {
    const client = await connect(terminal, { url: options.url });
    const { schedule } = await client.scheduleSet(inputOf(name, options));
    const isJson = options.output === 'json';
    terminal.out.write(`${isJson ? JSON.stringify(schedule) : scheduleInWords(schedule)}\n`);
  });
}

export function previewScheduleCommand(terminal: Terminal): Command {
  const command = new Command('preview')
    .summary('show when a timing fires, without setting anything')
    .option('--count <count>', 'how many firings to show', wholeNumber(1, 100), 10)
    .option('--after <instant>', 'from when on; else now', instant);
  return withTiming(command).action(
    async (options: TimingOptions & { readonly count: number; readonly after?: string }) => {
      const client = await connect(terminal, { url: options.url });
      const { count, after } = options;
      const input = { timing: timingOf(options), count, afterAt: after ?? null };
      for (const firing of await client.schedulePreview(input)) {
        const isJson = options.output === 'json';
        const text = `${firing.at}  ${firing.local}`;
        terminal.out.write(`${isJson ? JSON.stringify(firing) : text}\n`);
      }
    },
  );
}

function withTiming(command: Command): Command {
  return command
    .addOption(urlOption())
    .option('--cron <expression>', 'such as "30 2 * * MON-FRI"')
    .option('--zone <name>', 'time zone of --cron, such as Europe/Berlin; else UTC')
    .option('--every <duration>', 'interval, such as 90s, 15m, 6h or 2d', duration)
    .option('--anchor <instant>', 'a firing of the interval', instant)
    .option('--at <instant>', 'fire once, such as 2026-01-31T12:00:00Z', instant)
    .option('--starts-at <instant>', 'nothing fires before', instant)
    .option('--ends-at <instant>', 'nothing fires from then on', instant)
    .addOption(outputOption('"json" prints one object per line'));
}

function timingOf(options: TimingOptions): ScheduleSetInput['timing'] {
  const { cron, zone, every, anchor, at, startsAt, endsAt } = options;
  if ([cron, every, at].filter((value) => value !== undefined).length !== 1) {
    throw usageError('Say when it fires by exactly one of --cron, --every and --at.');
  }
  return given({ cron, zone, everyMs: every, anchorAt: anchor, at, startsAt, endsAt });
}

function inputOf(name: string, options: SetOptions): ScheduleSetInput {
  const { topic, template, templateVersion: version, params, dueAtParam, jobName } = options;
  const { description, priority, labels, overlap, queueMax, missed, by } = options;
  return {
    topic,
    name,
    template,
    timing: timingOf(options),
    ...given({ version, params, dueAtParam, jobName, description, priority, labels, by }),
    ...given({ overlap, queueMax, missed }),
  };
}

type Given<Fields> = { [K in keyof Fields]?: Exclude<Fields[K], undefined> };

/** Without what was not given: the server knows what that means. */
function given<Fields extends object>(fields: Fields): Given<Fields> {
  const entries = Object.entries(fields).filter(([, value]) => value !== undefined);
  // What is left are fields that were given, with their values.
  return Object.fromEntries(entries) as Given<Fields>;
}

const positive = wholeNumber(1, 1_000);

function jsonObject(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  } catch {
    // What is no JSON is told like what is no object.
  }
  throw new InvalidArgumentError('Give a JSON object, such as {"store": "Berlin"}.');
}

/** Milliseconds of a duration with its unit. */
function duration(text: string): number {
  const [, count = '', unit = ''] = /^(\d+)(s|m|h|d)$/.exec(text) ?? [];
  const unitMs = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 }[unit];
  if (unitMs !== undefined) return Number(count) * unitMs;
  throw new InvalidArgumentError('Give a number and its unit: 90s, 15m, 6h or 2d.');
}
