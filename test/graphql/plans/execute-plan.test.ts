/**
 * What a plan answers is what the GraphQL library answers; and where it finds something unusual, what
 * the root field has answered is completed by the library as if nothing had been tried.
 */
import {
  type ExecutionResult,
  execute,
  GraphQLEnumType,
  GraphQLError,
  type GraphQLFieldConfigMap,
  GraphQLInt,
  GraphQLList,
  GraphQLNonNull,
  GraphQLObjectType,
  GraphQLSchema,
  GraphQLString,
  parse,
} from 'graphql';
import { describe, expect, test } from 'vitest';
import type { Context } from '../../../src/graphql/context.ts';
import { GatheredReads } from '../../../src/graphql/gathered-reads.ts';
import { executePlan } from '../../../src/graphql/plans/execute-plan.ts';
import { planOperation } from '../../../src/graphql/plans/operation-plan.ts';
import { type ReadAll, readTogether } from '../../../src/graphql/plans/read-all.ts';
import { resolvedSchemaOf } from '../../../src/graphql/plans/resolved-schema.ts';
import type { Store } from '../../../src/store/port.ts';

interface Thing {
  readonly size: unknown;
  readonly again?: Thing;
}

const fault = () => {
  throw new GraphQLError('It broke down.');
};

/** Of a list the sizes are doubled together; those of seven cannot be. */
const doubled: ReadAll<Thing, number> = (things) =>
  things.map(({ size }) => (size === 7 ? new GraphQLError('Not seven.') : Number(size) * 2));

const Colour = new GraphQLEnumType({ name: 'Colour', values: { RED: { value: 'r' } } });

const Thing: GraphQLObjectType<Thing, Context> = new GraphQLObjectType<Thing, Context>({
  name: 'Thing',
  fields: (): GraphQLFieldConfigMap<Thing, Context> => ({
    size: { type: GraphQLInt },
    sure: { type: new GraphQLNonNull(GraphQLInt), resolve: ({ size }) => size },
    later: { type: GraphQLInt, resolve: async ({ size }) => size },
    text: { type: GraphQLString, resolve: ({ size }) => size },
    colour: { type: Colour, resolve: ({ size }) => size },
    sizes: { type: new GraphQLList(new GraphQLNonNull(GraphQLInt)), resolve: ({ size }) => size },
    broken: { type: GraphQLInt, resolve: fault },
    brokenLater: { type: GraphQLInt, resolve: async () => fault() },
    place: { type: GraphQLString, resolve: (_, __, ___, { path }) => `${path.key}` },
    variable: {
      type: GraphQLString,
      resolve: (_, __, ___, { variableValues }) => JSON.stringify(variableValues),
    },
    name: { type: GraphQLString, resolve: (_, __, ___, { fieldName }) => fieldName },
    doubled: { type: GraphQLInt, ...readTogether('doubled', doubled) },
    surelyDoubled: {
      type: new GraphQLNonNull(GraphQLInt),
      ...readTogether('surelyDoubled', async (things, context) => await doubled(things, context)),
    },
    again: { type: Thing },
    all: { type: new GraphQLList(Thing), resolve: ({ size }) => size },
  }),
});

const allFields = 'size sure later text name doubled surelyDoubled again { size later doubled }';

function contextOf(): Context {
  // No other part of it is asked for here; no loader asks the store.
  return { loaders: new GatheredReads({} as Store) } as Context;
}

/** Asks for the thing by a plan, and by the library. */
async function askBoth(thing: unknown, fields: string) {
  const query = new GraphQLObjectType<unknown, Context>({
    name: 'Query',
    fields: {
      thing: { type: Thing, resolve: () => (typeof thing === 'function' ? thing() : thing) },
    },
  });
  const schema = new GraphQLSchema({ query });
  const document = parse(`{ thing { ${fields} } }`);
  const plan = planOperation(schema, document, undefined);
  if (plan === undefined) throw new Error('There is no plan.');
  const request = { schema, plan, variableValues: {}, isLong: false };
  const expected = await execute({ schema, document, contextValue: contextOf() });
  const executed = await executePlan({ ...request, context: contextOf() });
  if (executed === undefined) throw new Error('Nothing was executed.');
  if ('data' in executed) return { way: 'by plan', answer: executed as ExecutionResult, expected };
  const answer = await execute({
    schema: resolvedSchemaOf(schema),
    document,
    rootValue: executed.resolved,
    contextValue: contextOf(),
  });
  return { way: 'by the library', answer, expected };
}

describe('a plan answers', () => {
  test.each<[string, unknown, string]>([
    ['a thing', { size: 3, again: { size: 4 } }, allFields],
    ['nothing', null, allFields],
    ['nothing, later', async () => undefined, allFields],
    ['a thing that comes later', async () => ({ size: 3 }), allFields],
    ['a list', { size: [1, 2] }, 'sizes'],
    ['a list of what comes later', { size: [Promise.resolve(1), 2] }, 'sizes'],
    ['a list of things', { size: [{ size: 1 }, null, { size: 2 }] }, `all { ${allFields} }`],
    ['lists in lists', { size: [{ size: [{ size: 5 }] }] }, 'all { all { doubled later } }'],
    ['a value of an enum', { size: 'r' }, 'colour'],
    ['a number as a text', { size: 3 }, 'text'],
    ['a promise of a value', { size: Promise.resolve(3) }, 'size sure'],
    ['fields by other names', { size: 3 }, 'b: size a: later c: __typename b: size'],
  ])('%s', async (_, thing, fields) => {
    const { way, answer, expected } = await askBoth(thing, fields);
    expect(way).toBe('by plan');
    expect(JSON.stringify(answer)).toBe(JSON.stringify(expected));
    expect(answer.errors).toBeUndefined();
  });
});

describe('a plan leaves to the library', () => {
  test.each<[string, unknown, string]>([
    ['a root field that throws', fault, 'size'],
    ['a root field that rejects', async () => fault(), 'size'],
    ['a root field that is no object', 'a text', 'name'],
    ['a field that throws', { size: 3 }, 'size broken'],
    ['a field that rejects', { size: 3 }, 'size brokenLater'],
    ['several that reject', { size: 3 }, 'brokenLater a: brokenLater b: broken'],
    ['null where there is none', { size: null }, 'sure'],
    ['null where there is none, in a list', { size: [{ size: 1 }, {}] }, 'all { sure }'],
    ['an error for a value', { size: new Error('None.') }, 'size'],
    ['an error for an object', { size: 3, again: new Error('None.') }, 'again { name }'],
    ['a text for a number', { size: 'three' }, 'size'],
    ['what is not of an enum', { size: 'g' }, 'colour'],
    ['what is no list', { size: 3 }, 'sizes'],
    ['a list that is another kind of one', { size: new Set([1, 2]) }, 'sizes'],
    ['a list of what does not come', { size: [async () => 1, 2] }, 'sizes'],
    ['null in a list', { size: [1, null] }, 'sizes'],
    ['a property that is a function', { size: () => 3 }, 'size'],
    ['a field that asks where it is', { size: 3 }, 'place'],
    ['a field that asks for variables', { size: 3 }, 'variable'],
    ['one of many that cannot be read', { size: [{ size: 7 }, { size: 8 }] }, 'all { doubled }'],
    ['one that cannot be read, later', { size: [{ size: 7 }] }, 'all { surelyDoubled }'],
  ])('%s', async (_, thing, fields) => {
    const { way, answer, expected } = await askBoth(thing, fields);
    expect(way).toBe('by the library');
    expect(JSON.stringify(answer)).toBe(JSON.stringify(expected));
  });
});
