/** `junjo start`: a server, until it is told to stop. */
import { Command } from 'commander';
import type { JunjoServer } from '../../server/create-server.ts';
import { readVersion } from '../../server/version.ts';
import { CliError, type ExitCode, exitCodes } from '../cli-error.ts';
import { counted } from '../counted.ts';
import { findFreePort, isPortFree } from '../free-port.ts';
import { clearUpInTime, withoutGrowth } from '../heap.ts';
import { defaultAddress } from '../options.ts';
import {
  defaultConnectionCountMax,
  defaultDatabase,
  defaultSeconds,
  defaultSubscriptionCountMax,
  readStartSettings,
  type StartFlags,
  type StartSettings,
} from '../start-settings.ts';
import { stopInTime } from '../stop-in-time.ts';
import type { SubcommandContext } from '../subcommand.ts';
import { paintFor, say, type Terminal } from '../terminal.ts';
import { toldError } from '../told-error.ts';
import { untilAborted } from '../until-aborted.ts';

export function startCommand({ terminal, endWith }: SubcommandContext): Command {
  return new Command('start')
    .summary('start a server (also without any command)')
    .description(
      'Serves the API, and a page about it, until Ctrl-C or SIGTERM: then no more Units are handed out, subscriptions end, and what is under way is answered. A second signal stops at once, which loses nothing that was answered.',
    )
    .option(
      '--host <address>',
      `address to listen on (or JUNJO_HOST, HOST; default ${defaultAddress.host})`,
    )
    .option(
      '--port <port>',
      `port to listen on (or JUNJO_PORT, PORT; default ${defaultAddress.port}, or the next that is free)`,
    )
    .option(
      '--database <database>',
      `file:PATH, memory: or postgresql://… (or JUNJO_DATABASE, DATABASE_URL; default ${defaultDatabase})`,
    )
    .option(
      '--notice <seconds>',
      `how long it still takes requests once it is told to stop, while /health/ready says no (or JUNJO_NOTICE; default ${defaultSeconds.notice})`,
    )
    .option(
      '--drain <seconds>',
      `how long what is under way may take after that (or JUNJO_DRAIN; default ${defaultSeconds.drain})`,
    )
    .option(
      '--connections <count>',
      `connections to PostgreSQL at most: half of them write, half read, one hears of other servers (or JUNJO_CONNECTIONS; default ${defaultConnectionCountMax})`,
    )
    .option(
      '--subscriptions <count>',
      `subscriptions that may be open at once (or JUNJO_SUBSCRIPTIONS; default ${defaultSubscriptionCountMax})`,
    )
    .option(
      '--insecure',
      'allow an address that other machines can reach: there is no authentication yet',
    )
    .action(async (flags: StartFlags) => endWith(await start(flags, terminal)));
}

async function start(flags: StartFlags, terminal: Terminal): Promise<ExitCode> {
  const settings = readStartSettings(flags, terminal.env);
  const port = await choosePort(settings);
  clearUpInTime();
  const server = await withoutGrowth(() => openServer({ ...settings, port }));
  try {
    await listen(server, settings);
    terminal.out.write(`${announcement(server, settings, terminal).join('\n')}\n`);
    await untilAborted(terminal.interruption);
    say(terminal, stopping(settings));
  } catch (error) {
    await server.stop();
    throw error;
  }
  const limitMs = settings.noticeMs + settings.drainMs + closingMs;
  const isInTime = await stopInTime(server, limitMs);
  say(terminal, isInTime ? 'Stopped.' : leftAsItIs(limitMs));
  return isInTime ? exitCodes.ok : exitCodes.error;
}

function stopping({ noticeMs, drainMs }: StartSettings): string {
  const first =
    noticeMs === 0
      ? 'no more Units are handed out'
      : `no more Units are handed out, and for ${noticeMs / 1_000} s /health/ready says no while requests are still taken`;
  return `Stopping: ${first}; then subscriptions end, and what is under way has ${drainMs / 1_000} s to be answered. Again (Ctrl-C, SIGTERM) stops at once.`;
}

/** What the database gets to finish, after the last answer. */
const closingMs = 5_000;

function leftAsItIs(limitMs: number): string {
  return `The server did not come to its end within ${limitMs / 1_000} s and is left as it is: its database may be gone. What it has answered is kept; whoever waits for an answer has to ask again.`;
}

/** A port that was asked for is taken or nothing; the usual one may be another. */
async function choosePort({ host, port, portSource }: StartSettings): Promise<number> {
  try {
    if (portSource === undefined) {
      const free = await findFreePort(host, port);
      if (free !== undefined) return free;
    } else if (port === 0 || (await isPortFree(host, port))) {
      return port;
    }
  } catch (error) {
    throw cannotListen(error, { host, port });
  }
  throw new CliError(
    `${portSource ?? '--port'}: port ${port} is taken by another program. Stop that, or choose another port (0 takes any free one).`,
  );
}

/** The server is loaded only here: the other commands start faster without it. */
async function openServer(settings: StartSettings): Promise<JunjoServer> {
  const { createServer } = await import('../../server/create-server.ts');
  const { portSource: _source, isExposed: _exposed, ...options } = settings;
  try {
    return await createServer(options);
  } catch (error) {
    throw toldError(error);
  }
}

async function listen(server: JunjoServer, settings: StartSettings): Promise<void> {
  try {
    await server.start();
  } catch (error) {
    throw cannotListen(error, settings);
  }
}

function cannotListen(error: unknown, { host, port }: { host: string; port: number }): unknown {
  if (!(error instanceof Error) || !('code' in error)) return error;
  return new CliError(
    `Junjo cannot listen on ${host}, port ${port}: ${error.message}. Choose another --host or --port.`,
  );
}

function announcement(
  server: JunjoServer,
  settings: StartSettings,
  { out, env }: Terminal,
): readonly string[] {
  const paint = paintFor(out, env);
  const row = (title: string, text: string) => `  ${paint('dim', title.padEnd(10))}${text}`;
  const isMoved = settings.portSource === undefined && server.port !== settings.port;
  return [
    `  ${paint('bold', `junjo ${readVersion()}`)}`,
    row('Page', paint('blue', `${server.url}/`)),
    row('GraphQL', paint('blue', `${server.url}/graphql`)),
    ...(isMoved ? [row('Port', `${server.port}, because ${settings.port} is taken`)] : []),
    row('Database', `${server.database.description}, ${migrations(server)}`),
    row('Access', settings.isExposed ? paint('red', openAccess) : localAccess),
    row('Next', 'npx junjo demo   or   npx junjo submit --topic NAME FILE'),
    row('Stop', 'Ctrl-C'),
  ];
}

const openAccess = 'no authentication: whoever reaches this address may do everything';
const localAccess = 'no authentication: only this machine can reach it';

function migrations({ database }: JunjoServer): string {
  const count = database.migrationsApplied.length;
  if (count === 0) return 'up to date';
  return `${counted(count, 'migration')} applied`;
}
