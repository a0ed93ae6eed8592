/**
 * Placeholders in conditions. A condition is an expression of CEL, and what stands for a parameter
 * there becomes a literal of its value in brackets: whatever the value is, it is one operand and
 * nothing else. Within quotes it could only be text that has to be escaped anew, so there it is
 * refused.
 */
import {
  faultAt,
  isEscaped,
  readPlaceholderAt,
  type TextPart,
  type TextReading,
} from './placeholder.ts';

/** Reads a condition of a Template into its parts. */
export function readConditionPlaceholders(text: string): TextReading {
  const parts: TextPart[] = [];
  let plain = '';
  let at = 0;
  while (at < text.length) {
    tokenPattern.lastIndex = at;
    const token = tokenPattern.exec(text)?.[0] ?? text.charAt(at);
    if (token !== opening) {
      const inside = findOpening(token);
      if (inside >= 0) return { isValid: false, message: quotedMessage(text.slice(at + inside)) };
      plain += token.replaceAll(escaped, opening);
      at += token.length;
      continue;
    }
    const found = readPlaceholderAt(text, at);
    if (found === undefined) return { isValid: false, message: faultAt(text, at) };
    if (plain !== '') parts.push(plain);
    plain = '';
    parts.push({ path: found.path });
    at = found.end;
  }
  if (plain !== '' || parts.length === 0) parts.push(plain);
  return { isValid: true, parts };
}

/** A literal of a JSON value, in brackets. */
export function conditionLiteral(value: unknown): string {
  return `(${literalOf(value)})`;
}

function literalOf(value: unknown): string {
  if (typeof value === 'number') return numberLiteral(value);
  if (Array.isArray(value)) return `[${value.map(literalOf).join(', ')}]`;
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).map(
      ([name, each]) => `${JSON.stringify(name)}: ${literalOf(each)}`,
    );
    return `{${entries.join(', ')}}`;
  }
  return JSON.stringify(value);
}

/** Whole numbers that JSON may have rounded are doubles in CEL as well. */
function numberLiteral(value: number): string {
  if (!Number.isInteger(value)) return JSON.stringify(value);
  return Number.isSafeInteger(value) ? `${value}` : value.toExponential();
}

const opening = '${{';
const escaped = '$${{';

/**
 * What cannot be looked into: texts in all their quotes (raw ones end at the first quote), names in
 * backticks and comments, each up to its end or that of the expression; and what begins a
 * placeholder, or says that none does.
 */
const tokenPattern = new RegExp(
  [
    String.raw`\$\$\{\{`,
    String.raw`\$\{\{`,
    ...['"""', "'''"].map((quote) => rawText(quote)),
    ...['"', "'"].map((quote) => rawText(quote)),
    ...['"""', "'''"].map((quote) => plainText(quote)),
    ...['"', "'"].map((quote) => plainText(quote)),
    '`[^`]*(?:`|$)',
    String.raw`//[^\n]*`,
    String.raw`\w+`,
  ].join('|'),
  'sy',
);

function rawText(quote: string): string {
  return `[bB]?[rR][bB]?${quote}.*?(?:${quote}|$)`;
}

function plainText(quote: string): string {
  return `[bB]?${quote}(?:\\\\.|(?!${quote}).)*(?:${quote}|$)`;
}

function findOpening(token: string): number {
  let at = token.indexOf(opening);
  while (at >= 0 && isEscaped(token, at)) at = token.indexOf(opening, at + 1);
  return at;
}

function quotedMessage(rest: string): string {
  return `The placeholder at "${rest.slice(0, 40)}" stands within quotes or a comment of the condition. Write it outside: labels.region == \${{ params.region }}.`;
}
