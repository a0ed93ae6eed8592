import { ClientError } from '../client/client-error.ts';
import { type Client, createClient } from '../client/create-client.ts';
import { CliError } from './cli-error.ts';
import { givenUrl, usualUrl } from './options.ts';
import type { Terminal } from './terminal.ts';

interface ConnectOptions {
  /** What --url says; else the environment does, else it is the usual address. */
  readonly url: string | undefined;
  /** For commands that go on for long: calls outlast a server that is away for minutes. */
  readonly isPatient?: boolean;
}

/**
 * A client of a server that has just answered. Whoever waits for a server that is not there should
 * learn so at once; once it was there, calls outlast a restart.
 */
export async function connect(
  terminal: Terminal,
  { url: flag, isPatient = false }: ConnectOptions,
): Promise<Client> {
  const url = givenUrl(flag, terminal.env) ?? usualUrl(terminal.env);
  try {
    const hasty = createClient({ url, retry: { retryCount: 0 } });
    await hasty.version({ signal: terminal.interruption });
  } catch (error) {
    if (!(error instanceof ClientError)) throw error;
    throw new CliError(
      `${error.message} Start a server with \`junjo start\`, or give the address of one with --url.`,
    );
  }
  return createClient({ url, ...(isPatient ? { retry: { retryCount: 100 } } : {}) });
}

/** Whether a Junjo server answers at the address. */
export async function isServing(url: string): Promise<boolean> {
  try {
    await createClient({ url, timeoutMs: 1_000, retry: { retryCount: 0 } }).version();
    return true;
  } catch (error) {
    if (error instanceof ClientError) return false;
    throw error;
  }
}
