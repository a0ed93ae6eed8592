/** What a server loads before it is asked for anything: it runs for months, and keeps all of that. */
import { readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
const program = ['src/cli/main.ts', 'src/cli/subcommands/start.ts', 'src/server/create-server.ts'];
const sqlite = 'src/store/dialects/sqlite/open-sqlite.ts';
const postgresql = 'src/store/dialects/postgresql/open-postgresql.ts';

/** All that comes with these files, of ours by path and of others by the name of the package. */
function loadedWith(files: readonly string[]): ReadonlySet<string> {
  const found = new Set<string>(files);
  for (const path of found) {
    if (!path.startsWith('src/')) continue;
    for (const specifier of importsOf(path)) {
      if (specifier.startsWith('.')) found.add(posix.join(posix.dirname(path), specifier));
      else if (!specifier.startsWith('node:')) found.add(packageOf(specifier));
    }
  }
  return found;
}

/** What is imported when the file is; neither types, which are gone by then, nor what is later. */
function importsOf(path: string): readonly string[] {
  const statement =
    /^(?:import|export)\b(?!\s+type\b)(?:[^'";]*?\bfrom)?\s*'(?<specifier>[^']+)'/gm;
  const matches = readFileSync(posix.join(root, path), 'utf8').matchAll(statement);
  return Array.from(matches, ({ groups }) => groups?.['specifier'] ?? '');
}

function packageOf(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}

const onSqlite = loadedWith([...program, sqlite]);
const onPostgresql = loadedWith([...program, postgresql]);

describe('a server that starts', () => {
  test('loads its schema, its library of GraphQL and the driver of its database', () => {
    for (const loaded of [onSqlite, onPostgresql]) {
      expect([...loaded]).toEqual(
        expect.arrayContaining(['src/graphql/schema.ts', 'graphql-yoga', 'commander']),
      );
    }
    expect(onSqlite).toContain('libsql');
    expect(onPostgresql).toContain('pg');
  });

  test('does not load the driver of the other database', () => {
    expect(onSqlite).not.toContain('pg');
    expect(onPostgresql).not.toContain('libsql');
  });

  test.each([
    ['Prisma and its drivers', /^@prisma\//],
    ["Prisma's clients", /^src\/store\/prisma\/generated\/(?!pothos-types)/],
    ['the language of conditions and JSON Schema', /^(?:@bufbuild\/.*|ajv)$/],
    ['libraries for files of Jobs and options', /^(?:zod|yaml)$/],
    ['other subcommands', /^src\/cli\/subcommands\/(?!start\.ts)/],
    ['what prints the schema', /^src\/graphql\/schema-text\.ts$/],
  ])('does not load %s', (_, pattern) => {
    const matches = (path: string) => pattern.test(path);
    expect([...onSqlite, ...onPostgresql].filter(matches)).toEqual([]);
  });
});

describe('the way to tell what is loaded', () => {
  test('follows imports from file to file', () => {
    const loaded = loadedWith(['src/cli/job-file/read-job-file.ts']);
    expect([...loaded]).toEqual(expect.arrayContaining(['yaml', 'zod']));
  });

  test('sees all that Prisma brings', () => {
    const loaded = loadedWith(['src/store/prisma/open-prisma-on-sqlite.ts']);
    expect(loaded).toContain('@prisma/adapter-libsql');
    expect(loaded).toContain('src/store/prisma/generated/client/client.ts');
  });
});
