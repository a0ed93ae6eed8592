import { createHash } from 'node:crypto';
import { bounds } from '../../domain/bounds.ts';
import { checkKey } from '../../domain/value-checks.ts';

/**
 * A valid key for every name. A name that is a valid key is its own key; any other is spelled with
 * the characters of keys and gets a fingerprint of the name, so that two names never share a key
 * and a name has the same key every time.
 */
export function keysOf(names: Iterable<string>): ReadonlyMap<string, string> {
  const keys = new Map<string, string>();
  const strange: string[] = [];
  for (const name of new Set(names)) {
    if (checkKey(name, []).length === 0) keys.set(name, name);
    else strange.push(name);
  }
  const taken = new Set(keys.values());
  for (const name of strange) {
    const key = fingerprinted(name, taken);
    taken.add(key);
    keys.set(name, key);
  }
  return keys;
}

/** The shortest fingerprint will do unless somebody named a node like one. */
function fingerprinted(name: string, taken: ReadonlySet<string>): string {
  const fingerprint = createHash('sha256').update(name).digest('hex');
  for (let length = 8; length <= fingerprint.length; length += 8) {
    const suffix = `-${fingerprint.slice(0, length)}`;
    const key = `${readablePart(name).slice(0, bounds.keyLength - suffix.length)}${suffix}`;
    if (!taken.has(key)) return key;
  }
  throw new Error(`Every key that could stand for ${JSON.stringify(name)} is taken.`);
}

function readablePart(name: string): string {
  const readable = name
    .normalize('NFKD')
    .replaceAll(/[^A-Za-z0-9._-]+/g, '-')
    .replace(/^[^A-Za-z0-9]+/, '');
  return readable === '' ? 'node' : readable;
}
