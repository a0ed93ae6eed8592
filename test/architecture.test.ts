/** Holds the architecture: what may import what, what is pure, and the habits of every file. Each
 * rule is shown to see a planted violation before it is trusted to see none. */
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import {
  findAny,
  findDefaultExports,
  findFixedFolders,
  findUnexplainedAssertions,
  findUnfinishedNotes,
} from './architecture/habits.ts';
import { findLayerViolations, importsOf } from './architecture/layers.ts';
import { findBannedNames } from './architecture/names.ts';
import { findImpurities } from './architecture/purity.ts';
import { type Exceptions, findOversizes } from './architecture/sizes.ts';
import {
  listPaths,
  parseSource,
  readSources,
  type SourceText,
  type Violation,
} from './architecture/source-text.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const sources = readSources(root, ['src']);
const everything = readSources(root, ['src', 'test', 'examples', 'scripts']);

/** Files that are longer than the rule says, with the length they may not pass. */
const longFiles: Exceptions = {};

describe('every source file', () => {
  test('is read', () => {
    expect(sources.length).toBeGreaterThan(10);
    expect(sources.flatMap(importsOf).length).toBeGreaterThan(sources.length);
  });

  test.each<[string, SourceText[], (source: SourceText) => Violation[]]>([
    ['imports only what its layer may', sources, findLayerViolations],
    ['is pure where rules and decisions are', sources, findImpurities],
    ['is short, or a listed exception that does not grow', everything, isShort],
    ['exports names', everything, findDefaultExports],
    ['says its types', everything, findAny],
    ['explains its assertions', sources, findUnexplainedAssertions],
    ['leaves no work behind in a comment', everything, findUnfinishedNotes],
    ['counts on no folder of one machine', everything, findFixedFolders],
  ])('%s', (_, files, findViolations) => {
    expect(files.flatMap(findViolations).map(inWords)).toEqual([]);
  });

  test('has a path that says what it holds', () => {
    const paths = listPaths(root, ['src', 'test', 'examples', 'scripts', 'prisma']);
    expect(paths.flatMap(findBannedNames).map(inWords)).toEqual([]);
  });

  test('that is listed as an exception exists', () => {
    const paths = everything.map(({ path }) => path);
    expect(Object.keys(longFiles).filter((path) => !paths.includes(path))).toEqual([]);
  });
});

describe('the layer rule', () => {
  test.each([
    ['a rule that imports the store', 'src/domain/a.ts', `import { x } from '../store/x.ts';`],
    ['a command that imports the engine', 'src/commands/a.ts', `import '../engine/x.ts';`],
    ['a re-export across layers', 'src/store/a.ts', `export { x } from '../engine/x.ts';`],
    ['a dynamic import', 'src/feeds/a.ts', `const x = await import('../graphql/x.ts');`],
    ['a door used from inside', 'src/cli/a.ts', `import { x } from '../server/index.ts';`],
    [
      'a value of the domain in the client',
      'src/client/a.ts',
      `import { x } from '../domain/x.ts';`,
    ],
    ['the package by its name', 'src/cli/a.ts', `import { x } from 'junjo/server';`],
    ['a way out of src', 'src/cli/a.ts', `import x from '../../package.json';`],
    ['a barrel', 'src/domain/index.ts', ''],
    ['an unknown folder', 'src/things/a.ts', ''],
    ['a file beside the folders', 'src/a.ts', ''],
    ['an import over several lines', 'src/domain/a.ts', `import {\n  x,\n} from '../store/x.ts';`],
  ])('sees %s', (_, path, text) => {
    expect(findLayerViolations(parseSource(path, text))).toHaveLength(1);
  });

  test.each([
    ['a lower layer', 'src/engine/a.ts', `import { x } from '../domain/x.ts';`],
    ['a neighbour in the folder', 'src/store/sqlite/a.ts', `import { x } from '../port.ts';`],
    ['a type of the domain', 'src/client/a.ts', `import type { X } from '../domain/x.ts';`],
    ['a package', 'src/server/a.ts', `import { x } from 'graphql-yoga';`],
    ['an import in a comment', 'src/domain/a.ts', `// import { x } from '../store/x.ts';`],
    ['what the door shows', 'src/index.ts', `export { x } from './domain/x.ts';`],
  ])('lets pass %s', (_, path, text) => {
    expect(findLayerViolations(parseSource(path, text))).toEqual([]);
  });
});

describe('the purity rule', () => {
  test.each([
    'const now = Date.now();',
    'const now = new Date();',
    'const chance = Math.random();',
    'const home = process.env;',
    "const answer = fetch('x');",
    'async function later() {}',
    'const value = await later;',
    'type Later = Promise<string>;',
    'setTimeout(run, 1);',
    "console.log('x');",
    "import { join } from 'node:path';",
    "import { z } from 'zod';",
    'const text = `at ${Date.now()}`;',
  ])('sees %s', (text) => {
    expect(findImpurities(parseSource('src/domain/a.ts', text))).toHaveLength(1);
    expect(findImpurities(parseSource('src/commands/a.ts', text))).toHaveLength(1);
  });

  test.each([
    ['an instant made of a number', 'src/domain/a.ts', 'const at = new Date(now);'],
    ['a word in a comment', 'src/domain/a.ts', '/* the process. awaits */ // await Date.now()'],
    ['a word in a string', 'src/domain/a.ts', "const text = 'await the Promise';"],
    ['a clock where clocks belong', 'src/engine/a.ts', 'const now = Date.now();'],
  ])('lets pass %s', (_, path, text) => {
    expect(findImpurities(parseSource(path, text))).toEqual([]);
  });
});

describe('the rules of names and sizes', () => {
  test.each(['src/domain/utils.ts', 'src/lib/a.ts', 'test/job-helper.test.ts', 'src/baseUnit.ts'])(
    'see %s',
    (path) => {
      expect(findBannedNames(path)).toHaveLength(1);
    },
  );

  test('let pass words that only contain a banned one', () => {
    expect(findBannedNames('src/store/database-calibration.ts')).toEqual([]);
  });

  test('see a file that is too long', () => {
    const long = parseSource('src/a.ts', 'x;\n'.repeat(301));
    expect(findOversizes(long, {})).toHaveLength(1);
    expect(findOversizes(long, { 'src/a.ts': 301 })).toEqual([]);
    expect(findOversizes(long, { 'src/a.ts': 300 })).toHaveLength(1);
  });

  test('see an exception that is not needed any more', () => {
    const short = parseSource('src/a.ts', 'x;\n'.repeat(300));
    expect(findOversizes(short, {})).toEqual([]);
    expect(findOversizes(short, { 'src/a.ts': 400 })).toHaveLength(1);
  });
});

describe('the habits', () => {
  test.each(['export default 1;', 'export { x as default };'])('see %s', (text) => {
    expect(findDefaultExports(parseSource('src/a.ts', text))).toHaveLength(1);
  });

  test.each([
    'let x: any;',
    'const x = y as any; // why',
    'type X = Map<string, any>;',
    'function f(x: any[]) {}',
    'type X = string | any;',
    'type X = any;',
  ])('see %s', (text) => {
    expect(findAny(parseSource('src/a.ts', text))).toHaveLength(1);
  });

  test.each([
    'const any = 1;',
    'const x = (any, other) => f(any, other);',
    "const x = 'any';",
    'const x = list.any(1);',
    '// any comment: any',
  ])('let pass %s', (text) => {
    expect(findAny(parseSource('src/a.ts', text))).toEqual([]);
  });

  test.each(['const x = y as Thing;', 'const x = f(y) as { a: 1 };', 'return [] as string[];'])(
    'see %s without a reason',
    (text) => {
      expect(findUnexplainedAssertions(parseSource('src/a.ts', text))).toHaveLength(1);
    },
  );

  test.each([
    'const x = y as const;',
    "import { a as b } from 'c';",
    "import {\n  a as b,\n} from 'c';",
    "import * as x from 'c';",
    '// The row was checked above.\nconst x = y as Thing;',
    'const x = y as Thing; // The row was checked above.',
    "const text = 'as good as Gold';",
  ])('let pass %s', (text) => {
    expect(findUnexplainedAssertions(parseSource('src/a.ts', text))).toEqual([]);
  });

  test.each(["'", '"', '`'])('see a folder of one machine between %s', (quote) => {
    const path = ['', 'tmp', 'a.json'].join('/');
    expect(findFixedFolders(parseSource('test/a.ts', `f(${quote}${path}${quote});`))).toHaveLength(
      1,
    );
  });

  test('let pass a folder that the system was asked for', () => {
    expect(findFixedFolders(parseSource('test/a.ts', "join(tmpdir(), 'tmp/a.json');"))).toEqual([]);
  });

  test('see notes of unfinished work in comments only', () => {
    const note = ['TO', 'DO'].join('');
    expect(findUnfinishedNotes(parseSource('src/a.ts', `// ${note}: later`))).toHaveLength(1);
    expect(findUnfinishedNotes(parseSource('src/a.ts', `const x = '${note}';`))).toEqual([]);
  });
});

function isShort(source: SourceText): Violation[] {
  return findOversizes(source, longFiles);
}

function inWords({ path, line, message }: Violation): string {
  return `${path}:${line} ${message}`;
}
