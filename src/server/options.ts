import type { Logger } from 'pino';
import { z } from 'zod';

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

export type ReadOptions = z.output<typeof optionsSchema>;

/** The options with their defaults. Throws an error that names every option that is wrong. */
export function readOptions(options: ServerOptions): ReadOptions {
  const read = optionsSchema.safeParse(options);
  if (read.success) return read.data;
  const faults = read.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  throw new Error(`The server's options are wrong. ${faults.join('. ')}.`, { cause: read.error });
}

const optionsSchema = z.strictObject({
  host: z.string().min(1).default('127.0.0.1'),
  port: z.int().min(0).max(65_535).default(4000),
  database: z.string().min(1).default('file:./.junjo/junjo.db'),
  maxBodyBytes: z
    .int()
    .min(1_024)
    .default(16 * 1_024 * 1_024),
  connectionCountMax: z.int().min(3).default(17),
  subscriptionCountMax: z.int().min(0).default(20_000),
  drainMs: z.int().min(0).default(10_000),
  noticeMs: z.int().min(0).default(0),
  now: z.custom<() => number>((now) => typeof now === 'function').optional(),
  log: z
    .custom<Logger>((log) => typeof log === 'object' && log !== null && 'warn' in log)
    .optional(),
});
