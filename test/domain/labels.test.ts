import { describe, expect, test } from 'vitest';
import { bounds } from '../../src/domain/bounds.ts';
import { checkLabels, labelsOf } from '../../src/domain/labels.ts';

const path = ['input', 'labels'];

function codesOf(labels: unknown): readonly string[] {
  return checkLabels(JSON.stringify(labels), path).map(({ code, path: at }) =>
    [code, ...at.slice(2)].join(' '),
  );
}

describe('labels', () => {
  test('are an object of texts under names', () => {
    expect(codesOf({})).toEqual([]);
    expect(codesOf({ region: 'eu', note: '', [`${'n'.repeat(bounds.nameLength)}`]: 'x' })).toEqual(
      [],
    );
  });

  test.each([
    ['an array', ['eu'], ['INVALID_VALUE']],
    ['null', null, ['INVALID_VALUE']],
    ['a text', 'eu', ['INVALID_VALUE']],
    ['a number for a text', { size: 3 }, ['INVALID_VALUE size']],
    ['null for a text', { size: null }, ['INVALID_VALUE size']],
    ['a blank name', { ' ': 'x' }, ['INVALID_VALUE  ']],
    ['a name with a line break', { 'a\nb': 'x' }, ['INVALID_VALUE a\nb']],
    ['a text with NUL', { a: '\0' }, ['INVALID_VALUE a']],
    ['half of a surrogate pair', { a: '\ud800' }, ['INVALID_VALUE a']],
    ['a name with such a half', { '\udc00': 'x' }, ['INVALID_VALUE \udc00']],
    ['a text that is too long', { a: 'x'.repeat(bounds.nameLength + 1) }, ['TOO_LARGE a']],
    ['two faults', { a: 1, b: 2 }, ['INVALID_VALUE a', 'INVALID_VALUE b']],
  ])('are not %s', (_, labels, codes) => {
    expect(codesOf(labels)).toEqual(codes);
  });

  test('are no more than accepted', () => {
    const many = (count: number) =>
      Object.fromEntries(Array.from({ length: count }, (_, at) => [`l${at}`, 'x']));
    expect(codesOf(many(bounds.labelCount))).toEqual([]);
    expect(codesOf(many(bounds.labelCount + 1))).toEqual(['TOO_MANY']);
  });

  test('become rows by which their Job is found', () => {
    expect(labelsOf('{"a":"1","b":""}', 't', 'j')).toEqual([
      { topicId: 't', name: 'a', value: '1', jobId: 'j' },
      { topicId: 't', name: 'b', value: '', jobId: 'j' },
    ]);
    expect(labelsOf('{}', 't', 'j')).toEqual([]);
  });
});
