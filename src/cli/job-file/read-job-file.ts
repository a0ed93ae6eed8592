/** Job files: read, parsed and judged as a whole before anything is submitted. */
import { readFile } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import { CliError, exitCodes } from '../cli-error.ts';
import type { JobFile, JobFileFault } from './job-file.ts';
import { readJobFormat } from './job-format.ts';
import { parseSource } from './source-text.ts';
import { isWfFormat, readWfFormat } from './wf-format.ts';

/** Reads a file ("-" is the standard input). Whatever is wrong with it is one CliError. */
export async function readJobFile(
  path: string,
  readStandardInput: () => Promise<Uint8Array>,
): Promise<JobFile> {
  const source = path === '-' ? 'standard input' : path;
  let bytes: Uint8Array;
  try {
    bytes = path === '-' ? await readStandardInput() : await readFile(path);
  } catch (error) {
    throw new CliError(`${source}: ${readFailure(error)}`, exitCodes.usage);
  }
  return parseJobFile(source, decode(source, bytes));
}

/** Makes a Job of a file's text: in Junjo's own format, or in WfFormat. */
export function parseJobFile(source: string, text: string): JobFile {
  const parsed = parseSource(text);
  if (!parsed.isValid) {
    const { line, column } = parsed.position;
    throw new CliError(`${source}:${line}:${column}: ${parsed.message}`, exitCodes.usage);
  }
  const { data, findPosition } = parsed;
  if (typeof data !== 'object' || data === null || Array.isArray(data)) {
    throw new CliError(
      `${source}: a job file is a mapping with fields such as "name" and "tasks". See docs/job-file.md.`,
      exitCodes.usage,
    );
  }
  const result = isWfFormat(data) ? readWfFormat(data) : readJobFormat(data);
  if (!result.isValid) {
    const lines = result.faults.slice(0, faultCountShown).map((fault) => {
      const { line, column } = findPosition(fault.path);
      return `${source}:${line}:${column}: ${inWords(fault)}`;
    });
    const rest = result.faults.length - faultCountShown;
    if (rest > 0) lines.push(`${source}: and ${rest} more`);
    throw new CliError(lines.join('\n'), exitCodes.usage);
  }
  const { topic, job } = result.file;
  return { source, topic, job: { ...job, name: job.name === '' ? nameAfter(source) : job.name } };
}

const faultCountShown = 20;

function inWords({ message, path }: JobFileFault): string {
  return path.length === 0 ? message : `${path.join('.')}: ${message}`;
}

function nameAfter(source: string): string {
  return basename(source, extname(source));
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
