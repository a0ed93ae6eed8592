import { type ASTNode, GraphQLError } from 'graphql';

/**
 * What is wrong with a request that cannot be answered at all, as a GraphQL error with a code. A
 * command that is refused is no such thing: its refusal is among the payload's `userErrors`.
 */
export function requestError(code: string, message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code } });
}

/** What a request names and is not there, or not where its other names say. */
export function notFound({ missing, name }: { readonly missing: Noun; readonly name: string }) {
  return requestError(notFoundCodes[missing], `There is no ${missing} ${name}.`);
}

type Noun = keyof typeof notFoundCodes;

const notFoundCodes = {
  Topic: 'TOPIC_NOT_FOUND',
  Job: 'JOB_NOT_FOUND',
  Task: 'TASK_NOT_FOUND',
  Unit: 'UNIT_NOT_FOUND',
} as const;

/** A request beyond a limit: nothing of it was done, whatever the media type of the answer. */
export function limitError(code: string, message: string, node?: ASTNode): GraphQLError {
  const extensions = { code, http: { status: 400, spec: false } };
  return new GraphQLError(message, { extensions, ...(node === undefined ? {} : { nodes: node }) });
}
