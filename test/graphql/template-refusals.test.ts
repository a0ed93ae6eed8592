/** What is refused to be published, and where it says the fault is. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bounds } from '../../src/domain/bounds.ts';
import { openWorkshop, refusalsOf, type Workshop } from '../server/workshop.ts';
import { definition, paramsSchema, publishText } from './order-template.ts';

let workshop: Workshop;

beforeAll(async () => {
  workshop = await openWorkshop();
});

afterAll(() => workshop.close());

describe('what is no Template', () => {
  const task = (unit: object) => ({
    tasks: [{ key: 'a', units: [{ key: 'b', kind: 'c', ...unit }] }],
  });
  const unitPath = ['input', 'definition', 'tasks', '0', 'units', '0'];

  test.each([
    ['an unknown Topic', { topic: 'nowhere' }, 'TOPIC_NOT_FOUND', ['input', 'topic']],
    ['a name with a blank', { name: 'a b' }, 'INVALID_VALUE', ['input', 'name']],
    [
      'a definition that is too long',
      { definition: { tasks: [], payload: 'x'.repeat(bounds.templateLength) } },
      'TOO_LARGE',
      ['input', 'definition'],
    ],
    [
      'a schema that is too long',
      { paramsSchema: { type: 'object', title: 'x'.repeat(bounds.paramsSchemaLength) } },
      'TOO_LARGE',
      ['input', 'paramsSchema'],
    ],
    [
      'a schema that is none',
      { paramsSchema: { type: 'text' } },
      'SCHEMA_INVALID',
      ['input', 'paramsSchema', 'type'],
    ],
    ['no Tasks', { definition: {} }, 'INVALID_VALUE', ['input', 'definition', 'tasks']],
    ['no object', { definition: 3 }, 'INVALID_VALUE', ['input', 'definition']],
    ['an unknown field', { definition: task({ kid: 1 }) }, 'INVALID_VALUE', [...unitPath, 'kid']],
    [
      'a number for a text',
      { definition: task({ kind: 1 }) },
      'INVALID_VALUE',
      [...unitPath, 'kind'],
    ],
    [
      'a dependency on nothing',
      { definition: task({ dependsOn: ['x'] }) },
      'UNKNOWN_DEPENDENCY',
      [...unitPath, 'dependsOn', '0'],
    ],
    [
      'a condition that is none',
      { definition: task({ when: 'payload >' }) },
      'CONDITION_INVALID',
      [...unitPath, 'when'],
    ],
    [
      'a condition that is none with its parameter',
      { definition: task({ when: 'payload > ${{ params.wood }} >' }) },
      'CONDITION_INVALID',
      [...unitPath, 'when'],
    ],
    [
      'a placeholder within quotes of a condition',
      { definition: task({ when: 'payload == "${{ params.wood }}"' }) },
      'PLACEHOLDER_INVALID',
      [...unitPath, 'when'],
    ],
    [
      'a placeholder that is not closed',
      { definition: task({ input: 'of ${{ params.wood' }) },
      'PLACEHOLDER_INVALID',
      [...unitPath, 'input'],
    ],
    [
      'a placeholder of something else',
      { definition: task({ input: '${{ secrets.wood }}' }) },
      'PLACEHOLDER_INVALID',
      [...unitPath, 'input'],
    ],
    [
      'a parameter that there is not',
      { definition: task({ input: '${{ params.woood }}' }) },
      'PLACEHOLDER_INVALID',
      [...unitPath, 'input'],
    ],
    [
      'a parameter for the Units',
      { definition: { tasks: [{ key: 'a', units: '${{ params.wood }}' }] } },
      'PLACEHOLDER_INVALID',
      ['input', 'definition', 'tasks', '0', 'units'],
    ],
    [
      'a parameter for a Unit',
      { definition: { tasks: [{ key: 'a', units: ['${{ params.wood }}'] }] } },
      'PLACEHOLDER_INVALID',
      unitPath,
    ],
    [
      'a parameter in the name of a field',
      { definition: task({ input: { '${{ params.wood }}': 1 } }) },
      'PLACEHOLDER_INVALID',
      [...unitPath, 'input', '${{ params.wood }}'],
    ],
  ])('is refused: %s', async (_, more, code, path) => {
    const input = { topic: 'workshop', name: 'odd', definition, paramsSchema, ...more };
    const refusals = await refusalsOf(workshop, publishText, { input });
    expect(refusals).toMatchObject([{ code, path }]);
    expect(refusals[0]?.message).toMatch(/^[A-Z"$].*[.]$/s);
  });
});
