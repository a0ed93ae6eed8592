/** The page about what Units wait for explains every reason that there is. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSchema, isEnumType } from 'graphql';
import { expect, test } from 'vitest';
import { codeWords, readPage, root, tableHeaded } from './pages.ts';

test('every kind of reason is explained, and no other', () => {
  const type = buildSchema(readFileSync(join(root, 'schema.graphql'), 'utf8')).getType('WaitKind');
  const kinds = isEnumType(type) ? type.getValues().map(({ name }) => name) : [];
  const page = readPage('docs/why-not-running.md');
  const explained = tableHeaded(page, '`kind`').flatMap(([kind]) => codeWords(kind));
  expect(explained.toSorted()).toEqual(kinds.toSorted());
  expect(kinds).toContain('NO_WORKER');
});
