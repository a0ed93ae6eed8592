/** The pages for people, read into what tests ask of them: links, headings, code, tables. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../..', import.meta.url));

export interface Page {
  /** From the repository's root. */
  readonly path: string;
  readonly text: string;
}

/** Every page: those at the root, and all below `docs`. */
export function readPages(): readonly Page[] {
  const atRoot = readdirSync(root);
  const below = readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' });
  return [...atRoot, ...below.map((path) => `docs/${path}`)]
    .filter((path) => path.endsWith('.md'))
    .map(readPage);
}

export function readPage(path: string): Page {
  return { path, text: readFileSync(join(root, path), 'utf8') };
}

export function exists(path: string): boolean {
  return existsSync(join(root, path));
}

export interface CodeBlock {
  /** What stands behind the opening fence: the language, and for whom the block is. */
  readonly info: string;
  readonly code: string;
}

export function codeBlocks({ text }: Page): readonly CodeBlock[] {
  return [...text.matchAll(fence)].map(([, info = '', code = '']) => ({ info, code }));
}

/** The text without its blocks of code, in which nothing is a link or a heading. */
export function proseOf({ text }: Page): string {
  return text.replaceAll(fence, '');
}

const fence = /^```([^\n`]*)\n([\s\S]*?)^```$/gm;

/** Where links lead, as written; addresses on the net are left out. */
export function linksOf(page: Page): readonly string[] {
  const prose = proseOf(page).replaceAll(/`[^`\n]*`/g, '');
  return [...prose.matchAll(/\]\(([^()\s]+)\)/g)]
    .map(([, target = '']) => target)
    .filter((target) => !/^[a-z]+:/.test(target));
}

/** The anchors of the headings, made as on the sites where the pages are read. */
export function anchorsOf(page: Page): readonly string[] {
  return [...proseOf(page).matchAll(/^#{1,6} (.+)$/gm)].map(([, title = '']) =>
    title
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

/** The tables below a heading, up to the next one: their rows as cells, without the head. */
export function tableBelow(page: Page, title: string): readonly (readonly string[])[] {
  const start = page.text.indexOf(`\n## ${title}\n`);
  if (start === -1) throw new Error(`${page.path} has no part "${title}".`);
  const [part = ''] = page.text.slice(start + 1).split(/\n(?=## )/, 1);
  return tablesIn(part).flat();
}

/** The rows of the table whose head begins with this cell. */
export function tableHeaded(page: Page, firstHead: string): readonly (readonly string[])[] {
  const start = page.text.indexOf(`\n| ${firstHead} |`);
  if (start === -1) throw new Error(`${page.path} has no table with the head "${firstHead}".`);
  return tablesIn(page.text.slice(start)).at(0) ?? [];
}

function tablesIn(text: string): readonly (readonly (readonly string[])[])[] {
  return [...text.matchAll(/(?:^\|.*\|\n)+/gm)].map(([rows]) =>
    rows
      .trimEnd()
      .split('\n')
      .slice(2)
      .map((row) =>
        row
          .split('|')
          .slice(1, -1)
          .map((cell) => cell.trim()),
      ),
  );
}

/** The words in backticks of a cell. */
export function codeWords(cell: string | undefined): readonly string[] {
  return [...(cell ?? '').matchAll(/`([^`]+)`/g)].map(([, word = '']) => word);
}
