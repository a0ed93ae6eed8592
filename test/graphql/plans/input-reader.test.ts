/** What is read of inputs is what the GraphQL library reads, key by key, and nothing else is valid. */
import fc from 'fast-check';
import {
  coerceInputValue,
  type GraphQLInputType,
  isEnumType,
  isInputObjectType,
  isInputType,
  isListType,
  isNonNullType,
} from 'graphql';
import { describe, expect, test } from 'vitest';
import { inputReaderOf, invalid } from '../../../src/graphql/plans/input-reader.ts';
import { schema } from '../../../src/graphql/schema.ts';

const inputTypes = Object.values(schema.getTypeMap()).flatMap((type) =>
  isInputType(type) && !type.name.startsWith('__') ? [type] : [],
);

/** Values that are most often of the type, as JSON; deep down nothing that is not required. */
function valuesOf(type: GraphQLInputType, depth = 0): fc.Arbitrary<unknown> {
  const right = rightValuesOf(type, depth);
  return fc.oneof({ weight: 30, arbitrary: right }, { weight: 1, arbitrary: oddValues });
}

function rightValuesOf(type: GraphQLInputType, depth: number): fc.Arbitrary<unknown> {
  if (isNonNullType(type)) return valuesOf(type.ofType, depth);
  if (isListType(type)) return fc.array(valuesOf(type.ofType, depth + 1), { maxLength: 2 });
  if (isInputObjectType(type)) {
    const fields = Object.values(type.getFields()).filter(
      (field) => depth < 4 || isNonNullType(field.type),
    );
    const model = Object.fromEntries(
      fields.map((field) => [field.name, valuesOf(field.type, depth + 1)]),
    );
    const requiredKeys = fields.filter(({ type: own }) => isNonNullType(own));
    return fc.record(model, { requiredKeys: requiredKeys.map(({ name }) => name) });
  }
  if (isEnumType(type)) return fc.constantFrom(...type.getValues().map(({ name }) => name));
  switch (type.name) {
    case 'Int':
      return fc.integer();
    case 'Float':
      return fc.double({ noNaN: true, noDefaultInfinity: true });
    case 'Boolean':
      return fc.boolean();
    case 'DateTime':
      return fc.constantFrom('2026-01-31T12:00:00Z', '2026-01-31', 'never');
    case 'JSON':
      return fc.jsonValue();
    default:
      return fc.string();
  }
}

const oddValues = fc.oneof(
  fc.constantFrom(null, 2 ** 31, 1.5, '', 'RUNNING', [], [null], {}),
  fc.constant(JSON.parse('{"__proto__":1,"constructor":2,"toString":3}')),
  fc.jsonValue(),
);

function readByLibrary(value: unknown, type: GraphQLInputType): unknown {
  let isValid = true;
  const read: unknown = coerceInputValue(value, type, () => {
    isValid = false;
  });
  return isValid ? read : invalid;
}

/** With the order of keys. */
function written(value: unknown): string {
  return value === invalid ? 'invalid' : JSON.stringify(value);
}

test('there are input types to try', () => {
  expect(inputTypes.length).toBeGreaterThan(80);
});

describe.each(inputTypes.map((type) => [type.name, type] as const))('%s', (_, type) => {
  test('is read as the library reads it', () => {
    fc.assert(
      fc.property(valuesOf(type).map(asJson), (value) => {
        const read = inputReaderOf(type)(value);
        const expected = readByLibrary(value, type);
        expect(read).toEqual(expected);
        expect(written(read)).toBe(written(expected));
      }),
      { numRuns: 60 },
    );
  });
});

function asJson(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}
