/** Tells a repeated request from another one under the same key: the same input has the same hash,
 * whatever the order in which its JSON was written down. */
import { createHash, type Hash, hash } from 'node:crypto';
import { bounds } from '../domain/bounds.ts';
import type { Idempotency } from '../domain/idempotency.ts';
import { inPortions } from '../domain/portions.ts';

/** SHA-256, in hexadecimal digits, of a value whose own fields are in a fixed order. */
export function hashInput(input: unknown): string {
  return hash('sha256', JSON.stringify(input));
}

/** The same for a long input in parts, with stops. */
export function* hashParts(parts: Iterable<unknown>): Generator<undefined, string, void> {
  let begun: Hash | undefined;
  let text = '';
  yield* inPortions(parts, (part) => {
    text += JSON.stringify(part);
    // Each call costs as much as some hundred characters, and what is short needs one only.
    if (text.length < hashedLength) return;
    begun = (begun ?? createHash('sha256')).update(text);
    text = '';
  });
  return begun === undefined ? hash('sha256', text) : begun.update(text).digest('hex');
}

const hashedLength = 16_384;

/** The JSON text of the same value with the fields of objects in one order. */
export function canonicalJson(text: string): string {
  // Only objects can be written in several orders; and what is too long for any value is refused
  // whatever its hash, so nobody has to wait until it is read.
  const isReordered = text !== '{}' && text.includes('{') && text.length <= bounds.templateLength;
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
