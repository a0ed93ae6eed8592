/** The two scalars beyond GraphQL's own. */
import { GraphQLError, valueFromASTUntyped } from 'graphql';
import { builder } from './builder.ts';

builder.scalarType('DateTime', {
  description: 'An instant in RFC 3339 with milliseconds, in UTC: `2026-01-31T12:00:00.000Z`.',
  specifiedByURL: 'https://www.rfc-editor.org/rfc/rfc3339',
  serialize: (at) => new Date(Number(at)).toISOString(),
  parseValue: readInstant,
});

builder.scalarType('JSON', {
  description: 'Any JSON value: object, list, text, number, boolean or null.',
  specifiedByURL: 'https://www.rfc-editor.org/rfc/rfc8259',
  serialize: (value) => value,
  parseValue: toJsonText,
  parseLiteral: (node, variables) => toJsonText(valueFromASTUntyped(node, variables)),
});

/** JSON text of a value that came in. */
function toJsonText(value: unknown): string {
  try {
    return JSON.stringify(value);
  } catch (error) {
    throw new GraphQLError('This JSON value is nested too deeply to be read.', {
      originalError: error instanceof Error ? error : null,
      extensions: { code: 'BAD_USER_INPUT' },
    });
  }
}

const instantPattern = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/i;

function readInstant(value: unknown): number {
  const at =
    typeof value === 'string' && instantPattern.test(value) ? Date.parse(value) : Number.NaN;
  if (Number.isNaN(at)) {
    throw new GraphQLError(
      `${JSON.stringify(value)} is no instant. Give one in RFC 3339, such as "2026-01-31T12:00:00Z".`,
      { extensions: { code: 'BAD_USER_INPUT' } },
    );
  }
  return at;
}
