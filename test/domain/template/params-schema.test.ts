/** Schemas of parameters: what they may say, what they cost, and what they find. */
import { describe, expect, test } from 'vitest';
import { bounds } from '../../../src/domain/bounds.ts';
import { checkParams, readParamsSchema } from '../../../src/domain/params-schema.ts';

function read(schema: unknown) {
  return readParamsSchema(JSON.stringify(schema), ['schema']);
}

function check(schema: object, params: unknown) {
  const reading = read({ type: 'object', ...schema });
  if (!reading.isValid) throw new Error(JSON.stringify(reading.rejections));
  return checkParams(JSON.stringify(params), reading.schema, ['params']);
}

const schemaOfValue = (schema: object) => ({ properties: { value: schema } });

describe('a schema', () => {
  const deep = { type: 'object', properties: { a: { $ref: '#/$defs/a' } } };

  test.each([
    ['no object', 3, 'SCHEMA_INVALID', ['type']],
    ['a list', { type: 'array' }, 'SCHEMA_INVALID', ['type']],
    [
      'a type that is none',
      { type: 'object', properties: { a: { type: 'text' } } },
      'SCHEMA_INVALID',
      ['properties', 'a', 'type'],
    ],
    ['a word that is none', { type: 'object', proprties: {} }, 'SCHEMA_INVALID', ['proprties']],
    [
      'a reference to elsewhere',
      { type: 'object', $ref: 'http://example.org/a' },
      'SCHEMA_INVALID',
      ['$ref'],
    ],
    [
      'a reference to nothing',
      { ...deep, $defs: {} },
      'SCHEMA_INVALID',
      ['properties', 'a', '$ref'],
    ],
    [
      'a reference to itself',
      { ...deep, $defs: { a: { items: { $ref: '#/$defs/a' } } } },
      'SCHEMA_INVALID',
      ['properties', 'a', '$ref', 'items', '$ref'],
    ],
    [
      'another dialect',
      { type: 'object', $schema: 'http://json-schema.org/draft-07/schema#' },
      'SCHEMA_INVALID',
      ['$schema'],
    ],
    [
      'an answer that takes its time',
      { type: 'object', $async: true },
      'SCHEMA_INVALID',
      ['$async'],
    ],
    [
      'a format that is unknown',
      { type: 'object', properties: { a: { type: 'string', format: 'colour' } } },
      'SCHEMA_INVALID',
      [],
    ],
    [
      'a pattern that is none',
      { type: 'object', properties: { a: { pattern: '(' } } },
      'SCHEMA_INVALID',
      [],
    ],
    [
      'a pattern that is too large',
      { type: 'object', properties: { a: { pattern: '((a{50}){50}){50}' } } },
      'SCHEMA_INVALID',
      ['properties', 'a', 'pattern'],
    ],
    [
      'a pattern by name that is too large',
      { type: 'object', patternProperties: { 'a{9999}': {} } },
      'SCHEMA_INVALID',
      ['patternProperties', 'a{9999}'],
    ],
    [
      'more text than is read',
      { type: 'object', description: 'x'.repeat(bounds.paramsSchemaLength) },
      'TOO_LARGE',
      [],
    ],
  ])('is refused: %s', (_, schema, code, path) => {
    const reading = read(schema);
    expect(reading.isValid ? [] : reading.rejections).toMatchObject([
      { code, path: ['schema', ...path] },
    ]);
  });

  test('is refused that doubles with each of its definitions', () => {
    const names = Array.from({ length: 40 }, (_, index) => `d${index}`);
    const twice = (name: string) => ({
      allOf: [{ $ref: `#/$defs/${name}` }, { $ref: `#/$defs/${name}` }],
    });
    const $defs = Object.fromEntries(
      names.map((name, index) => [name, index === 0 ? {} : twice(`d${index - 1}`)]),
    );
    const reading = read({ type: 'object', ...twice('d39'), $defs });
    expect(reading.isValid ? [] : reading.rejections).toMatchObject([{ code: 'TOO_LARGE' }]);
  });
});

describe('parameters', () => {
  test.each([
    [{ value: 1 }, schemaOfValue({ type: 'integer' })],
    [{ value: 'a-1' }, schemaOfValue({ type: 'string', pattern: '^[a-z]-\\d$' })],
    [{ value: '2024-02-29' }, schemaOfValue({ format: 'date' })],
    [{ value: '2024-02-29T12:00:00+02:00' }, schemaOfValue({ format: 'date-time' })],
    [{ value: 'https://example.org/a?b' }, schemaOfValue({ format: 'uri' })],
    [{ value: '0190b6e2-7c3f-7a52-9d3c-0123456789ab' }, schemaOfValue({ format: 'uuid' })],
    [{ value: [{ a: 1 }, { a: 2 }, 1, '1'] }, schemaOfValue({ uniqueItems: true })],
    [
      { value: { a: 1 } },
      { properties: { value: { $ref: '#/$defs/v' } }, $defs: { v: { required: ['a'] } } },
    ],
    [{}, schemaOfValue({ type: 'integer' })],
  ])('fit: %j', (params, schema) => {
    expect(check(schema, params)).toEqual({ isValid: true, params });
  });

  test.each([
    ['value', { value: 1.5 }, schemaOfValue({ type: 'integer' })],
    ['value', { value: 'A-1' }, schemaOfValue({ type: 'string', pattern: '^[a-z]-\\d$' })],
    ['value', { value: '2023-02-29' }, schemaOfValue({ format: 'date' })],
    ['value', { value: '2024-02-29T25:00:00Z' }, schemaOfValue({ format: 'date-time' })],
    ['value', { value: 'nowhere' }, schemaOfValue({ format: 'uri' })],
    ['value', { value: 'abc' }, schemaOfValue({ format: 'uuid' })],
    [
      'value',
      {
        value: [
          { a: 1, b: 2 },
          { b: 2, a: 1 },
        ],
      },
      schemaOfValue({ uniqueItems: true }),
    ],
    ['value', { value: 3 }, schemaOfValue({ enum: [1, 2] })],
    ['value', { value: 3 }, schemaOfValue({ const: 1 })],
    ['value', { value: 3 }, schemaOfValue(false as unknown as object)],
    ['other', { other: 1 }, { properties: {}, additionalProperties: false }],
    ['value', {}, { ...schemaOfValue({}), required: ['value'] }],
    ['toString', {}, { required: ['toString'] }],
  ])('do not fit by "%s": %j', (name, params, schema) => {
    const checked = check(schema, params);
    expect(checked.isValid ? [] : checked.rejections).toMatchObject([
      { code: 'PARAMS_INVALID', path: ['params', name], message: expect.stringMatching(/\.$/) },
    ]);
  });

  test('get what the schema says of those that are left out, each time anew', () => {
    const schema = schemaOfValue({ default: { list: [] } });
    const first = check(schema, {});
    if (first.isValid) Object.assign(first.params['value'] as object, { list: [1] });
    expect(check(schema, {})).toEqual({ isValid: true, params: { value: { list: [] } } });
  });

  test('are an object, with a schema or without', () => {
    expect(check({}, [1])).toMatchObject({ isValid: false });
    expect(checkParams('3', undefined, ['params'])).toMatchObject({ isValid: false });
    expect(checkParams('{"a":1}', undefined, [])).toEqual({ isValid: true, params: { a: 1 } });
  });

  test('of which there are too many to check are refused before they are checked', () => {
    const schema = schemaOfValue({ items: { anyOf: Array(20).fill({ type: 'string' }) } });
    const checked = check(schema, { value: Array(20_000).fill(1) });
    expect(checked.isValid ? [] : checked.rejections).toMatchObject([{ code: 'TOO_LARGE' }]);
  });

  test('are refused when patterns would take too long, and each check begins anew', () => {
    const schema = schemaOfValue({ items: { pattern: '^(([a-z])+.)+[A-Z]([a-z])+$' } });
    const checked = check(schema, { value: Array(2_000).fill('a'.repeat(100)) });
    expect(checked.isValid ? [] : checked.rejections).toMatchObject([{ code: 'TOO_LARGE' }]);
    expect(check(schema, { value: ['ab.Ab'] })).toMatchObject({ isValid: true });
  });

  test('of a list are told by its name and their number', () => {
    const checked = check(schemaOfValue({ items: { type: 'string' } }), { value: ['a', 1] });
    expect(checked.isValid ? [] : checked.rejections).toMatchObject([
      { path: ['params', 'value', '1'], message: '"value[1]" must be string.' },
    ]);
  });

  test('are told twenty faults at most', () => {
    const schema = schemaOfValue({ items: { type: 'string' } });
    const checked = check(schema, { value: Array(1_000).fill(1) });
    expect(checked.isValid ? [] : checked.rejections).toHaveLength(20);
  });
});

test('patterns of one schema are not taken for each other', () => {
  const schema = { properties: { a: { pattern: '^a$' }, b: { pattern: '^b$' } } };
  expect(check(schema, { a: 'a', b: 'b' })).toMatchObject({ isValid: true });
  expect(check(schema, { a: 'b', b: 'b' })).toMatchObject({ isValid: false });
});

test('names are told only where the schema leaves none open', () => {
  const namesOf = (more: object) => {
    const reading = read({ type: 'object', properties: { a: {} }, ...more });
    return reading.isValid ? reading.schema.names && [...reading.schema.names] : reading.rejections;
  };
  expect(namesOf({})).toEqual(['a']);
  expect(namesOf({ additionalProperties: false })).toEqual(['a']);
  expect(namesOf({ additionalProperties: { type: 'string' } })).toBeUndefined();
  expect(namesOf({ anyOf: [{}] })).toBeUndefined();
});
