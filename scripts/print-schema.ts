/** Writes the API's schema to `schema.graphql`, sorted; with `--check` says whether it is current. */
import { readFileSync, writeFileSync } from 'node:fs';
import { argv, exit } from 'node:process';
import { fileURLToPath } from 'node:url';
import { schemaText } from '../src/graphql/schema-text.ts';

const path = fileURLToPath(new URL('../schema.graphql', import.meta.url));

if (!argv.includes('--check')) {
  writeFileSync(path, schemaText);
} else if (readFileSync(path, 'utf8') !== schemaText) {
  console.error('schema.graphql is not what the source says. Run `npm run generate`.');
  exit(1);
}
