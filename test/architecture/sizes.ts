/** A file of more than 300 lines usually has two jobs. Those that have one and are longer are
 * listed with the length they have; the list may shrink, and a listed file may not grow. */
import type { SourceText, Violation } from './source-text.ts';

export const lineCountMax = 300;

/** Longest length allowed to a listed file, by path. */
export type Exceptions = Readonly<Record<string, number>>;

export function findOversizes(source: SourceText, exceptions: Exceptions): Violation[] {
  const lineCount = source.text.replace(/\n$/, '').split('\n').length;
  const exception = exceptions[source.path];
  if (exception !== undefined && lineCount <= lineCountMax) {
    return [{ path: source.path, line: lineCount, message: 'needs no exception any more' }];
  }
  const allowed = exception ?? lineCountMax;
  if (lineCount <= allowed) return [];
  return [{ path: source.path, line: lineCount, message: `has ${lineCount} of ${allowed} lines` }];
}
