import { ClientError } from '../client/client-error.ts';
import { type Client, createClient } from '../client/create-client.ts';
import { CliError } from './cli-error.ts';
import { defaultAddress } from './options.ts';

/**
 * A client of the server at the address, which has just answered. Whoever waits for a server that
 * is not there should learn so at once; once it was there, calls outlast a restart.
 */
export async function connect(url: string = defaultUrl, signal?: AbortSignal): Promise<Client> {
  try {
    await createClient({ url, retry: { retryCount: 0 } }).version({ signal });
  } catch (error) {
    if (!(error instanceof ClientError)) throw error;
    throw new CliError(
      `${error.message} Start a server with \`junjo start\`, or give the address of one with --url.`,
    );
  }
  return createClient({ url });
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

export const defaultUrl = `http://${defaultAddress.host}:${defaultAddress.port}`;
