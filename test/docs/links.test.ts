/** Every link within the repository leads to a file that exists, and to a heading that is there. */
import { posix } from 'node:path';
import { describe, expect, test } from 'vitest';
import { anchorsOf, exists, linksOf, type Page, readPage, readPages } from './pages.ts';

const pages = readPages();

test('the pages are read, with their links', () => {
  expect(pages.map(({ path }) => path)).toContain('docs/decisions/README.md');
  expect(pages.flatMap(linksOf).length).toBeGreaterThan(50);
});

test.each(pages.map((page) => [page.path, page] as const))(
  'the links of %s lead somewhere',
  (_, page) => {
    expect(brokenLinks(page)).toEqual([]);
  },
);

test.each(['docs/glossary.md', 'docs/protocol.md', 'docs/errors.md', 'docs/job-file.md'])(
  '%s is found from the README',
  (path) => {
    expect(linksOf(readPage('README.md'))).toContain(path);
  },
);

test('every decision is in the list of decisions', () => {
  const decisions = pages.map(({ path }) => path).filter((path) => /decisions\/\d/.test(path));
  const listed = linksOf(readPage('docs/decisions/README.md')).map(
    (link) => `docs/decisions/${link}`,
  );
  expect(decisions.length).toBeGreaterThan(0);
  expect(listed.toSorted()).toEqual(decisions.toSorted());
});

describe('a broken link', () => {
  test.each([
    ['to a file', '[x](nowhere.md)'],
    ['to a heading of the page', '# Here\n[x](#there)'],
    ['to a heading of another page', '[x](errors.md#nowhere)'],
  ])('%s is noticed', (_, text) => {
    expect(brokenLinks({ path: 'docs/planted.md', text })).toHaveLength(1);
  });

  test.each([
    ['to a heading', "# It's here, `now`\n[x](#its-here-now)"],
    ['to a page and its heading', '[x](errors.md#refusals)'],
    ['to a folder', '[x](../src/domain)'],
    ['to the net', '[x](https://example.org/y)'],
    ['in code', '`[x](nowhere.md)`\n\n```md\n[x](nowhere.md)\n```\n'],
  ])('is none %s', (_, text) => {
    expect(brokenLinks({ path: 'docs/planted.md', text })).toEqual([]);
  });
});

function brokenLinks(page: Page): readonly string[] {
  return linksOf(page).filter((link) => {
    const [file = '', anchor] = link.split('#', 2);
    const path = file === '' ? page.path : posix.join(posix.dirname(page.path), file);
    if (file !== '' && !exists(path)) return true;
    if (anchor === undefined) return false;
    return !anchorsOf(file === '' ? page : readPage(path)).includes(anchor);
  });
}
