/** How `junjo start` is set up: from flags, else the environment, else defaults. */
import { isLoopback } from '../server/local-access.ts';
import { usageError } from './cli-error.ts';
import { defaultAddress } from './options.ts';
import type { Terminal } from './terminal.ts';

export interface StartFlags {
  readonly host?: string;
  readonly port?: string;
  readonly database?: string;
  readonly connections?: string;
  readonly subscriptions?: string;
  readonly notice?: string;
  readonly drain?: string;
  readonly insecure?: true;
}

export interface StartSettings {
  readonly host: string;
  readonly port: number;
  /** What asked for the port; undefined when it is the default, which another may take over. */
  readonly portSource: string | undefined;
  readonly database: string;
  /** How many connections to PostgreSQL at most. */
  readonly connectionCountMax: number;
  /** How many subscriptions may be open at once. */
  readonly subscriptionCountMax: number;
  /** How long it goes on taking requests once it is told to stop, milliseconds. */
  readonly noticeMs: number;
  /** How long what is under way may take after that, milliseconds. */
  readonly drainMs: number;
  /** Whether other machines can reach the server. */
  readonly isExposed: boolean;
}

export const defaultDatabase = 'file:./.junjo/junjo.db';
export const defaultSeconds = { notice: 0, drain: 10 } as const;
export const defaultConnectionCountMax = 17;
export const defaultSubscriptionCountMax = 20_000;

/** Reads the settings; all that is wrong with them is told in one error. */
export function readStartSettings(flags: StartFlags, env: Terminal['env']): StartSettings {
  const host = setting(['--host', flags.host], ['JUNJO_HOST', 'HOST'], env);
  const port = setting(['--port', flags.port], ['JUNJO_PORT', 'PORT'], env);
  const database = setting(['--database', flags.database], databaseVariables, env);
  const connections = setting(['--connections', flags.connections], ['JUNJO_CONNECTIONS'], env);
  const subscriptions = setting(
    ['--subscriptions', flags.subscriptions],
    ['JUNJO_SUBSCRIPTIONS'],
    env,
  );
  const notice = setting(['--notice', flags.notice], ['JUNJO_NOTICE'], env);
  const drain = setting(['--drain', flags.drain], ['JUNJO_DRAIN'], env);
  const chosenHost = host?.value ?? defaultAddress.host;
  const isExposed = !isLoopback(chosenHost);
  const faults = [
    isExposed && flags.insecure !== true ? exposed(host) : undefined,
    port === undefined ? undefined : portFault(port),
    database === undefined ? undefined : databaseFault(database),
    connections === undefined ? undefined : connectionsFault(connections),
    subscriptions === undefined ? undefined : subscriptionsFault(subscriptions),
    secondsFault(notice),
    secondsFault(drain),
  ].filter((fault) => fault !== undefined);
  if (faults.length > 0) throw usageError(faults.join('\n'));
  return {
    host: chosenHost,
    port: port === undefined ? defaultAddress.port : Number(port.value),
    portSource: port?.source,
    database: database?.value ?? defaultDatabase,
    connectionCountMax: Number(connections?.value ?? defaultConnectionCountMax),
    subscriptionCountMax: Number(subscriptions?.value ?? defaultSubscriptionCountMax),
    noticeMs: Number(notice?.value ?? defaultSeconds.notice) * 1_000,
    drainMs: Number(drain?.value ?? defaultSeconds.drain) * 1_000,
    isExposed,
  };
}

/** The database that a flag, else the environment, else the default names. */
export function readDatabaseSetting(flag: string | undefined, env: Terminal['env']): string {
  const given = setting(['--database', flag], databaseVariables, env);
  const fault = given === undefined ? undefined : databaseFault(given);
  if (fault !== undefined) throw usageError(fault);
  return given?.value ?? defaultDatabase;
}

const databaseVariables = ['JUNJO_DATABASE', 'DATABASE_URL'];

interface Setting {
  readonly source: string;
  readonly value: string;
}

/** What the flag says, else the first variable that says something. */
function setting(
  [flag, flagValue]: readonly [flag: string, value: string | undefined],
  variables: readonly string[],
  env: Terminal['env'],
): Setting | undefined {
  if (flagValue !== undefined) return { source: flag, value: flagValue };
  const source = variables.find((variable) => (env[variable] ?? '') !== '');
  return source === undefined ? undefined : { source, value: env[source] ?? '' };
}

function exposed(host: Setting | undefined): string {
  return `${host?.source} is "${host?.value}", which other machines may reach, and Junjo has no authentication yet. Use 127.0.0.1, or add --insecure if everybody who reaches it may do everything.`;
}

function portFault({ source, value }: Setting): string | undefined {
  if (/^\d{1,5}$/.test(value) && Number(value) <= 65_535) return undefined;
  return `${source} is "${value}"; give a port from 0 to 65535 (0 takes any free one).`;
}

function connectionsFault({ source, value }: Setting): string | undefined {
  if (/^\d{1,4}$/.test(value) && Number(value) >= 3) return undefined;
  return `${source} is "${value}"; give a number of connections from 3 to 9999.`;
}

function subscriptionsFault({ source, value }: Setting): string | undefined {
  if (/^\d{1,6}$/.test(value)) return undefined;
  return `${source} is "${value}"; give a number of subscriptions from 0 to 999999.`;
}

function secondsFault(setting: Setting | undefined): string | undefined {
  if (setting === undefined) return undefined;
  const { source, value } = setting;
  if (/^\d{1,4}$/.test(value) && Number(value) <= secondsMax) return undefined;
  return `${source} is "${value}"; give whole seconds from 0 to ${secondsMax}.`;
}

const secondsMax = 3_600;

function databaseFault({ source, value }: Setting): string | undefined {
  if (/^file:./.test(value) || value === 'memory:') return undefined;
  if (/^postgres(ql)?:\/\/./.test(value) && URL.canParse(value)) return undefined;
  // The whole may hold a password; how it begins says enough.
  const start = value.includes(':') ? `${value.slice(0, value.indexOf(':'))}:…` : value;
  return `${source} is "${start}", which is no database that Junjo knows. Use file:PATH for a SQLite file, memory: for one that goes with the process, or postgresql://USER:PASSWORD@HOST/DATABASE.`;
}
