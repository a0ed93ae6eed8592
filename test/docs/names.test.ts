/** What the pages tell people to run and to install is there. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readSources } from '../architecture/source-text.ts';
import { codeWords, readPage, readPages, root, tableBelow } from './pages.ts';

interface Manifest {
  readonly scripts: Readonly<Record<string, string>>;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}

// The manifest is npm's to check; its parts have these shapes.
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Manifest;
const everyPage = readPages()
  .map(({ text }) => text)
  .join('\n');

test('every npm script that a page names exists', () => {
  const named = namesIn(/\bnpm run (?:--silent )?([\w:-]+)/g);
  expect(named.length).toBeGreaterThan(5);
  expect(named.filter((name) => !(name in manifest.scripts))).toEqual([]);
});

test('every subcommand that a page names exists', () => {
  const cli = readSources(root, ['src/cli/subcommands']).map(({ text }) => text);
  const known = cli.flatMap((text) => [...text.matchAll(/new Command\('([\w-]+)'\)/g)].map(nameIn));
  const named = namesIn(/(?:`|npx |^)junjo ([a-z][a-z-]*[a-z])/gm);
  expect(named).toEqual(expect.arrayContaining(['demo', 'simulate', 'start', 'submit', 'watch']));
  expect(named.filter((name) => !known.includes(name))).toEqual([]);
});

describe('the list of dependencies', () => {
  const page = readPage('docs/decisions/0011-dependencies.md');

  test.each([
    ['At run time', manifest.dependencies],
    ['For building and testing', manifest.devDependencies],
  ])('has under "%s" what package.json has', (title, packages) => {
    const listed = tableBelow(page, title).flatMap(([cell]) => codeWords(cell));
    expect(listed.toSorted()).toEqual(Object.keys(packages).toSorted());
  });

  test('has nothing at run time that no source imports', () => {
    const imported = readSources(root, ['src'])
      .map(({ text }) => text)
      .join('\n');
    // Its generated client is imported from where it was generated.
    const generated = ['@prisma/client'];
    const unused = Object.keys(manifest.dependencies).filter(
      (name) => !generated.includes(name) && !new RegExp(`'${name}['/]`).test(imported),
    );
    expect(unused).toEqual([]);
  });

  test('has exact versions', () => {
    const versions = Object.values({ ...manifest.dependencies, ...manifest.devDependencies });
    expect(versions.filter((version) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))).toEqual([]);
  });
});

function namesIn(pattern: RegExp): readonly string[] {
  return [...new Set([...everyPage.matchAll(pattern)].map(nameIn))];
}

function nameIn([, name = '']: RegExpMatchArray): string {
  return name;
}
