/** A part of a document that a program writes, between two comments that readers do not see. */
import { readFileSync, writeFileSync } from 'node:fs';

export function writeMarkedPart(file: URL, name: string, text: string): void {
  const [begin, end] = [`<!-- begin ${name} -->`, `<!-- end ${name} -->`];
  const before = readFileSync(file, 'utf8');
  const [from, to] = [before.indexOf(begin), before.indexOf(end)];
  if (from === -1 || to < from) {
    throw new Error(`${file.pathname} has no part between "${begin}" and "${end}".`);
  }
  const head = before.slice(0, from + begin.length);
  writeFileSync(file, `${head}\n\n${text}\n\n${before.slice(to)}`);
}
