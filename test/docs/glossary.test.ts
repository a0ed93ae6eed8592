/** The glossary and the code use the same words: every state is explained, and no name in the code
 * or in the schema is one of the words that the glossary rules out. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSchema, isEnumType, isInputObjectType, isObjectType } from 'graphql';
import { describe, expect, test } from 'vitest';
import { jobStates } from '../../src/domain/job.ts';
import { taskStates } from '../../src/domain/task.ts';
import { unitStates } from '../../src/domain/unit.ts';
import { readSources } from '../architecture/source-text.ts';
import { codeWords, readPage, root, tableBelow } from './pages.ts';

const glossary = readPage('docs/glossary.md');
const schema = buildSchema(readFileSync(join(root, 'schema.graphql'), 'utf8'));
const ruledOut = tableBelow(glossary, 'Things').flatMap(([, , not]) => codeWords(not));

test.each([
  ['States of a Unit', unitStates],
  ['States of a Task', taskStates],
  ['States of a Job', jobStates],
  ['Outcomes of an Attempt', enumValues('AttemptOutcome')],
])('the part "%s" has exactly what there is', (title, states) => {
  const explained = tableBelow(glossary, title).flatMap(([state]) => codeWords(state));
  expect(explained.toSorted()).toEqual(states.toSorted());
});

test('no name in the sources or the schema is a word that is ruled out', () => {
  const names = [...sourceNames(), ...schemaNames()];
  expect(names.length).toBeGreaterThan(1_000);
  expect(ruledOut.length).toBeGreaterThan(30);
  expect(names.filter((name) => ruledOut.some((word) => isNamed(name, word)))).toEqual([]);
});

describe('a word that is ruled out', () => {
  test.each(['taskRun', 'startTaskRun', 'TASK_RUNS', 'task-run.ts', 'listTaskRuns'])(
    'is seen in %s',
    (name) => {
      expect(isNamed(name, 'taskRun')).toBe(true);
    },
  );

  test.each(['taskRunning', 'multitaskRun', 'runTask', 'task'])('is not seen in %s', (name) => {
    expect(isNamed(name, 'taskRun')).toBe(false);
  });
});

/** Whether the words of a name hold the words of the other side by side. */
function isNamed(name: string, word: string): boolean {
  return `-${wordsOf(name)}-`.includes(`-${wordsOf(word)}-`);
}

/** The words of a name in one form, the plural included. */
function wordsOf(name: string): string {
  return name
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1-$2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .map((word) => word.replace(/(?<=[a-z]{2})s$/, ''))
    .join('-');
}

/** Identifiers and the parts of paths; what stands in strings and comments is English. */
function sourceNames(): ReadonlySet<string> {
  const names = new Set<string>();
  for (const { path, code } of readSources(root, ['src'])) {
    for (const part of path.split('/')) names.add(part);
    for (const [name] of code.matchAll(/[A-Za-z_$][\w$]*/g)) names.add(name);
  }
  return names;
}

function schemaNames(): ReadonlySet<string> {
  const names = new Set<string>();
  for (const [typeName, type] of Object.entries(schema.getTypeMap())) {
    // Names with two underscores are GraphQL's own.
    if (typeName.startsWith('__')) continue;
    names.add(typeName);
    if (isEnumType(type)) for (const { name } of type.getValues()) names.add(name);
    if (!isObjectType(type) && !isInputObjectType(type)) continue;
    for (const field of Object.values(type.getFields())) {
      names.add(field.name);
      if ('args' in field) for (const { name } of field.args) names.add(name);
    }
  }
  return names;
}

function enumValues(name: string): readonly string[] {
  const type = schema.getType(name);
  return isEnumType(type) ? type.getValues().map((value) => value.name) : [];
}
