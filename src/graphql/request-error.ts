import { GraphQLError } from 'graphql';

/**
 * What is wrong with a request that cannot be answered at all, as a GraphQL error with a code. A
 * command that is refused is no such thing: its refusal is among the payload's `userErrors`.
 */
export function requestError(code: string, message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code } });
}
