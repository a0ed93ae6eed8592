/** Placeholders in conditions: whatever a parameter is, it is one operand and nothing else. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { evaluateCondition, readCondition } from '../../../src/domain/condition.ts';
import {
  conditionLiteral,
  readConditionPlaceholders,
} from '../../../src/domain/condition-placeholder.ts';
import { findParam } from '../../../src/domain/placeholder.ts';

function fill(text: string, params: unknown): string {
  const read = readConditionPlaceholders(text);
  if (!read.isValid) throw new Error(read.message);
  return read.parts
    .map((part) =>
      typeof part === 'string' ? part : conditionLiteral(findParam(params, part.path)),
    )
    .join('');
}

function evaluate(text: string, payload: unknown): string {
  const read = readCondition(text);
  if (!read.isValid) return read.message;
  const answer = evaluateCondition(read.condition, {
    ...{ payload, context: {}, inputs: {} },
    labels: { own: 'kept' },
  });
  return answer.kind === 'FAULT' ? answer.message : answer.kind;
}

const anyText = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 20 }),
  fc.string({ unit: 'binary-ascii', maxLength: 20 }),
  fc.constantFrom('"', "'", '\\', '\\"', '"""', '`', '\n', ') || true || (', '" == "" || "', '//'),
);

const anyValue = fc
  .letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 3, withCrossShrink: true },
      fc.oneof(fc.constant(null), fc.boolean(), anyText, fc.integer(), fc.maxSafeInteger()),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.array(tie('value'), { maxLength: 3 }),
      fc.dictionary(anyText, tie('value'), { maxKeys: 3 }),
    ),
  }))
  .value.map((value): unknown => JSON.parse(JSON.stringify(value)));

test('a parameter is equal to itself, whatever it is', () => {
  fc.assert(
    fc.property(anyValue, (value) => {
      const text = fill('payload == ${{ params.value }} && labels.own == "kept"', { value });
      expect(evaluate(text, value)).toBe('TRUE');
    }),
  );
});

test('no text breaks out of its place', () => {
  fc.assert(
    fc.property(anyText, anyText, (value, other) => {
      const text = fill('payload == ${{ params.value }}', { value });
      expect(evaluate(text, other)).toBe(value === other ? 'TRUE' : 'FALSE');
    }),
  );
});

test('a value is one operand, whatever stands around it', () => {
  const sum = '10 -${{ params.value }} == payload && !${{ params.flag }}';
  expect(evaluate(fill(sum, { value: -5, flag: false }), 15)).toBe('TRUE');
});

test('whole numbers beyond what JSON keeps exactly are compared as JSON has them', () => {
  for (const value of [2 ** 53, 1e19, -1e300, 1.5e-7, -0]) {
    expect(evaluate(fill('payload == ${{ params.value }}', { value }), value)).toBe('TRUE');
  }
});

describe('a placeholder', () => {
  test.each([
    'labels.a == "${{ params.a }}"',
    "labels.a == '${{ params.a }}'",
    'labels.a == """ " ${{ params.a }}"""',
    'labels.a == r"\\" + "${{ params.a }}"',
    'labels.a == r"\\" == R\'${{ params.a }}\'',
    'labels.a == "\\"${{ params.a }}"',
    'labels.a == "${{ params.a }}',
    'labels.`${{ params.a }}` == "b"',
    'true // ${{ params.a }}',
  ])('is refused within quotes and comments: %s', (text) => {
    const read = readConditionPlaceholders(text);
    expect(read).toMatchObject({ isValid: false });
    expect(read.isValid ? '' : read.message).toMatch(/stands within quotes or a comment/);
  });

  test.each([
    ['labels.a == "x" + ${{ params.a }} + "y"', 'labels.a == "x" + (1) + "y"'],
    ['labels.a == "\\"" + ${{ params.a }}', 'labels.a == "\\"" + (1)'],
    ['labels.a == r"\\" + ${{ params.a }}', 'labels.a == r"\\" + (1)'],
    ['true // "\n && ${{ params.a }} == 1', 'true // "\n && (1) == 1'],
    ['labels.a == "$${{ x }}"', 'labels.a == "${{ x }}"'],
    ['[${{ params.b }}, ${{ params }}]', '[("q\\""), ({"a": 1, "b": "q\\""})]'],
  ])('is filled outside of them: %s', (text, filled) => {
    expect(fill(text, { a: 1, b: 'q"' })).toBe(filled);
  });
});
