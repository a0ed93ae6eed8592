/** Writes the page of state machines to `docs/state-machines.md`; with `--check` says whether it is
 * current. */
import { readFileSync, writeFileSync } from 'node:fs';
import { argv, exit } from 'node:process';
import { fileURLToPath } from 'node:url';
import { statePage } from './state-machines.ts';

const path = fileURLToPath(new URL('../docs/state-machines.md', import.meta.url));

if (!argv.includes('--check')) {
  writeFileSync(path, statePage());
} else if (readFileSync(path, 'utf8') !== statePage()) {
  console.error('docs/state-machines.md is not what src/domain says. Run `npm run generate`.');
  exit(1);
}
