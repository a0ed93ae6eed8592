/** Conditions give what JavaScript gives for the same JSON, and nothing that anybody writes gets
 * out of them otherwise than as an answer. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { evaluateCondition, readCondition } from '../../src/domain/condition.ts';
import { answerTo } from './condition/answers.ts';

/** Numbers as JSON has them: whole, broken, negative, large; often close to each other. */
const jsonNumber = fc
  .oneof(
    fc.integer({ min: -3, max: 3 }),
    fc.constantFrom(0.5, 1.5, -1.5, 2 ** 53, 2 ** 53 - 1, -(2 ** 53), 1e21, 1e300, 5e-324),
    fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0),
  )
  // Without an exponent these would be written as integers, and there are none so large.
  .filter((value) => Math.abs(value) < 2 ** 63 || Math.abs(value) >= 1e21);

const comparisons: Readonly<Record<string, (left: number, right: number) => boolean>> = {
  '==': (left, right) => left === right,
  '!=': (left, right) => left !== right,
  '<': (left, right) => left < right,
  '<=': (left, right) => left <= right,
  '>': (left, right) => left > right,
  '>=': (left, right) => left >= right,
};

const comparison = fc.constantFrom(...Object.entries(comparisons));

const text = fc.string({ unit: 'grapheme', maxLength: 8 });

const json = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    fc.oneof(fc.constant(null), fc.boolean(), jsonNumber, text),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(text, tie('value'), { maxKeys: 4, noNullPrototype: true }),
  ),
})).value;

describe('a condition agrees with JavaScript', () => {
  test('on how two numbers of JSON compare', () => {
    fc.assert(
      fc.property(jsonNumber, jsonNumber, comparison, (a, b, [sign, compare]) => {
        const answer = answerTo(`payload.a ${sign} inputs.b.n`, {
          payload: { a },
          inputs: { b: { n: b } },
        });
        expect(answer.kind).toBe(compare(a, b) ? 'TRUE' : 'FALSE');
      }),
    );
  });

  test('on how a number compares with one that is written down, and in a list', () => {
    fc.assert(
      fc.property(jsonNumber, fc.integer(), comparison, (a, b, [sign, compare]) => {
        const expected = compare(a, b) ? 'TRUE' : 'FALSE';
        expect(answerTo(`payload ${sign} ${b}`, { payload: a }).kind).toBe(expected);
        expect(answerTo(`payload ${sign} ${b}.0`, { payload: a }).kind).toBe(expected);
        expect(answerTo(`payload in [${b}]`, { payload: a }).kind).toBe(a === b ? 'TRUE' : 'FALSE');
      }),
    );
  });

  test('on sums, differences and products of numbers of JSON and written ones', () => {
    fc.assert(
      fc.property(jsonNumber, fc.integer(), (a, b) => {
        const results = { sum: a + b, difference: b - a, product: a * b };
        const words = `payload.a + ${b} == payload.sum && ${b} - payload.a == payload.difference && payload.a * ${b} == payload.product`;
        expect(answerTo(words, { payload: { a, ...results } }).kind).toBe('TRUE');
      }),
    );
  });

  test('on what stands at a path, and on what has none', () => {
    fc.assert(
      fc.property(json, fc.infiniteStream(fc.nat()), (value, choices) => {
        const { path, found } = walk(value, choices);
        const literal = JSON.stringify(found);
        fc.pre(path.length + literal.length < 2_000);
        expect(answerTo(`payload${path} == ${literal}`, { payload: value }).kind).toBe('TRUE');
        expect(answerTo(`payload${path} != ${literal}`, { payload: value }).kind).toBe('FALSE');
        const beyond = answerTo(`payload${path}["no such key"] == 1`, { payload: value });
        expect(beyond.kind).toBe('FAULT');
      }),
    );
  });

  test('on what all, some and which elements are', () => {
    fc.assert(
      fc.property(
        fc.array(jsonNumber, { maxLength: 20 }),
        fc.integer({ min: -3, max: 3 }),
        (payload, b) => {
          const above = payload.filter((x) => x > b);
          const kindOf = (expression: string) => answerTo(expression, { payload }).kind;
          const kind = (isTrue: boolean) => (isTrue ? 'TRUE' : 'FALSE');
          expect(kindOf(`payload.all(x, x > ${b})`)).toBe(kind(above.length === payload.length));
          expect(kindOf(`payload.exists(x, x > ${b})`)).toBe(kind(above.length > 0));
          expect(kindOf(`payload.exists_one(x, x > ${b})`)).toBe(kind(above.length === 1));
          const literal = JSON.stringify(above.map((x) => x + 1));
          expect(kindOf(`payload.filter(x, x > ${b}).map(x, x + 1) == ${literal}`)).toBe('TRUE');
          expect(kindOf(`payload.map(x, x > ${b}, x + 1) == ${literal}`)).toBe('TRUE');
        },
      ),
    );
  });
});

describe('whatever is written', () => {
  const word = fc.constantFrom(
    ...['payload', 'inputs', 'labels', 'x', 'all(x,', 'map(x,', 'has(', 'size(', 'int', 'true'],
    ...['(', ')', '[', ']', '{', '}', '.', ',', ':', '?', '+', '-', '*', '/', '%', '!', '==', '<'],
    ...[
      '&&',
      '||',
      ' in ',
      '1',
      '1.5',
      '1u',
      '"a"',
      'b"a"',
      'null',
      '\n',
      '//',
      '"',
      '\\',
      'é',
      '@',
    ],
  );
  const expression = fc.oneof(
    fc.array(word, { maxLength: 12 }).map((words) => words.join('')),
    fc.string({ unit: 'binary', maxLength: 30 }),
  );

  test('is refused with words or gives an answer', () => {
    fc.assert(
      fc.property(expression, json, (written, payload) => {
        const reading = readCondition(written);
        if (!reading.isValid) {
          expect(reading.message).toMatch(/^The condition ".*" is refused.*\. [A-Z].*\.$/su);
          return;
        }
        const variables = { payload, context: payload, labels: { x: 'a' }, inputs: { x: payload } };
        const answer = evaluateCondition(reading.condition, variables);
        expect(answer).toEqual(evaluateCondition(reading.condition, variables));
        expect(['TRUE', 'FALSE', 'FAULT']).toContain(answer.kind);
      }),
      { numRuns: 1_000 },
    );
  });
});

/** Goes some way into the value, and writes the way down as CEL has it. */
function walk(value: unknown, choices: Iterator<number>): { path: string; found: unknown } {
  let path = '';
  let found = value;
  while (typeof found === 'object' && found !== null) {
    const entries = Object.entries(found);
    const entry = entries[(choices.next().value ?? 0) % (entries.length + 1)];
    if (entry === undefined) break;
    const [key, member] = entry;
    path += Array.isArray(found) ? `[${key}]` : `[${JSON.stringify(key)}]`;
    found = member;
  }
  return { path, found };
}
