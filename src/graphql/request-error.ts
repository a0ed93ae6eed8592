import { type ASTNode, GraphQLError } from 'graphql';

/**
 * What is wrong with a request that cannot be answered at all, as a GraphQL error with a code. A
 * command that is refused is no such thing: its refusal is among the payload's `userErrors`.
 */
export function requestError(code: string, message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code } });
}

/** A request beyond a limit: nothing of it was done, whatever the media type of the answer. */
export function limitError(code: string, message: string, node?: ASTNode): GraphQLError {
  const extensions = { code, http: { status: 400, spec: false } };
  return new GraphQLError(message, { extensions, ...(node === undefined ? {} : { nodes: node }) });
}
