/** Exports as files: one JSON value per line, written and read without holding more than a part. */
import { createReadStream, createWriteStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { pipeline } from 'node:stream/promises';
import { ImportRefused } from '../../store/transfer/import-database.ts';

/** Writes the lines into a new file, and syncs it. */
export async function writeExportFile(
  path: string,
  lines: AsyncIterable<unknown>,
  signal: AbortSignal,
): Promise<void> {
  await pipeline(inChunks(lines), createWriteStream(path, { flags: 'w', flush: true }), { signal });
}

/** The values of the lines, from the beginning. */
export async function* readExportFile(path: string): AsyncGenerator<unknown> {
  const lines = createInterface({
    input: createReadStream(path),
    crlfDelay: Number.POSITIVE_INFINITY,
  });
  let number = 0;
  for await (const line of lines) {
    number += 1;
    yield parse(line, number);
  }
}

/** Lines are short, and a write for each of them would cost more than the line. */
async function* inChunks(lines: AsyncIterable<unknown>): AsyncGenerator<string> {
  let chunk = '';
  for await (const line of lines) {
    chunk += `${JSON.stringify(line)}\n`;
    if (chunk.length < chunkLength) continue;
    yield chunk;
    chunk = '';
  }
  yield chunk;
}

const chunkLength = 65_536;

function parse(line: string, number: number): unknown {
  try {
    return JSON.parse(line);
  } catch {
    throw new ImportRefused(
      'NOT_AN_EXPORT',
      `Line ${number} of the file is no JSON: it is cut off, or "junjo export" has not written it. Nothing was imported.`,
    );
  }
}
