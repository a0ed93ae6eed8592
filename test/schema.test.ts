/** The schema as a contract: it is committed as it is, everything is described, and it keeps to what
 * every code generator can read. */
import { readFileSync } from 'node:fs';
import {
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLNamedType,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isListType,
  isNonNullType,
  isObjectType,
  isScalarType,
  isSpecifiedScalarType,
  isUnionType,
} from 'graphql';
import { describe, expect, test } from 'vitest';
import { schema } from '../src/graphql/schema.ts';
import { schemaText } from '../src/graphql/schema-text.ts';

const types = Object.values(schema.getTypeMap()).filter((type) => !isIntrospectionType(type));

type AnyField = GraphQLField<unknown, unknown> | GraphQLInputField;

function fieldsOf(type: GraphQLNamedType): readonly AnyField[] {
  if (isObjectType(type) || isInterfaceType(type) || isInputObjectType(type)) {
    return Object.values(type.getFields());
  }
  return [];
}

function argumentsOf(field: AnyField): readonly GraphQLArgument[] {
  return 'args' in field ? field.args : [];
}

/** Everything that has a name, by its coordinate. */
function* elements(): Generator<{
  at: string;
  name: string;
  description: string | null | undefined;
}> {
  for (const type of types) {
    if (isScalarType(type) && isSpecifiedScalarType(type)) continue;
    yield { at: type.name, name: type.name, description: type.description };
    for (const field of fieldsOf(type)) {
      const at = `${type.name}.${field.name}`;
      yield { at, name: field.name, description: field.description };
      for (const argument of argumentsOf(field)) {
        const { name, description } = argument;
        yield { at: `${at}(${name}:)`, name, description };
      }
    }
    if (!isEnumType(type)) continue;
    for (const { name, description } of type.getValues()) {
      yield { at: `${type.name}.${name}`, name, description };
    }
  }
}

describe('schema.graphql', () => {
  test('is what the source says', () => {
    const path = new URL('../schema.graphql', import.meta.url);
    expect(readFileSync(path, 'utf8')).toBe(schemaText);
  });
});

describe('the schema', () => {
  test('describes every type, field, argument and enum value in sentences', () => {
    const all = [...elements()];
    expect(all.length).toBeGreaterThan(400);
    expect(all.filter(({ description }) => !/^[A-Z0-9`].*[.)]$/s.test(description ?? ''))).toEqual(
      [],
    );
  });

  test('uses no name that is a word of a language its clients are written in', () => {
    const typeNames = /^(Error|Type|Selection|Object|Data|Result|Option|Any|Self)$/;
    const fieldNames =
      /^(type|range|func|default|in|for|import|self|class|enum|def|fn|let|match|package|interface|struct|switch|select|go|map|None|True|False|nil)$/;
    expect(types.filter(({ name }) => typeNames.test(name)).map(({ name }) => name)).toEqual([]);
    expect([...elements()].filter(({ at, name }) => at !== name && fieldNames.test(name))).toEqual(
      [],
    );
  });

  test('writes types in PascalCase, fields in camelCase and enum values in SCREAMING_SNAKE_CASE', () => {
    for (const type of types) {
      expect(type.name).toMatch(/^[A-Z][A-Za-z0-9]*$/);
      for (const field of fieldsOf(type)) {
        expect(field.name).toMatch(/^[a-z][A-Za-z0-9]*$/);
        for (const { name } of argumentsOf(field)) expect(name).toMatch(/^[a-z][A-Za-z0-9]*$/);
      }
      if (!isEnumType(type)) continue;
      for (const { name } of type.getValues()) expect(name).toMatch(/^[A-Z][A-Z0-9_]*$/);
    }
  });

  test('has no unions, since a new member breaks generated clients', () => {
    expect(types.filter(isUnionType)).toEqual([]);
  });

  test('says where each of its scalars is specified', () => {
    const scalars = types.filter(isScalarType).filter((type) => !isSpecifiedScalarType(type));
    expect(scalars.map(({ name }) => name).sort()).toEqual(['DateTime', 'JSON']);
    for (const { specifiedByURL } of scalars) expect(specifiedByURL).toMatch(/^https:\/\//);
  });

  test('names instants, durations and counts by what they are', () => {
    for (const type of types) {
      for (const field of fieldsOf(type)) {
        const named = getNamedType(field.type).name;
        if (named === 'DateTime') expect(field.name).toMatch(/(At|^at|^gte|^lt|^finishBy)$/);
        // What nothing bounds may be longer than the 24 days that an Int can hold.
        if (/Ms$/.test(field.name)) expect(named).toMatch(/^(Int|Float)$/);
      }
    }
  });

  test('gives every mutation one input and a payload of its own with userErrors', () => {
    const mutations = Object.values(schema.getMutationType()?.getFields() ?? {});
    expect(mutations.length).toBeGreaterThan(10);
    const payloads = new Set<string>();
    for (const { name, args, type } of mutations) {
      const titled = name.charAt(0).toUpperCase() + name.slice(1);
      expect(args.map((argument) => `${argument.name}: ${argument.type}`)).toEqual([
        `input: ${titled}Input!`,
      ]);
      expect(`${type}`).toBe(`${titled}Payload!`);
      payloads.add(`${type}`);
      const payload = getNamedType(type);
      if (!isObjectType(payload)) throw new Error(`${name} answers no object.`);
      expect(`${payload.getFields()['userErrors']?.type}`).toBe('[UserError!]!');
    }
    expect(payloads.size).toBe(mutations.length);
  });

  test('keeps to the contract of connections', () => {
    const connections = types
      .filter(({ name }) => name.endsWith('Connection'))
      .filter(isObjectType);
    expect(connections.length).toBeGreaterThan(5);
    for (const connection of connections) {
      const noun = connection.name.replace(/Connection$/, '');
      const fields = Object.fromEntries(
        Object.values(connection.getFields()).map(({ name, type }) => [name, `${type}`]),
      );
      expect(fields).toEqual({
        edges: `[${noun}Edge!]!`,
        nodes: `[${noun}!]!`,
        pageInfo: 'PageInfo!',
      });
      const edge = schema.getType(`${noun}Edge`);
      if (!isObjectType(edge)) throw new Error(`There is no ${noun}Edge.`);
      expect(`${edge.getFields()['node']?.type}`).toBe(`${noun}!`);
      expect(`${edge.getFields()['cursor']?.type}`).toBe('String!');
    }
    for (const type of types.filter(isObjectType)) {
      for (const { type: answered, args } of Object.values(type.getFields())) {
        if (!getNamedType(answered).name.endsWith('Connection')) continue;
        expect(`${answered}`).toMatch(/!$/);
        expect(args.map(({ name }) => name)).toEqual(
          expect.arrayContaining(['first', 'last', 'after', 'before']),
        );
      }
    }
  });

  test('has no null among the elements of a list, except where an id may name nothing', () => {
    const lists = types.flatMap((type) =>
      fieldsOf(type).map((field) => ({ at: `${type.name}.${field.name}`, type: field.type })),
    );
    const nullable = lists.filter(({ type }) => {
      const list = isNonNullType(type) ? type.ofType : type;
      return isListType(list) && !isNonNullType(list.ofType);
    });
    expect(nullable.map(({ at }) => at)).toEqual(['Query.nodes']);
  });

  test('says of everything deprecated what to use and until when', () => {
    for (const type of types) {
      for (const field of fieldsOf(type)) {
        if (field.deprecationReason == null) continue;
        expect(field.deprecationReason).toMatch(/^Use .* Removal on \d{4}-\d\d-\d\d\.$/);
      }
    }
    expect(types.length).toBeGreaterThan(50);
  });
});
