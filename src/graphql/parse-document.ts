import { type DocumentNode, GraphQLError, parse, type Source } from 'graphql';
import { limitError } from './request-error.ts';
import { requestLimits } from './request-limits.ts';

/** Parses the text of an operation; stops reading one that has too many tokens. */
export function parseDocument(source: string | Source): DocumentNode {
  const text = typeof source === 'string' ? source : source.body;
  if (text.length > requestLimits.documentLength) {
    throw limitError(
      'DOCUMENT_TOO_LARGE',
      `The operation has ${text.length} characters; at most ${requestLimits.documentLength} are accepted. Send data in variables.`,
    );
  }
  try {
    return parse(source, { maxTokens: requestLimits.tokenCount });
  } catch (error) {
    if (!(error instanceof GraphQLError && error.message.includes('tokens'))) throw error;
    throw limitError(
      'TOKEN_LIMIT_EXCEEDED',
      `The operation has more than ${requestLimits.tokenCount} tokens. Send data in variables.`,
    );
  }
}
