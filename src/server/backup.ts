/**
 * `POST /backup` answers a copy of the database. It is made first, into a file beside the database
 * that has no name any more, and then sent: so a slow client costs disk and not the database's time.
 * It is no GET, because a page in a browser may cause one of those without being asked.
 */
import { randomUUID } from 'node:crypto';
import { type FileHandle, open, unlink } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { CopyRefused, type DatabaseCopies } from '../store/port.ts';

export interface BackupRefusal {
  readonly status: number;
  readonly code: string;
  readonly message: string;
}

/** Answers the request, or says why it is refused. */
export async function answerBackup(
  request: IncomingMessage,
  response: ServerResponse,
  copies: DatabaseCopies | undefined,
): Promise<BackupRefusal | undefined> {
  if (request.method !== 'POST') {
    response.setHeader('allow', 'POST');
    const message = 'A backup is made for each request, so it is asked for by POST.';
    return { status: 405, code: 'METHOD_NOT_ALLOWED', message };
  }
  if (copies === undefined) return { status: 501, code: 'BACKUP_BY_DATABASE', message: elsewhere };
  const gone = new AbortController();
  response.once('close', () => gone.abort(new Error('The client went away.')));
  const file = await openUnnamed(copies.folder);
  try {
    await copies.into(file, gone.signal);
    await sendFile(response, file);
  } catch (error) {
    if (error instanceof CopyRefused) {
      return { status: 503, code: error.code, message: error.message };
    }
    // Nobody is there to be answered.
    if (!response.destroyed) throw error;
  } finally {
    await file.close();
  }
  return undefined;
}

/** A file that goes with this process, however it ends. */
async function openUnnamed(folder: string): Promise<FileHandle> {
  const path = join(folder, `backup-${randomUUID()}`);
  const file = await open(path, 'wx+');
  await unlink(path);
  return file;
}

async function sendFile(response: ServerResponse, file: FileHandle): Promise<void> {
  const { size } = await file.stat();
  response.writeHead(200, {
    'content-type': 'application/vnd.sqlite3',
    'content-length': size,
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  });
  await pipeline(file.createReadStream({ start: 0, autoClose: false }), response);
}

const elsewhere =
  'This server stores in PostgreSQL, which makes consistent backups by itself: use pg_dump, or what your database offers. docs/operations.md says what to do after one was restored.';
