/** Source files as the architecture's rules read them: apart into code, strings and comments.
 *
 * Rules look at text, not at a syntax tree: a fence that a determined author can climb, kept
 * simple. The invariant: `code` and `comments` have the length and the line breaks of `text`, so an
 * index into one is an index into all. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';

export interface SourceText {
  /** From the repository's root, with forward slashes. */
  readonly path: string;
  readonly text: string;
  /** `text` with comments and the contents of strings blanked out. */
  readonly code: string;
  /** `text` with everything but comments blanked out. */
  readonly comments: string;
}

/** A broken rule: where, and in words what is wrong. */
export interface Violation {
  readonly path: string;
  readonly line: number;
  readonly message: string;
}

/** The TypeScript files of some folders, without what generators write. */
export function readSources(root: string, folders: readonly string[]): SourceText[] {
  return listPaths(root, folders)
    .filter((path) => path.endsWith('.ts'))
    .map((path) => parseSource(path, readFileSync(join(root, path), 'utf8')));
}

/** Every path in some folders, without what generators write. */
export function listPaths(root: string, folders: readonly string[]): string[] {
  const found = folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join('/')),
  );
  return found.filter((path) => !path.includes('/generated/')).sort();
}

export function parseSource(path: string, text: string): SourceText {
  let code = '';
  let comments = '';
  for (const { kind, text: part } of split(text)) {
    code += kind === 'code' ? part : blank(part);
    comments += kind === 'comment' ? part : blank(part);
  }
  return { path, text, code, comments };
}

/** One violation for each place where a pattern occurs in the code of a file. */
export function findInCode(
  source: SourceText,
  pattern: RegExp,
  message: (match: string) => string,
): Violation[] {
  return [...source.code.matchAll(pattern)].map((match) => ({
    path: source.path,
    line: lineAt(source.text, match.index),
    message: message(match[0]),
  }));
}

export function lineAt(text: string, index: number): number {
  return text.slice(0, index).split('\n').length;
}

interface Part {
  readonly kind: 'code' | 'comment' | 'string';
  readonly text: string;
}

/** The quotes of a string count as code, so that `import x from '…'` keeps its shape. */
const tokens =
  /(?<comment>\/\/[^\n]*|\/\*[\s\S]*?\*\/)|(?<quote>['"])(?<string>(?:\\.|(?!\k<quote>)[^\\\n])*)\k<quote>|(?<=[=(,:[!&|?{};\n]\s*|return\s+)\/(?<regex>(?![*/])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n[])+)\/|(?<template>`)/g;

function* split(text: string): Generator<Part> {
  let end = 0;
  tokens.lastIndex = 0;
  for (let match = nextToken(text, end); match !== null; match = nextToken(text, end)) {
    yield { kind: 'code', text: text.slice(end, match.index) };
    end = match.index + match[0].length;
    if (match.groups?.['comment'] !== undefined) {
      yield { kind: 'comment', text: match[0] };
    } else if (match.groups?.['template'] !== undefined) {
      const templateEnd = endOfTemplate(text, end);
      yield* splitTemplate(text.slice(match.index, templateEnd));
      end = templateEnd;
    } else {
      yield { kind: 'code', text: match[0].slice(0, 1) };
      yield { kind: 'string', text: match[0].slice(1, -1) };
      yield { kind: 'code', text: match[0].slice(-1) };
    }
  }
  yield { kind: 'code', text: text.slice(end) };
}

function nextToken(text: string, from: number): RegExpExecArray | null {
  tokens.lastIndex = from;
  return tokens.exec(text);
}

/** What stands between `${` and `}` is code and is split like any other. */
function* splitTemplate(template: string): Generator<Part> {
  let index = 0;
  while (index < template.length) {
    const start = template.indexOf('${', index);
    if (start === -1) break;
    const end = endOfHole(template, start + 2);
    yield { kind: 'string', text: template.slice(index, start + 2) };
    yield* [...split(template.slice(start + 2, end))];
    index = end;
  }
  yield { kind: 'string', text: template.slice(index) };
}

function endOfTemplate(text: string, from: number): number {
  let index = from;
  while (index < text.length && text[index] !== '`') {
    if (text[index] === '\\') index += 2;
    else if (text.startsWith('${', index)) index = endOfHole(text, index + 2) + 1;
    else index += 1;
  }
  return index + 1;
}

function endOfHole(text: string, from: number): number {
  let depth = 1;
  let index = from;
  while (index < text.length) {
    const character = text[index];
    if (character === '`') index = endOfTemplate(text, index + 1) - 1;
    if (character === '{') depth += 1;
    if (character === '}') depth -= 1;
    if (depth === 0) return index;
    index += 1;
  }
  return index;
}

function blank(text: string): string {
  return text.replace(/[^\n]/g, ' ');
}
