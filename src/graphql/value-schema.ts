import { GraphQLObjectType, GraphQLSchema } from 'graphql';

/**
 * The schema by which is selected from what a subscription delivers: its root fields are the value
 * that was delivered, and have no arguments. Those said what to follow, and were read, checked and
 * counted when the subscription began; to do that again for each value took half of its execution.
 */
export function valueSchemaOf(schema: GraphQLSchema): GraphQLSchema {
  const root = schema.getSubscriptionType();
  if (root == null) return schema;
  const { fields, ...config } = root.toConfig();
  const subscription = new GraphQLObjectType<unknown>({
    ...config,
    fields: Object.fromEntries(
      Object.entries(fields).map(([name, { type }]) => [name, { type, resolve: itself }]),
    ),
  });
  const { types, ...rest } = schema.toConfig();
  return new GraphQLSchema({
    ...rest,
    types: types.filter((type) => type !== root),
    subscription,
    assumeValid: true,
  });
}

function itself(value: unknown): unknown {
  return value;
}
