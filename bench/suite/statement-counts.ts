/** How a server is started so that its statements can be counted; see watched-statements.ts. */
import { fileURLToPath } from 'node:url';

/** Flags of Node. The server is inspected, and its drivers are watched from the beginning. */
export const watchingFlags: readonly string[] = [
  '--inspect=127.0.0.1:0',
  '--import',
  'tsx',
  '--import',
  fileURLToPath(new URL('watched-statements.ts', import.meta.url)),
];
