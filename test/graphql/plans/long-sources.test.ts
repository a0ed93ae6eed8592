/** A long list as it came is let go of when the plan goes ahead, and kept for who reads it again. */
import {
  GraphQLInputObjectType,
  GraphQLInt,
  GraphQLList,
  GraphQLObjectType,
  GraphQLSchema,
  parse,
} from 'graphql';
import { expect, test } from 'vitest';
import { Turns } from '../../../src/engine/turns.ts';
import type { Context } from '../../../src/graphql/context.ts';
import { executePlan } from '../../../src/graphql/plans/execute-plan.ts';
import { planOperation } from '../../../src/graphql/plans/operation-plan.ts';

const Numbers = new GraphQLInputObjectType({
  name: 'Numbers',
  fields: { list: { type: new GraphQLList(GraphQLInt) } },
});

/** Asks for a sum of what is given; answers what came of it, and what is left of what was given. */
async function sum(list: readonly unknown[]) {
  let leftWhenResolved: number | undefined;
  const given = [...list];
  const mutation = new GraphQLObjectType<unknown, Context>({
    name: 'Mutation',
    fields: {
      sum: {
        type: GraphQLInt,
        args: { numbers: { type: Numbers } },
        resolve: (_, { numbers }) => {
          leftWhenResolved = given.length;
          return numbers.list.reduce((total: number, each: number) => total + each, 0);
        },
      },
    },
  });
  const query = new GraphQLObjectType({ name: 'Query', fields: { none: { type: GraphQLInt } } });
  const schema = new GraphQLSchema({ query, mutation });
  const document = parse('mutation ($numbers: Numbers) { sum(numbers: $numbers) }');
  const plan = planOperation(schema, document, undefined);
  if (plan === undefined) throw new Error('There is no plan.');
  const executed = await executePlan({
    schema,
    plan,
    variableValues: { numbers: { list: given } },
    isLong: true,
    // No other part of it is asked for here.
    context: { turns: new Turns(), isCostChecked: true } as Context,
  });
  return { executed, leftWhenResolved, left: given.length };
}

const ones = Array.from({ length: 5_000 }, () => 1);

test('a long list is empty by the time that the mutation is resolved with what it held', async () => {
  expect(await sum(ones)).toEqual({
    executed: { data: { sum: 5_000 } },
    leftWhenResolved: 0,
    left: 0,
  });
});

test('a list of which something is wrong is as it was', async () => {
  expect(await sum([...ones, 'one'])).toEqual({
    executed: undefined,
    leftWhenResolved: undefined,
    left: 5_001,
  });
});

test('a short list is left alone', async () => {
  expect(await sum([1, 2])).toEqual({
    executed: { data: { sum: 3 } },
    leftWhenResolved: 2,
    left: 2,
  });
});
