import { GraphQLObjectType, GraphQLSchema } from 'graphql';

/** What a root field has answered: a value, or the error that it has thrown. */
export type ResolvedRoot = { readonly value: unknown } | { readonly error: unknown };

/**
 * The schema by which an answer is completed whose root field was resolved already: that is given as
 * the root value, and nothing is done again but reading what is below it.
 */
export function resolvedSchemaOf(schema: GraphQLSchema): GraphQLSchema {
  const { types, query, mutation, ...rest } = schema.toConfig();
  return new GraphQLSchema({
    ...rest,
    types: types.filter((type) => type !== query && type !== mutation),
    query: withResolvedFields(query),
    mutation: withResolvedFields(mutation),
    assumeValid: true,
  });
}

function withResolvedFields<Root>(
  root: GraphQLObjectType<Root> | null | undefined,
): GraphQLObjectType<ResolvedRoot> | null {
  if (root == null) return null;
  const { fields, ...config } = root.toConfig();
  return new GraphQLObjectType<ResolvedRoot>({
    ...config,
    isTypeOf: undefined,
    fields: Object.fromEntries(
      Object.entries(fields).map(([name, { type, args = {} }]) => {
        return [name, { type, args, resolve: answer }];
      }),
    ),
  });
}

function answer(resolved: ResolvedRoot): unknown {
  if ('error' in resolved) throw resolved.error;
  return resolved.value;
}
