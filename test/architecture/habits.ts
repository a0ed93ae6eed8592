/** Small habits that a reader counts on: names are imported as they are exported, types are what
 * they say, an assertion says why it holds, unfinished work is not left as a note, and no file counts
 * on a folder that one machine happens to have. */
import { findInCode, lineAt, type SourceText, type Violation } from './source-text.ts';

export function findDefaultExports(source: SourceText): Violation[] {
  return findInCode(
    source,
    /\bexport\s+default\b|\bexport\s*\{[^}]*\bas\s+default\b/g,
    () => 'a default export has as many names as it has users',
  );
}

export function findAny(source: SourceText): Violation[] {
  return findInCode(
    source,
    /(?<=[:|&]\s*|<\s*|<[^<>()=]*,\s*|\bas\s+|\btype\s+\w+\s*=\s*|=>\s*|\bsatisfies\s+)\bany\b(?!\s*[:(=.])/g,
    () => '`any` turns the compiler off; say `unknown` and look',
  );
}

/** `as const` and renaming imports assert nothing. */
export function findUnexplainedAssertions(source: SourceText): Violation[] {
  const assertions = findInCode(
    source,
    /(?<=[\w)\]}'"`>]\s+)\bas\s+(?!const\b)[\w{[(]/g,
    () => 'a type assertion carries a comment that says why it holds',
  );
  const renamings = source.code.matchAll(
    /\b(?:import|export)\b[^;'"()=]*?\{[^}]*\}|\*\s+as\s+\w+/g,
  );
  const renamingLines = new Set(
    [...renamings].flatMap((match) => {
      const first = lineAt(source.text, match.index);
      return match[0].split('\n').map((_, offset) => first + offset);
    }),
  );
  const comments = source.comments.split('\n');
  const isExplained = (line: number): boolean =>
    comments.slice(Math.max(0, line - 4), line).some((text) => text.trim() !== '');
  return assertions.filter(({ line }) => !renamingLines.has(line) && !isExplained(line));
}

export function findUnfinishedNotes(source: SourceText): Violation[] {
  return [...source.comments.matchAll(/\b(?:TODO|FIXME|XXX|HACK)\b/g)].map((match) => ({
    path: source.path,
    line: lineAt(source.text, match.index),
    message: `${match[0]} is work left undone`,
  }));
}

/** Temporary folders are made where the system says, and everything else is found from the file itself. */
export function findFixedFolders(source: SourceText): Violation[] {
  return [...source.text.matchAll(/['"`]\/(?:tmp|home|root|work|Users)\//g)].map((match) => ({
    path: source.path,
    line: lineAt(source.text, match.index),
    message: 'a folder that other machines may not have',
  }));
}
