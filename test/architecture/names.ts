/** A path says what a file holds; these words say that somebody did not know. */
import { posix } from 'node:path';
import type { Violation } from './source-text.ts';

const bannedWords = new Set([
  'util',
  'helper',
  'common',
  'shared',
  'misc',
  'manager',
  'service',
  'base',
  'impl',
  'lib',
]);

export function findBannedNames(path: string): Violation[] {
  const words = path
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/);
  const banned = words.filter((word) => bannedWords.has(word.replace(/s$/, '')));
  return banned.map((word) => ({
    path,
    line: 1,
    message: `"${word}" does not say what ${posix.basename(path)} holds`,
  }));
}
