/** The rules of the domain and what commands decide are functions of their arguments alone: no
 * clock, no chance, no input or output, no promises. That is what makes a batch repeatable and a
 * test a table. */
import { importsOf } from './layers.ts';
import { findInCode, type SourceText, type Violation } from './source-text.ts';

const pureFolders = ['src/domain/', 'src/commands/'];

/** Packages that are pure themselves, and the way to load them late. */
const allowedPackages: readonly string[] = [
  '@bufbuild/cel',
  '@bufbuild/re2',
  'ajv/dist/2020.js',
  'croner',
  'node:module',
];

const impurities: readonly RegExp[] = [
  /\bDate\.now\b/g,
  /\bnew Date\(\s*\)/g,
  /(?<!\bnew )\bDate\(/g,
  /\bMath\.random\b/g,
  /\bperformance\b/g,
  /\bcrypto\b/g,
  /\bprocess\./g,
  /\bglobalThis\b/g,
  /\bfetch\(/g,
  /\basync\b/g,
  /\bawait\b/g,
  /\bPromise\b/g,
  /\bset(?:Timeout|Interval|Immediate)\b/g,
  /\bqueueMicrotask\b/g,
  /\bconsole\b/g,
];

export function findImpurities(source: SourceText): Violation[] {
  if (!pureFolders.some((folder) => source.path.startsWith(folder))) return [];
  const packages = importsOf(source)
    .filter(({ specifier }) => !specifier.startsWith('.') && !allowedPackages.includes(specifier))
    .map(({ specifier, line }) => ({
      path: source.path,
      line,
      message: `${specifier} is not known to be pure`,
    }));
  const uses = impurities.flatMap((pattern) =>
    findInCode(source, pattern, (match) => `${match} is not pure`),
  );
  return [...packages, ...uses];
}
