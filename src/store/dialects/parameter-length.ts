import type { SqlValue } from '../port.ts';

/** How much a statement is given, in characters: numbers are too short to count. */
export function lengthOf(parameters: readonly SqlValue[]): number {
  let length = 0;
  for (const value of parameters) if (typeof value === 'string') length += value.length;
  return length;
}
