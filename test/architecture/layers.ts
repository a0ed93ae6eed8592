/** Which folder of `src` may import which: the order in which the code is read and understood. */
import { posix } from 'node:path';
import { lineAt, type SourceText, type Violation } from './source-text.ts';

/** What a folder may import besides itself. A folder that is not named here may not exist. */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  domain: [],
  commands: ['domain'],
  store: ['domain'],
  audit: ['store'],
  engine: ['domain', 'commands', 'store'],
  feeds: ['domain', 'store'],
  graphql: ['domain', 'engine', 'feeds', 'store'],
  server: ['graphql', 'engine', 'feeds', 'store', 'domain'],
  client: ['domain'],
  testing: ['server', 'engine', 'audit', 'store', 'domain'],
  cli: ['server', 'client', 'audit', 'store', 'domain'],
};

/** From these folders only types may come, so that a bundle of the first holds none of the second. */
const typesOnly: readonly (readonly [from: string, to: string])[] = [['client', 'domain']];

/** The files that consumers import; `index.ts` anywhere else would be a barrel. */
const doors: Readonly<Record<string, readonly string[]>> = {
  'src/index.ts': ['domain'],
  'src/server/index.ts': ['server', ...(mayImport['server'] ?? [])],
  'src/client/index.ts': ['client', ...(mayImport['client'] ?? [])],
  'src/testing/index.ts': ['testing', ...(mayImport['testing'] ?? [])],
};

export function findLayerViolations(source: SourceText): Violation[] {
  const folder = folderOf(source.path);
  const isDoor = source.path in doors;
  if (posix.basename(source.path) === 'index.ts' && !isDoor) {
    return [violation(source, 1, 'index.ts stands only where consumers enter')];
  }
  if (folder === undefined ? !isDoor : !(folder in mayImport)) {
    return [violation(source, 1, `${folder ?? 'src'} is no folder of the architecture`)];
  }
  const allowed = doors[source.path] ?? [folder ?? '', ...(mayImport[folder ?? ''] ?? [])];
  return importsOf(source).flatMap((found) => judgeImport(source, found, allowed));
}

export interface Import {
  readonly specifier: string;
  readonly isTypeOnly: boolean;
  readonly line: number;
}

/** Static imports, re-exports and dynamic imports of a file. */
export function importsOf(source: SourceText): Import[] {
  const pattern =
    /\b(?:import|export)\b(?<clause>[^'"`;()]*?\bfrom\s*|\s*\(\s*|\s*)(?<quote>['"])\s*\k<quote>/g;
  return [...source.code.matchAll(pattern)].map((match) => {
    const end = match.index + match[0].length;
    const start = source.text.lastIndexOf(match.groups?.['quote'] ?? '', end - 2) + 1;
    return {
      specifier: source.text.slice(start, end - 1),
      isTypeOnly: /^\s*type\b/.test(match.groups?.['clause'] ?? ''),
      line: lineAt(source.text, match.index),
    };
  });
}

function judgeImport(source: SourceText, found: Import, allowed: readonly string[]): Violation[] {
  const { specifier, line, isTypeOnly } = found;
  if (/^junjo(\/|$)/.test(specifier)) {
    return [violation(source, line, `the package does not import itself by name (${specifier})`)];
  }
  if (!specifier.startsWith('.')) return [];
  const target = posix.join(posix.dirname(source.path), specifier);
  if (!target.startsWith('src/')) {
    return [violation(source, line, `${specifier} leaves src`)];
  }
  if (target in doors) return [violation(source, line, `${specifier} is a door, for consumers`)];
  const from = folderOf(source.path) ?? 'src';
  const to = folderOf(target) ?? 'src';
  if (!allowed.includes(to)) return [violation(source, line, `${from} may not import ${to}`)];
  const mustBeType = typesOnly.some(([user, used]) => user === from && used === to);
  if (mustBeType && !isTypeOnly) {
    return [violation(source, line, `${from} may import only types from ${to}`)];
  }
  return [];
}

/** `src/domain/unit.ts` is in `domain`; a file directly in `src` is in no folder. */
function folderOf(path: string): string | undefined {
  const segments = path.split('/');
  return segments.length > 2 ? segments[1] : undefined;
}

function violation(source: SourceText, line: number, message: string): Violation {
  return { path: source.path, line, message };
}
