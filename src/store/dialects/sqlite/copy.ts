/**
 * Copies of a SQLite file while its server runs. While nothing is checkpointed, commits go to the
 * log beside the file and the file itself stays as the last checkpoint left it: a state that the
 * database had. So the writer checkpoints once and then not until the file has been read, in pieces
 * between which everything else has its turn.
 *
 * SQLite's own ways would do worse: VACUUM INTO occupies the process for as long as it takes, and
 * there is no backup API in this driver. The file is opened once and closed after SQLite has closed
 * it, because closing any descriptor of a file gives up the process's locks on it.
 */
import type { FileHandle } from 'node:fs/promises';
import { open, statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { CopyRefused, type DatabaseCopies } from '../../port.ts';

export interface CopiedFile {
  readonly path: string;
  /** Does something on the writing connection while no transaction is under way. */
  alone<T>(work: (writer: CheckpointingConnection) => T): Promise<T>;
}

interface CheckpointingConnection {
  script(sql: string): void;
  query<Row extends object>(sql: string, parameters: readonly []): readonly Row[];
}

export interface SqliteCopies extends DatabaseCopies {
  /** Gives up the copy that is under way; to be called before the database is closed. */
  stop(): Promise<void>;
  /** Closes the file; to be called after SQLite has closed it. */
  close(): Promise<void>;
}

export function createSqliteCopies(file: CopiedFile): SqliteCopies {
  const closing = new AbortController();
  let source: FileHandle | undefined;
  let underWay: Promise<void> | undefined;
  const copy = async (target: FileHandle, signal?: AbortSignal) => {
    source ??= await open(file.path, 'r');
    const signals = signal === undefined ? [closing.signal] : [closing.signal, signal];
    await copyOnce(file, { source, target, signal: AbortSignal.any(signals) });
  };
  return {
    folder: dirname(file.path),
    into: async (target, signal) => {
      if (underWay !== undefined) {
        throw new CopyRefused(
          'BACKUP_UNDER_WAY',
          'Another backup of this database is being made. Wait until it is done.',
        );
      }
      underWay = copy(target, signal);
      try {
        await underWay;
      } finally {
        underWay = undefined;
      }
    },
    stop: async () => {
      closing.abort(new CopyRefused('DRAINING', 'The server stopped while the copy was made.'));
      await underWay?.catch(() => undefined);
    },
    close: async () => {
      await source?.close();
    },
  };
}

interface Copying {
  readonly source: FileHandle;
  readonly target: FileHandle;
  readonly signal: AbortSignal;
}

async function copyOnce(file: CopiedFile, { source, target, signal }: Copying): Promise<void> {
  await file.alone(holdCheckpoints);
  try {
    const { size } = await source.stat();
    await checkRoom(file.path, size);
    const piece = Buffer.allocUnsafe(pieceBytes);
    for (let position = 0; position < size; ) {
      signal.throwIfAborted();
      const { bytesRead } = await source.read(piece, 0, pieceBytes, position);
      if (bytesRead === 0) throw new Error(`${file.path} ended at ${position} of ${size} bytes.`);
      await target.write(piece, 0, bytesRead, position);
      position += bytesRead;
    }
    await target.sync();
  } finally {
    await file.alone(resumeCheckpoints);
  }
}

/** Brings the whole log into the file, and keeps the file so. */
function holdCheckpoints(writer: CheckpointingConnection): void {
  writer.script('PRAGMA wal_autocheckpoint = 0');
  const [done] = writer.query<Checkpoint>('PRAGMA wal_checkpoint(PASSIVE)', []);
  if (done?.busy === 0 && done.log === done.checkpointed) return;
  resumeCheckpoints(writer);
  throw new CopyRefused(
    'BACKUP_UNDER_WAY',
    'Somebody else is reading the database file, so that it cannot be brought up to date. Try again.',
  );
}

/** What piled up meanwhile goes into the file now; the log is cut off when it is begun anew. */
function resumeCheckpoints(writer: CheckpointingConnection): void {
  writer.script(`PRAGMA wal_autocheckpoint = ${usualCheckpointPages};
    PRAGMA journal_size_limit = ${logBytesMax}; PRAGMA wal_checkpoint(PASSIVE)`);
}

/** A row of the pragma: pages in the log, and how many of them are in the file. */
interface Checkpoint {
  readonly busy: number;
  readonly log: number;
  readonly checkpointed: number;
}

/** A disk that is full would stop the server, so a copy has to leave room. */
async function checkRoom(path: string, size: number): Promise<void> {
  const { bavail, bsize } = await statfs(dirname(path));
  const free = bavail * bsize;
  if (free > size * 1.1) return;
  throw new CopyRefused(
    'BACKUP_NO_ROOM',
    `A copy of ${path} needs ${inMegabytes(size * 1.1)} beside it, and ${inMegabytes(free)} are free. Make room first.`,
  );
}

function inMegabytes(bytes: number): string {
  return `${Math.ceil(bytes / 1_000_000)} MB`;
}

const pieceBytes = 1_048_576;
/** SQLite's own default. */
const usualCheckpointPages = 1_000;
const logBytesMax = 67_108_864;
