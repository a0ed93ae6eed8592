/** The programs on the page about watching are those that the tests of clients run. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { codeBlocks, readPage, root } from './pages.ts';

const folder = join(root, 'test/clients/snippets');
const files = readdirSync(folder);
const shown = codeBlocks(readPage('docs/watching.md')).flatMap(({ info, code }) => {
  const [language, file] = info.split(' ');
  return language === 'ts' && file !== undefined ? [{ file, code }] : [];
});

test('each program is on the page, once', () => {
  expect(shown.map(({ file }) => file).toSorted()).toEqual(files.toSorted());
});

describe('what is on the page is what is run', () => {
  test.each(shown)('$file', ({ file, code }) => {
    expect(code).toBe(readFileSync(join(folder, file), 'utf8'));
  });
});
