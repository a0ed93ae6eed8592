/** Names for a sentence: the first few of them, and how many there are besides. */
export function nameSome(names: readonly string[]): string {
  const shown = names.slice(0, namedCount);
  const others = names.length - shown.length;
  if (others > 0) return `${shown.join(', ')} and ${others} more`;
  const last = shown.at(-1) ?? '';
  return shown.length < 2 ? last : `${shown.slice(0, -1).join(', ')} and ${last}`;
}

/** How many of several are named. */
export const namedCount = 3;
