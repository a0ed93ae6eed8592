/**
 * Placeholders in the texts of a Template: `${{ params.size }}` stands for a parameter, or for a part
 * of one, and `$${{` for the characters `${{` themselves. What is put in is a value and is never read
 * again, so no parameter can add anything to the definition but itself.
 */

/** The way to a part of the parameters: names of fields and places in lists. */
export type ParamPath = readonly (string | number)[];

/** Plain text, or what stands for a parameter. */
export type TextPart = string | Placeholder;

export interface Placeholder {
  readonly path: ParamPath;
}

export type TextReading =
  | { readonly isValid: true; readonly parts: readonly TextPart[] }
  | { readonly isValid: false; readonly message: string };

/** Whether a text is not simply itself. */
export function hasPlaceholder(text: string): boolean {
  return text.includes(opening);
}

/** Reads a text of a Template into its parts, or says why it cannot be read. */
export function readPlaceholders(text: string): TextReading {
  const parts: TextPart[] = [];
  let plain = '';
  let at = 0;
  while (at < text.length) {
    const next = text.indexOf(opening, at);
    if (next < 0) break;
    if (isEscaped(text, next)) {
      plain += `${text.slice(at, next - 1)}${opening}`;
      at = next + opening.length;
      continue;
    }
    const found = readPlaceholderAt(text, next);
    if (found === undefined) return { isValid: false, message: faultAt(text, next) };
    plain += text.slice(at, next);
    if (plain !== '') parts.push(plain);
    plain = '';
    parts.push({ path: found.path });
    at = found.end;
  }
  plain += text.slice(at);
  if (plain !== '' || parts.length === 0) parts.push(plain);
  return { isValid: true, parts };
}

/** The two characters before which a dollar says that no placeholder begins here. */
export function isEscaped(text: string, at: number): boolean {
  return text[at - 1] === '$';
}

/** The placeholder that begins at this place, and where it ends; undefined when it is badly formed. */
export function readPlaceholderAt(
  text: string,
  at: number,
): { readonly path: ParamPath; readonly end: number } | undefined {
  pattern.lastIndex = at;
  const match = pattern.exec(text);
  if (match === null) return undefined;
  const path = readPath(match[1] ?? '');
  return path === undefined ? undefined : { path, end: pattern.lastIndex };
}

export function faultAt(text: string, at: number): string {
  const shown = text.slice(at, at + 40);
  return `There is no placeholder at "${shown}". Write \${{ params.name }}, with .name, [0] or ["a name"] for parts of it; write $\${{ for the characters themselves.`;
}

/** What a placeholder stands for; undefined when the parameters have no such part. */
export function findParam(params: unknown, path: ParamPath): unknown {
  let value = params;
  for (const step of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    if (Array.isArray(value) !== (typeof step === 'number')) return undefined;
    if (!Object.hasOwn(value, step)) return undefined;
    // An own field of an object, or an element of a list, was just seen to be there.
    value = (value as Readonly<Record<string | number, unknown>>)[step];
  }
  return value;
}

/** A value as a part of a text: texts as they are, everything else as JSON. */
export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** `params.sizes[0]`, as people write it. */
export function describeParam(path: ParamPath): string {
  const steps = path.map((step) => {
    if (typeof step === 'number') return `[${step}]`;
    return namePattern.test(step) ? `.${step}` : `[${JSON.stringify(step)}]`;
  });
  return `params${steps.join('')}`;
}

const opening = '${{';
const namePattern = /^[A-Za-z_][\w-]*$/;
const stepPattern = /\.([A-Za-z_][\w-]*)|\[(\d{1,9})\]|\[("(?:[^"\\]|\\.)*")\]/g;
const pattern = /\$\{\{\s*params((?:\.[A-Za-z_][\w-]*|\[\d{1,9}\]|\["(?:[^"\\]|\\.)*"\])*)\s*\}\}/y;

function readPath(steps: string): ParamPath | undefined {
  const path: (string | number)[] = [];
  for (const [, name, place, quoted] of steps.matchAll(stepPattern)) {
    if (place !== undefined) path.push(Number(place));
    else if (name !== undefined) path.push(name);
    else {
      const text = unquote(quoted ?? '');
      if (text === undefined) return undefined;
      path.push(text);
    }
  }
  return path;
}

function unquote(quoted: string): string | undefined {
  try {
    const text: unknown = JSON.parse(quoted);
    return typeof text === 'string' ? text : undefined;
  } catch {
    // A backslash before a character that needs none.
    return undefined;
  }
}
