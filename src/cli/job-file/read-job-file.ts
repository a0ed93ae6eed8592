/** Job files: read, parsed and judged as a whole before anything is submitted. */
import { basename, extname } from 'node:path';
import { fileFault, parseFields, readSourceFile } from '../source-file.ts';
import type { JobFile } from './job-file.ts';
import { readJobFormat } from './job-format.ts';
import { isWfFormat, readWfFormat } from './wf-format.ts';

/** Reads a file ("-" is the standard input). Whatever is wrong with it is one CliError. */
export async function readJobFile(
  path: string,
  readStandardInput: () => Promise<Uint8Array>,
): Promise<JobFile> {
  const { source, text } = await readSourceFile(path, readStandardInput);
  return parseJobFile(source, text);
}

/** Makes a Job of a file's text: in Junjo's own format, or in WfFormat. */
export function parseJobFile(source: string, text: string): JobFile {
  const words = { noun: 'job file', page: 'docs/job-file.md' };
  const { data, findPosition } = parseFields({ source, text }, words);
  const result = isWfFormat(data) ? readWfFormat(data) : readJobFormat(data);
  if (!result.isValid) throw fileFault(source, result.faults, findPosition);
  const { topic, job } = result.file;
  return { source, topic, job: { ...job, name: job.name === '' ? nameAfter(source) : job.name } };
}

export function nameAfter(source: string): string {
  return basename(source, extname(source));
}
