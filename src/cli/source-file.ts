/** Files that the user names: their text, and what is wrong in them with its line and column. */
import { readFile } from 'node:fs/promises';
import { CliError, exitCodes } from './cli-error.ts';
import type { JobFileFault } from './job-file/job-file.ts';
import { type ParsedSource, parseSource } from './job-file/source-text.ts';

export interface SourceFile {
  /** The file as the user named it. */
  readonly source: string;
  readonly text: string;
}

/** Reads a file ("-" is the standard input). Whatever is wrong with it is one CliError. */
export async function readSourceFile(
  path: string,
  readStandardInput: () => Promise<Uint8Array>,
): Promise<SourceFile> {
  const source = path === '-' ? 'standard input' : path;
  let bytes: Uint8Array;
  try {
    bytes = path === '-' ? await readStandardInput() : await readFile(path);
  } catch (error) {
    throw new CliError(`${source}: ${readFailure(error)}`, exitCodes.usage);
  }
  return { source, text: decode(source, bytes) };
}

/** The data in a file of fields. */
export function parseFields(
  { source, text }: SourceFile,
  { noun, page }: { readonly noun: string; readonly page: string },
): { readonly data: object; readonly findPosition: FindPosition } {
  const parsed = parseSource(text);
  if (!parsed.isValid) {
    const { line, column } = parsed.position;
    throw new CliError(`${source}:${line}:${column}: ${parsed.message}`, exitCodes.usage);
  }
  const { data, findPosition } = parsed;
  if (typeof data === 'object' && data !== null && !Array.isArray(data)) {
    return { data, findPosition };
  }
  throw new CliError(
    `${source}: a ${noun} is a mapping with named fields. See ${page}.`,
    exitCodes.usage,
  );
}

export type FindPosition = Extract<ParsedSource, { isValid: true }>['findPosition'];

/** The end of a command because of what is wrong with a file: each fault in a line with its place. */
export function fileFault(
  source: string,
  faults: readonly JobFileFault[],
  findPosition: FindPosition,
): CliError {
  const lines = faults.slice(0, faultCountShown).map((fault) => {
    const { line, column } = findPosition(fault.path);
    return `${source}:${line}:${column}: ${inWords(fault)}`;
  });
  const rest = faults.length - faultCountShown;
  if (rest > 0) lines.push(`${source}: and ${rest} more`);
  return new CliError(lines.join('\n'), exitCodes.usage);
}

const faultCountShown = 20;

function inWords({ message, path }: JobFileFault): string {
  return path.length === 0 ? message : `${path.join('.')}: ${message}`;
}

function decode(source: string, bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new CliError(`${source}: this is not UTF-8 text. Save it as UTF-8.`, exitCodes.usage);
  }
}

function readFailure(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  switch (code) {
    case 'ENOENT':
      return 'there is no such file. Check the path.';
    case 'EISDIR':
      return 'this is a folder. Name the files in it.';
    case 'EACCES':
      return 'you may not read this file. Check its permissions.';
    default:
      return `it cannot be read: ${error instanceof Error ? error.message : String(error)}`;
  }
}
