import type { Logger } from 'pino';

export interface ServerOptions {
  /** The address to listen on. @default '127.0.0.1' */
  readonly host?: string | undefined;
  /** The port to listen on; 0 takes any free one. @default 4000 */
  readonly port?: number | undefined;
  /**
   * `file:PATH` for a SQLite file, which is created if it is not there, `memory:` for one that goes
   * with the process, or `postgresql://USER:PASSWORD@HOST/DATABASE`. @default 'file:./.junjo/junjo.db'
   */
  readonly database?: string | undefined;
  /**
   * How many connections to PostgreSQL at most, from 3: half of them write, half read, and one hears of
   * other servers. @default 17
   */
  readonly connectionCountMax?: number | undefined;
  /** The largest request body that is read, in bytes. @default 16777216 */
  readonly maxBodyBytes?: number | undefined;
  /** How many subscriptions may be open at once; more are refused. @default 20000 */
  readonly subscriptionCountMax?: number | undefined;
  /** How long `stop` lets requests that are under way finish, in milliseconds. @default 10000 */
  readonly drainMs?: number | undefined;
  /**
   * How long `stop` goes on taking requests before that, milliseconds, while `/health/ready` says no:
   * whoever spreads requests over several servers gets to notice, and sends new ones elsewhere.
   * Units are not handed out any more from the beginning. @default 0
   */
  readonly noticeMs?: number | undefined;
  /** The clock to go by, in epoch milliseconds; for tests. @default the database's */
  readonly now?: (() => number) | undefined;
  /** Where to log. @default warnings and errors, as lines of JSON on standard error */
  readonly log?: Logger | undefined;
}

export type ReadOptions = Pick<ServerOptions, 'now' | 'log'> & {
  readonly [Name in keyof typeof defaults]: NonNullable<ServerOptions[Name]>;
};

/** The options with their defaults. Throws an error that names every option that is wrong. */
export function readOptions(options: ServerOptions): ReadOptions {
  const given = new Map(Object.entries(options).filter(([, value]) => value !== undefined));
  const faults = Object.entries(expected).flatMap(([name, { inWords, isMet }]) =>
    !given.has(name) || isMet(given.get(name)) ? [] : [`${name}: give ${inWords}`],
  );
  for (const name of given.keys()) {
    if (!Object.hasOwn(expected, name)) faults.push(`${name}: there is no such option`);
  }
  if (faults.length > 0) throw new Error(`The server's options are wrong. ${faults.join('. ')}.`);
  return { ...defaults, ...Object.fromEntries(given) };
}

const defaults = {
  host: '127.0.0.1',
  port: 4000,
  database: 'file:./.junjo/junjo.db',
  connectionCountMax: 17,
  maxBodyBytes: 16 * 1_024 * 1_024,
  subscriptionCountMax: 20_000,
  drainMs: 10_000,
  noticeMs: 0,
} as const satisfies ServerOptions;

/** Looked at by hand: a library for it takes more memory than all of the server's own code. */
interface Expectation {
  readonly inWords: string;
  isMet(value: unknown): boolean;
}

const someText: Expectation = {
  inWords: 'text that is not empty',
  isMet: (value) => typeof value === 'string' && value !== '',
};

const expected: Readonly<Record<keyof ServerOptions, Expectation>> = {
  host: someText,
  port: wholeNumber(0, 65_535),
  database: someText,
  connectionCountMax: wholeNumber(3),
  maxBodyBytes: wholeNumber(1_024),
  subscriptionCountMax: wholeNumber(0),
  drainMs: wholeNumber(0),
  noticeMs: wholeNumber(0),
  now: { inWords: 'a function', isMet: (value) => typeof value === 'function' },
  log: {
    inWords: 'a logger of pino',
    isMet: (value) => typeof value === 'object' && value !== null && 'warn' in value,
  },
};

function wholeNumber(least: number, most = Number.MAX_SAFE_INTEGER): Expectation {
  return {
    inWords: `a whole number of ${least} to ${most}`,
    isMet: (value) =>
      Number.isSafeInteger(value) && Number(value) >= least && Number(value) <= most,
  };
}
