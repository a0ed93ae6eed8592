/** The options that several subcommands have, and how options are read. */
import { InvalidArgumentError, Option } from 'commander';
import type { OnConflict } from '../client/generated/operations.ts';
import { usageError } from './cli-error.ts';
import type { Terminal } from './terminal.ts';

/** Where the server is when nothing says otherwise. */
export const defaultAddress = { host: '127.0.0.1', port: 4000 } as const;

export function urlOption(): Option {
  return new Option(
    '--url <url>',
    `address of the server (or JUNJO_URL; default http://${defaultAddress.host}:${defaultAddress.port})`,
  );
}

/** The address that a flag, else the environment, gives; undefined when neither does. */
export function givenUrl(flag: string | undefined, env: Terminal['env']): string | undefined {
  const [source, url] = flag === undefined ? ['JUNJO_URL', env['JUNJO_URL']] : ['--url', flag];
  if (url === undefined || url === '') return undefined;
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
    throw usageError(
      `${source} is "${url}"; give an address such as http://${defaultAddress.host}:${defaultAddress.port}.`,
    );
  }
  return url;
}

/** Where `junjo start` listens on this machine when it is started in the same environment. */
export function usualUrl(env: Terminal['env']): string {
  const port = [env['JUNJO_PORT'], env['PORT']].find((value) => (value ?? '') !== '');
  const url = `http://${defaultAddress.host}:${port ?? defaultAddress.port}`;
  return URL.canParse(url) ? url : `http://${defaultAddress.host}:${defaultAddress.port}`;
}

export function outputOption(json: string): Option {
  return new Option('-o, --output <format>', json).choices(['text', 'json']).default('text');
}

export function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const number = Number(text);
    if (/^-?\d+$/.test(text) && number >= least && number <= most) return number;
    throw new InvalidArgumentError(`Give a whole number from ${least} to ${most}.`);
  };
}

/** A share of all cases, from 0 (never) to 1 (always). */
export function share(text: string): number {
  const number = Number(text);
  if (text.trim() !== '' && number >= 0 && number <= 1) return number;
  throw new InvalidArgumentError('Give a number from 0 (never) to 1 (always).');
}

/** A label among those that were given before it. */
export function label(
  text: string,
  before: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const [, name, value] = /^([^=]+)=(.*)$/.exec(text) ?? [];
  if (name !== undefined && value !== undefined) return { ...before, [name]: value };
  throw new InvalidArgumentError('Give a name and a value, such as region=eu.');
}

export function positiveNumber(text: string): number {
  const number = Number(text);
  if (Number.isFinite(number) && number > 0) return number;
  throw new InvalidArgumentError('Give a number greater than 0.');
}

/** What flags ask for beside a job, however it is brought. */
export interface SubmissionOptions {
  readonly onConflict?: OnConflict;
  readonly startAt?: string;
  readonly finishBy?: string;
}

export function submissionOptions(): readonly Option[] {
  const conflict = '--on-conflict <what>';
  const startAt = 'when it begins, such as 2026-01-31T12:00:00Z';
  const finishBy = 'when what is unfinished of it is cancelled';
  return [
    new Option(conflict, 'what happens if a job of the topic has the key').choices(conflicts),
    new Option('--start-at <instant>', startAt).argParser(instant),
    new Option('--finish-by <instant>', finishBy).argParser(instant),
  ];
}

/** Those of the flags that were given. */
export function givenSubmission(options: SubmissionOptions): SubmissionOptions {
  const { onConflict, startAt, finishBy } = options;
  return {
    ...(onConflict === undefined ? {} : { onConflict }),
    ...(startAt === undefined ? {} : { startAt }),
    ...(finishBy === undefined ? {} : { finishBy }),
  };
}

const conflicts = ['RETURN_EXISTING', 'REJECT', 'REPLACE'] as const satisfies readonly OnConflict[];

export function instant(text: string): string {
  if (/^\d{4}-\d\d-\d\dT/.test(text) && !Number.isNaN(Date.parse(text))) {
    return new Date(text).toISOString();
  }
  throw new InvalidArgumentError('Give an instant such as 2026-01-31T12:00:00Z.');
}
