/** The body of a request: read once, bounded, and parsed before anything else looks at it. */
import type { IncomingMessage } from 'node:http';

export type ReadBody =
  | {
      readonly isRead: true;
      readonly body: object;
      /** Whether parsing it has taken so long that others should have their turn before the rest. */
      readonly isLong: boolean;
    }
  | {
      readonly isRead: false;
      readonly status: number;
      readonly code: string;
      readonly message: string;
    };

/** Reads JSON of at most this many bytes; says what is wrong with anything else. */
export async function readJsonBody(request: IncomingMessage, maxBytes: number): Promise<ReadBody> {
  if (!isJson(request.headers['content-type'])) {
    return refuse(415, 'UNSUPPORTED_MEDIA_TYPE', 'Send the request as application/json.');
  }
  const declared = Number(request.headers['content-length'] ?? 0);
  const bytes = declared > maxBytes ? undefined : await readBytes(request, maxBytes);
  if (bytes === undefined) {
    return refuse(
      413,
      'BODY_TOO_LARGE',
      `The request body is larger than ${maxBytes} bytes, which this server accepts at most. Nothing was done; send less at once, or raise maxBodyBytes.`,
    );
  }
  try {
    const body: unknown = JSON.parse(bytes.toString('utf8'));
    if (isParameters(body)) return { isRead: true, body, isLong: bytes.length > longBodyBytes };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return refuse(400, 'BAD_REQUEST', `The request body is no JSON: ${reason}.`);
  }
  return refuse(
    400,
    'BAD_REQUEST',
    'The request body is no JSON object with a `query`. Batches are not accepted.',
  );
}

const longBodyBytes = 262_144;

function refuse(status: number, code: string, message: string): ReadBody {
  return { isRead: false, status, code, message };
}

function isJson(contentType: string | undefined): boolean {
  return contentType?.split(';', 1)[0]?.trim().toLowerCase() === 'application/json';
}

/** The GraphQL layer reads the parameters themselves; it takes an empty object for no body. */
function isParameters(body: unknown): body is object {
  return typeof body === 'object' && body !== null && !Array.isArray(body) && 'query' in body;
}

/** The bytes, or undefined when there are more than allowed; then the rest is left unread. */
async function readBytes(request: IncomingMessage, maxBytes: number): Promise<Buffer | undefined> {
  let byteCount = 0;
  return await new Promise((resolve, reject) => {
    // The request outlives its bytes, and has these listeners to the end: so they let go of them.
    let reading: Reading | undefined = { chunks: [], resolve, reject };
    request.on('data', (chunk: Buffer) => {
      byteCount += chunk.length;
      if (byteCount <= maxBytes) reading?.chunks.push(chunk);
      else {
        request.pause();
        reading?.resolve(undefined);
        reading = undefined;
      }
    });
    request.on('end', () => {
      reading?.resolve(joined(reading.chunks));
      reading = undefined;
    });
    request.on('error', (error) => reading?.reject(error));
    request.on('close', () => {
      // Every request closes in the end; to say why it broke off costs more than to read it.
      if (request.complete) return;
      reading?.reject(new Error('The client went away while it sent its request.'));
    });
  });
}

interface Reading {
  readonly chunks: Buffer[];
  readonly resolve: (bytes: Buffer | undefined) => void;
  readonly reject: (error: Error) => void;
}

/** Most bodies come in one piece, which needs no copy. */
function joined(chunks: readonly Buffer[]): Buffer {
  const [first, ...more] = chunks;
  return first !== undefined && more.length === 0 ? first : Buffer.concat(chunks);
}
