/**
 * Reads what strace wrote down of a process, as the steps that its files took. Either every call
 * that changed a file of the folder is among the steps, in the order in which they happened, or
 * the trace is refused: a step that were left out would make disks that cannot be.
 */
import { posix } from 'node:path';

/** Files are named as in their folder; the folder itself is `.`. */
export type FileStep =
  | { readonly kind: 'create'; readonly file: string }
  | { readonly kind: 'remove'; readonly file: string }
  | { readonly kind: 'rename'; readonly file: string; readonly to: string }
  | {
      readonly kind: 'write';
      readonly file: string;
      readonly offset: number;
      readonly data: Buffer;
    }
  | { readonly kind: 'truncate'; readonly file: string; readonly size: number }
  | { readonly kind: 'sync'; readonly file: string };

/** The process has passed on an answer that it was given. */
export interface AnswerStep {
  readonly kind: 'answer';
  readonly text: string;
}

export type Step = FileStep | AnswerStep;

/** The calls that strace has to record. A question mark is before those that not every machine has. */
export const tracedCalls = [
  ...['openat', '?open', '?creat', 'write', 'pwrite64', 'writev', 'pwritev', '?pwritev2'],
  ...['ftruncate', '?truncate', 'fallocate', 'copy_file_range', 'sendfile', 'splice'],
  ...['fsync', 'fdatasync', '?unlink', 'unlinkat'],
  ...['?rename', '?renameat', 'renameat2', '?link', 'linkat', '?symlink', 'symlinkat'],
];

/** Where a process writes the answers that it was given, beside the files of the database. */
export const answersFile = 'answers';

/** The trace is that of `strace -f -y -xx`, with all strings in full. */
export function readTrace(text: string, folder: string): readonly Step[] {
  return readCalls(text).flatMap((call) => stepsOf(call, folder));
}

export class TraceRefused extends Error {
  override readonly name = 'TraceRefused';
}

interface Call {
  readonly name: string;
  readonly parameters: readonly string[];
  readonly result: string;
  readonly line: string;
}

function readCalls(text: string): readonly Call[] {
  const calls: Call[] = [];
  let begun: { readonly thread: string; readonly text: string } | undefined;
  for (const line of text.split('\n')) {
    const [, thread, rest] = /^(\d+) +(.*)$/.exec(line) ?? [];
    if (thread === undefined || rest === undefined) {
      if (line !== '') refuse('is no line of a trace', line);
      continue;
    }
    if (rest.startsWith('+++') || rest.startsWith('---')) continue;
    const unfinished = /^(.*?) *<unfinished \.\.\.>$/.exec(rest);
    const resumed = /^<\.\.\. \w+ resumed>(.*)$/.exec(rest);
    // Nothing but the trace says in which order two calls took effect that were under way at once.
    if (begun !== undefined && begun.thread !== thread) refuse('comes amid another call', line);
    if (unfinished !== null) {
      begun = { thread, text: unfinished[1] ?? '' };
    } else if (resumed !== null) {
      calls.push(readCall(`${begun?.text ?? ''}${resumed[1] ?? ''}`, line));
      begun = undefined;
    } else {
      calls.push(readCall(rest, line));
    }
  }
  if (begun !== undefined) refuse('never ended', begun.text);
  return calls;
}

function readCall(text: string, line: string): Call {
  const match = /^(\w+)\((.*)\) += (.*)$/.exec(text);
  if (match === null) return refuse('is no call', line);
  const [, name = '', parameters = '', result = ''] = match;
  // Strings are written as digits, so that there is no comma but between parameters.
  return { name, parameters: parameters.split(', '), result, line };
}

function stepsOf(call: Call, folder: string): readonly Step[] {
  if (call.result.startsWith('-1')) return [];
  const result = Number(/^\d+/.exec(call.result)?.[0]);
  if (Number.isNaN(result)) refuse('has no result', call.line);
  const [first = '', second = '', third = '', fourth = ''] = call.parameters;
  const named = (parameter: string) => fileOf(textOf(parameter, call), folder);
  const opened = () => fileOf(openedPath(first, call), folder);
  const steps = (): readonly (Step | undefined)[] => {
    switch (call.name) {
      case 'open':
        return opening(named(first), second);
      case 'openat':
        return opening(named(second), third);
      case 'write':
        return [answer(opened(), dataOf(second, result, call), call)];
      case 'pwrite64': {
        const data = dataOf(second, result, call);
        return [step(opened(), { kind: 'write', offset: Number(fourth), data })];
      }
      case 'ftruncate':
        return [step(opened(), { kind: 'truncate', size: Number(second) })];
      case 'fsync':
      case 'fdatasync':
        return [step(opened(), { kind: 'sync' })];
      case 'unlink':
        return [step(named(first), { kind: 'remove' })];
      case 'unlinkat':
        return [step(named(second), { kind: 'remove' })];
      case 'rename':
        return [renaming(named(first), named(second), call)];
      case 'renameat':
      case 'renameat2':
        return [renaming(named(second), named(fourth), call)];
      default:
        return refuse('is a call that nothing is known of', call.line);
    }
  };
  return steps().filter((step) => step !== undefined);
}

/** Of each kind of step, what it says beside the file. */
type WithoutFile<S> = S extends FileStep ? Omit<S, 'file'> : never;

/** The step of a file of the folder; other files take none. */
function step(file: string | undefined, what: WithoutFile<FileStep>): Step | undefined {
  return file === undefined ? undefined : { file, ...what };
}

function opening(file: string | undefined, flags: string): readonly (Step | undefined)[] {
  const has = (flag: string) => flags.split('|').includes(flag);
  if (file === answersFile) return [];
  return [
    has('O_CREAT') ? step(file, { kind: 'create' }) : undefined,
    has('O_TRUNC') ? step(file, { kind: 'truncate', size: 0 }) : undefined,
  ];
}

function answer(file: string | undefined, data: Buffer, call: Call): Step | undefined {
  if (file === answersFile) return { kind: 'answer', text: data.toString('utf8') };
  if (file === undefined) return undefined;
  return refuse('writes where the file stands, which is not known', call.line);
}

function renaming(
  from: string | undefined,
  to: string | undefined,
  { line }: Call,
): Step | undefined {
  if (from === undefined && to === undefined) return undefined;
  if (from === undefined || to === undefined) return refuse('moves between folders', line);
  return { kind: 'rename', file: from, to };
}

function fileOf(path: string, folder: string): string | undefined {
  const file = posix.relative(folder, path);
  if (file === '') return '.';
  return file.startsWith('../') ? undefined : file;
}

/** The path that strace shows beside the number of an open file. */
function openedPath(parameter: string, { line }: Call): string {
  const [, path] = /^\d+<((?:\\x[0-9a-f]{2})*)>$/.exec(parameter) ?? [];
  // What is written to a file that has no name any more shows as "(deleted)", and comes here.
  return path === undefined ? refuse('is about a file that has no path', line) : fromHex(path);
}

function textOf(parameter: string, { line }: Call): string {
  const [, text] = /^"((?:\\x[0-9a-f]{2})*)"$/.exec(parameter) ?? [];
  return text === undefined ? refuse('has a text that is not in full', line) : fromHex(text);
}

function dataOf(parameter: string, writtenCount: number, { line }: Call): Buffer {
  const [, digits] = /^"((?:\\x[0-9a-f]{2})*)"$/.exec(parameter) ?? [];
  if (digits === undefined) return refuse('has data that are not in full', line);
  const data = Buffer.from(digits.replaceAll('\\x', ''), 'hex');
  if (data.length < writtenCount) refuse('has less data than were written', line);
  return data.subarray(0, writtenCount);
}

function fromHex(digits: string): string {
  return Buffer.from(digits.replaceAll('\\x', ''), 'hex').toString('utf8');
}

function refuse(why: string, line: string): never {
  throw new TraceRefused(`This ${why}: ${line.slice(0, 300)}`);
}
