/** The two scalars beyond GraphQL's own. */
import { valueFromASTUntyped } from 'graphql';
import { builder } from './builder.ts';
import { requestError } from './request-error.ts';

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

/** JSON text of a value that came in. What goes in must come out again, so its depth is bounded. */
function toJsonText(value: unknown): string {
  const text = stringify(value);
  if (text !== undefined && isShallow(text)) return text;
  throw requestError(
    'BAD_USER_INPUT',
    `This JSON value is nested too deeply; at most ${jsonDepthMax} levels are accepted.`,
  );
}

const jsonDepthMax = 200;

function stringify(value: unknown): string | undefined {
  try {
    return JSON.stringify(value);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function isShallow(text: string): boolean {
  // A level has two brackets, so a short text cannot be deep.
  if (text.length <= 2 * jsonDepthMax) return true;
  let depth = 0;
  let isInText = false;
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at];
    if (character === '\\') at += 1;
    else if (character === '"') isInText = !isInText;
    else if (isInText) continue;
    else if (character === '[' || character === '{') depth += 1;
    else if (character === ']' || character === '}') depth -= 1;
    if (depth > jsonDepthMax) return false;
  }
  return true;
}

const instantPattern = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/i;

function readInstant(value: unknown): number {
  const at =
    typeof value === 'string' && instantPattern.test(value) ? Date.parse(value) : Number.NaN;
  if (Number.isNaN(at)) {
    throw requestError(
      'BAD_USER_INPUT',
      `${JSON.stringify(value)} is no instant. Give one in RFC 3339, such as "2026-01-31T12:00:00Z".`,
    );
  }
  return at;
}
