/** The checks of single values that requests carry. Each answers the faults found: none or one. */
import { bounds } from './bounds.ts';
import { type Rejection, rejection } from './rejection.ts';

/**
 * Whether every database can keep a text as it is. NUL is no character to PostgreSQL, and half of a
 * surrogate pair is none in UTF-8; within JSON both stand as escapes, and are kept.
 */
export function isStorable(text: string): boolean {
  return !unstorablePattern.test(text);
}

/** Keys stand in paths (`task/unit`), so they are short and plain. */
export function checkKey(key: string, path: readonly string[]): readonly Rejection[] {
  if (keyPattern.test(key) && key.length <= bounds.keyLength) return [];
  const message = `"${shorten(key)}" is no valid key. A key has 1 to ${bounds.keyLength} characters: letters, digits, ".", "_" and "-", a letter or digit first.`;
  return [rejection('INVALID_VALUE', message, { path })];
}

/** Names, kinds, workers: any text without control characters that is not blank. */
export function checkName(name: string, path: readonly string[]): readonly Rejection[] {
  const isPlain = !controlPattern.test(name) && isStorable(name);
  if (name.trim() !== '' && name.length <= bounds.nameLength && isPlain) return [];
  const message = `"${shorten(name)}" is no valid value for ${path.at(-1)}. Give 1 to ${bounds.nameLength} characters, not all blank and without control characters or halves of surrogate pairs.`;
  return [rejection('INVALID_VALUE', message, { path })];
}

/** Messages and descriptions: any text of bounded length. */
export function checkText(text: string, path: readonly string[]): readonly Rejection[] {
  if (!isStorable(text)) return [unstorable(path)];
  if (text.length <= bounds.textLength) return [];
  const message = `${path.at(-1)} has ${text.length} characters; at most ${bounds.textLength} are accepted. Shorten it.`;
  return [rejection('TOO_LARGE', message, { path })];
}

/** The refusal of a text that is not storable. */
export function unstorable(path: readonly string[]): Rejection {
  const message = `${path.at(-1) ?? 'A text'} holds a NUL character or half of a surrogate pair, which no database keeps. Leave it out, or pass it within a JSON value.`;
  return rejection('INVALID_VALUE', message, { path });
}

/** JSON text of bounded size; what it holds is the user's. */
export function checkJson(json: string, path: readonly string[]): readonly Rejection[] {
  // A character is at least one byte, so only long texts need their bytes counted.
  if (json.length * 3 <= bounds.jsonBytes || byteLength(json) <= bounds.jsonBytes) return [];
  const message = `${path.at(-1)} has ${byteLength(json)} bytes as JSON; at most ${bounds.jsonBytes} are accepted. Keep large data elsewhere and pass a reference.`;
  return [rejection('TOO_LARGE', message, { path })];
}

/** JSON text of an object, of bounded size. */
export function checkObject(json: string, path: readonly string[]): readonly Rejection[] {
  const value: unknown = JSON.parse(json);
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return checkJson(json, path);
  }
  const message = `${path.at(-1)} is no JSON object. Give an object, such as {"region": "eu"}.`;
  return [rejection('INVALID_VALUE', message, { path })];
}

export function checkNumber(
  value: number,
  { least, most, path }: { least: number; most: number; path: readonly string[] },
): readonly Rejection[] {
  if (value >= least && value <= most) return [];
  const message = `${path.at(-1)} is ${value}; it must be from ${least} to ${most}.`;
  return [rejection('INVALID_VALUE', message, { path, details: { least, most } })];
}

/** The priority of a Job or Unit: negative ones stand back. */
export function checkPriority(priority: number, path: readonly string[]): readonly Rejection[] {
  return checkNumber(priority, { least: -bounds.priority, most: bounds.priority, path });
}

/** The beginning of a text, for messages. */
export function shorten(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}

const keyPattern = /^[A-Za-z0-9][A-Za-z0-9._-]*$/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for.
const controlPattern = /[\u0000-\u001f\u007f]/;

const unstorablePattern = /[\0\ud800-\udfff]/u;

/** Bytes in UTF-8. */
function byteLength(text: string): number {
  return new TextEncoder().encode(text).length;
}
