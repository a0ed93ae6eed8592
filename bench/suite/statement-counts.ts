/** Which statements a workload had a server give its database, and how often. */
import { fileURLToPath } from 'node:url';
import { Inspector } from '../inspector.ts';
import type { Watch } from './stage.ts';
import type { StatementCount } from './watched-statements.ts';

/** Flags of Node. The server is inspected, and its drivers are watched from the beginning. */
export const watchingFlags: readonly string[] = [
  '--inspect=127.0.0.1:0',
  '--import',
  'tsx',
  '--import',
  fileURLToPath(new URL('watched-statements.ts', import.meta.url)),
];

/** @param onCounts is told what was counted, that with the most time first */
export function countStatements(onCounts: (counts: readonly StatementCount[]) => void): Watch {
  let inspector: Inspector | undefined;
  // As watched-statements.ts answers it.
  const take = async () =>
    (await inspector?.evaluate('junjoStatements.take()')) as readonly StatementCount[];
  return {
    flags: watchingFlags,
    begin: async (server) => {
      inspector = await Inspector.open(server.inspectorUrl);
      await take();
    },
    end: async () => {
      const counts = await take();
      inspector?.close();
      onCounts(counts.toSorted((one, other) => other.totalMs - one.totalMs));
    },
  };
}

/** Enough of a statement to find it again: how it begins and how it ends. */
export function shortened(text: string, length: number): string {
  const line = text.replace(/\s+/g, ' ').trim();
  // Lists of columns that are taken out of JSON say the least.
  const brief = line
    .replace(/value ->> \d+ AS "\w+"(, )?/g, '')
    .replace(/"(\w+)" = r\."\1"(?=,| FROM)/g, '$1')
    .replace(/"/g, '');
  if (brief.length <= length) return brief;
  const end = Math.floor(length / 3);
  return `${brief.slice(0, length - end - 3)} … ${brief.slice(-end)}`;
}
