/** Writes `src/client/generated/operations.ts`: every operation of `src/client/operations` as a
 * document with the types of its variables and its result, drawn from `schema.graphql`.
 *
 * The file is committed, so that whoever reads the client sees what it asks for. With `--check`
 * nothing is written: the command fails when the file does not follow from its sources. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { argv, exit } from 'node:process';
import { fileURLToPath } from 'node:url';
import { codegen } from '@graphql-codegen/core';
import * as typescriptOperations from '@graphql-codegen/typescript-operations';
import {
  type DocumentNode,
  type FragmentDefinitionNode,
  Kind,
  type OperationDefinitionNode,
  parse,
  print,
  visit,
} from 'graphql';

const root = fileURLToPath(new URL('..', import.meta.url));
const operationsFolder = join(root, 'src/client/operations');
const generatedPath = join(root, 'src/client/generated/operations.ts');

const source = await generateOperations();
if (argv.includes('--check')) {
  if (readGenerated() !== source) {
    console.error(
      'src/client/generated/operations.ts does not follow from schema.graphql and src/client/operations.\n' +
        'Run `npm run generate` and commit what it writes.',
    );
    exit(1);
  }
} else {
  mkdirSync(join(generatedPath, '..'), { recursive: true });
  writeFileSync(generatedPath, source);
}

async function generateOperations(): Promise<string> {
  const documents = readdirSync(operationsFolder)
    .filter((name) => name.endsWith('.graphql'))
    .sort()
    .map((name) => ({
      location: name,
      document: parse(readFileSync(join(operationsFolder, name), 'utf8')),
    }));
  const types = await codegen({
    filename: generatedPath,
    schema: parse(readFileSync(join(root, 'schema.graphql'), 'utf8')),
    documents,
    plugins: [{ typescriptOperations: {} }],
    pluginMap: { typescriptOperations },
    config: {
      strictScalars: true,
      scalars: { ID: 'string', DateTime: 'string', JSON: 'unknown' },
      enumsAsTypes: true,
      immutableTypes: true,
      skipTypename: true,
      inlineFragmentTypes: 'combine',
      useTypeImports: true,
    },
  });
  return [
    '// Written by scripts/generate-client-operations.ts; change src/client/operations instead.',
    "import { operation } from '../operation.ts';\n",
    types,
    ...operationValues(documents.map(({ document }) => document)),
  ].join('\n');
}

/** One exported value per operation: its text with the fragments it needs, typed. */
function operationValues(documents: readonly DocumentNode[]): string[] {
  const definitions = documents.flatMap(({ definitions }) => definitions);
  const fragments = new Map(
    definitions
      .filter((definition) => definition.kind === Kind.FRAGMENT_DEFINITION)
      .map((fragment) => [fragment.name.value, fragment]),
  );
  return definitions
    .filter((definition) => definition.kind === Kind.OPERATION_DEFINITION)
    .map((definition) => {
      const name = definition.name?.value ?? '';
      const suffix = { query: 'Query', mutation: 'Mutation', subscription: 'Subscription' };
      const types = `${name}${suffix[definition.operation]}`;
      const text = [definition, ...usedFragments(definition, fragments)].map(print).join('\n');
      const value = `${name[0]?.toLowerCase()}${name.slice(1)}Operation`;
      return `export const ${value} = operation<${types}, ${types}Variables>(\n  '${definition.operation}',\n  \`${text}\`,\n);\n`;
    });
}

function usedFragments(
  from: OperationDefinitionNode,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
): FragmentDefinitionNode[] {
  const used = new Set<FragmentDefinitionNode>();
  const collect = (node: OperationDefinitionNode | FragmentDefinitionNode) => {
    visit(node, {
      FragmentSpread({ name }) {
        const fragment = fragments.get(name.value);
        if (fragment === undefined || used.has(fragment)) return;
        used.add(fragment);
        collect(fragment);
      },
    });
  };
  collect(from);
  return [...used];
}

function readGenerated(): string | undefined {
  try {
    return readFileSync(generatedPath, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
