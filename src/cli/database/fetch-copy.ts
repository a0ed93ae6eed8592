/** A server's copy of its database, received into a file. */
import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { CliError } from '../cli-error.ts';

interface Fetching {
  readonly url: string;
  readonly path: string;
  readonly signal: AbortSignal;
}

/** Asks the server for a copy, and writes it into a new file. */
export async function fetchCopy({ url, path, signal }: Fetching): Promise<void> {
  const response = await ask(url, signal);
  if (!response.ok || response.body === null) {
    throw new CliError(`${url} makes no backup: ${await refusalOf(response)}`);
  }
  const file = createWriteStream(path, { flags: 'wx', flush: true });
  try {
    await pipeline(response.body, file, { signal });
  } catch (error) {
    if (signal.aborted) throw error;
    throw new CliError(
      `The backup from ${url} broke off after ${file.bytesWritten} bytes (${reasonOf(error)}). Make another one.`,
    );
  }
  const announced = Number(response.headers.get('content-length'));
  if (file.bytesWritten !== announced) {
    throw new CliError(
      `The backup from ${url} has ${file.bytesWritten} of ${announced} bytes. Make another one.`,
    );
  }
}

async function ask(url: string, signal: AbortSignal): Promise<Response> {
  try {
    return await fetch(new URL('/backup', url), { method: 'POST', signal });
  } catch (error) {
    if (signal.aborted) throw error;
    throw new CliError(
      `No server answers at ${url} (${reasonOf(error)}). Give the address of one with --url; where none runs, name its database with --database.`,
    );
  }
}

/** What the server says in the form of a GraphQL error, or its status. */
async function refusalOf(response: Response): Promise<string> {
  const text = await response.text();
  const [, message] = /"message":("(?:[^"\\]|\\.)*")/.exec(text) ?? [];
  return message === undefined ? `HTTP ${response.status}` : String(JSON.parse(message));
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error && error.cause.message !== ''
    ? error.cause.message
    : error.message;
}
