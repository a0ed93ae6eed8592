/** Tells a repeated request from another one under the same key: the same input has the same hash,
 * whatever the order in which its JSON was written down. */
import { createHash } from 'node:crypto';
import { bounds } from '../domain/bounds.ts';
import type { Idempotency } from '../domain/idempotency.ts';
import { inPortions } from '../domain/portions.ts';

/** SHA-256, in hexadecimal digits, of a value whose own fields are in a fixed order. */
export function hashInput(input: unknown): string {
  return createHash('sha256').update(JSON.stringify(input)).digest('hex');
}

/** The same for a long input in parts, with stops. */
export function* hashParts(parts: Iterable<unknown>): Generator<undefined, string, void> {
  const hash = createHash('sha256');
  yield* inPortions(parts, (part) => hash.update(JSON.stringify(part)));
  return hash.digest('hex');
}

/** The JSON text of the same value with the fields of objects in one order. */
export function canonicalJson(text: string): string {
  // Only objects can be written in several orders; and what is too long for any value is refused
  // whatever its hash, so nobody has to wait until it is read.
  const isReordered = text.includes('{') && text.length <= bounds.templateLength;
  return isReordered ? JSON.stringify(JSON.parse(text, sortFields)) : text;
}

/** What makes a command take effect once, if the caller gave a key. */
export function idempotencyOf(
  key: string | null | undefined,
  inputHash: () => string,
): { readonly idempotency: Idempotency | undefined } {
  return { idempotency: key == null ? undefined : { key, inputHash: inputHash() } };
}

function sortFields(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)));
}
