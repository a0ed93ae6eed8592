/** Placeholders in plain texts: what they are, what they stand for, and what is none. */
import { describe, expect, test } from 'vitest';
import { findParam, readPlaceholders, textOf } from '../../../src/domain/placeholder.ts';

function fill(text: string, params: unknown): string {
  const read = readPlaceholders(text);
  if (!read.isValid) return read.message;
  const toText = (part: (typeof read.parts)[number]) =>
    typeof part === 'string' ? part : textOf(findParam(params, part.path));
  return read.parts.map(toText).join('');
}

const params = {
  size: 3,
  name: 'ann',
  list: ['a', { b: true }],
  deep: { 'a "b"': { c: null } },
  'kebab-case': 1,
};

describe('a text', () => {
  test.each([
    ['', ''],
    ['plain $ {{ }}', 'plain $ {{ }}'],
    ['${{ params.size }}', '3'],
    ['${{params.size}}', '3'],
    ['of ${{ params.name }}: ${{ params.size }}!', 'of ann: 3!'],
    ['${{ params.list[0] }}', 'a'],
    ['${{ params.list[1].b }}', 'true'],
    ['${{ params.list }}', '["a",{"b":true}]'],
    ['${{ params.deep["a \\"b\\""].c }}', 'null'],
    ['${{ params.kebab-case }}', '1'],
    ['$${{ params.size }}', '${{ params.size }}'],
    ['a $${{ b ${{ params.size }}', 'a ${{ b 3'],
  ])('is filled: %s', (text, filled) => {
    expect(fill(text, params)).toBe(filled);
  });

  test.each([
    '${{',
    '${{ params.size',
    '${{ params.size }',
    '${{ }}',
    '${{ size }}',
    '${{ params.size + 1 }}',
    '${{ params. }}',
    '${{ params[a] }}',
    '${{ params["\\x"] }}',
    '${{ paramsize }}',
    '${{ params.size }} and ${{ inputs.x }}',
  ])('is refused, with what to write: %s', (text) => {
    expect(fill(text, params)).toMatch(/^There is no placeholder at ".*\. Write .*\.$/s);
  });
});

test('what an object has from its prototype, and what a text or list has beside its elements, is no parameter', () => {
  for (const path of [
    ['constructor'],
    ['__proto__'],
    ['list', 'length'],
    ['list', 2],
    ['name', 0],
    ['name', 'length'],
    ['deep', 0],
    ['size', 'toFixed'],
  ]) {
    expect(findParam(params, path)).toBeUndefined();
  }
  expect(findParam(JSON.parse('{"__proto__": 1}'), ['__proto__'])).toBe(1);
});
