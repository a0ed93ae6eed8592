/** What a start makes of a Template: parameters in place, and nothing else changed. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bounds } from '../../../src/domain/bounds.ts';
import { atOnce } from '../../../src/domain/portions.ts';
import type { TemplateStart } from '../../../src/domain/template.ts';
import { expandTemplate } from '../../../src/domain/template-expansion.ts';

const start: TemplateStart = {
  template: { name: 'meal', version: null },
  isDeprecatedAllowed: false,
  params: '{}',
  ...{ name: null, key: null, priority: null, labels: null },
  hash: 'hash',
};

function expand(definition: object, params: unknown, paramsSchema: object | null = null) {
  const text = {
    id: 'template_1',
    definition: JSON.stringify(definition),
    paramsSchema: paramsSchema === null ? null : JSON.stringify(paramsSchema),
  };
  return atOnce(expandTemplate(text, { ...start, params: JSON.stringify(params) }));
}

function made(definition: object, params: unknown) {
  const expansion = expand(definition, params);
  if (!expansion.isValid) throw new Error(JSON.stringify(expansion.rejections));
  return expansion.definition;
}

const unit = { key: 'cook', kind: 'cook' };
const withInput = (input: unknown) => ({ tasks: [{ key: 'meal', units: [{ ...unit, input }] }] });

test('a text that is one placeholder becomes the value, whatever that is', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const { tasks, payload } = made(
        { ...withInput({ list: ['${{ params.value }}'] }), payload: '${{ params }}' },
        { value },
      );
      const input = tasks[0]?.units[0]?.input ?? '';
      expect(input).toBe(JSON.stringify({ list: [value] }));
      expect(payload).toBe(JSON.stringify({ value }));
    }),
  );
});

/** Definitions whose texts, all within payload and input, are placeholders now and then. */
const anyPart = fc.letrec((tie) => ({
  part: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom('${{ params.a }}', 'x ${{ params.b }}', '${{ params }}', 'plain', '$${{'),
    fc.integer(),
    fc.array(tie('part'), { maxLength: 3 }),
    fc.dictionary(fc.string({ maxLength: 3 }), tie('part'), { maxKeys: 3 }),
  ),
})).part;

test('parameters change no name of a field, no list and nothing beside their placeholders', () => {
  fc.assert(
    fc.property(anyPart, fc.jsonValue(), fc.jsonValue(), (part, a, b) => {
      const params = { a, b };
      const input: unknown = JSON.parse(
        made(withInput(part), params).tasks[0]?.units[0]?.input ?? '',
      );
      expect(
        differencesOf(JSON.parse(JSON.stringify(part)), input, JSON.parse(JSON.stringify(params))),
      ).toEqual([]);
    }),
  );
});

/** Where the outcome is not what the template says, element by element. */
function differencesOf(
  part: unknown,
  outcome: unknown,
  params: { a: unknown; b: unknown },
): unknown[] {
  if (typeof part === 'string') {
    const text = typeof params.b === 'string' ? params.b : JSON.stringify(params.b);
    const wanted: Readonly<Record<string, unknown>> = {
      ...{ '${{ params.a }}': params.a, '${{ params }}': params },
      ...{ 'x ${{ params.b }}': `x ${text}`, '$${{': '${{', plain: 'plain' },
    };
    return JSON.stringify(wanted[part]) === JSON.stringify(outcome) ? [] : [[part, outcome]];
  }
  if (typeof part !== 'object' || part === null) return part === outcome ? [] : [[part, outcome]];
  if (typeof outcome !== 'object' || outcome === null) return [[part, outcome]];
  const [names, others] = [Object.keys(part), Object.keys(outcome)];
  if (Array.isArray(part) !== Array.isArray(outcome) || names.join() !== others.join()) {
    return [[part, outcome]];
  }
  return Object.entries(part).flatMap(([name, each]) =>
    // Both have the same names.
    differencesOf(each, (outcome as Readonly<Record<string, unknown>>)[name], params),
  );
}

test('a field named __proto__ is a field like others', () => {
  const definition = JSON.parse(
    '{"payload": {"__proto__": "${{ params.__proto__ }}"}, "tasks": []}',
  ) as object;
  const text = { id: 'template_1', definition: JSON.stringify(definition), paramsSchema: null };
  const expansion = atOnce(
    expandTemplate(text, { ...start, params: '{"__proto__": {"polluted": 1}}' }),
  );
  expect(expansion.isValid && expansion.definition.payload).toBe('{"__proto__":{"polluted":1}}');
  expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
});

test('what is a placeholder in a parameter stays the text that it is', () => {
  const { payload, name } = made(
    { name: '${{ params.name }}', payload: ['${{ params.name }}'], tasks: [] },
    { name: '${{ params.secret }}', secret: 'told' },
  );
  expect([name, payload]).toEqual(['${{ params.secret }}', '["${{ params.secret }}"]']);
});

test('numbers become text where there is text, and stay numbers where there are numbers', () => {
  const definition = made(
    {
      ...{ name: '${{ params.n }}', labels: { size: '${{ params.n }}' } },
      ...{ priority: '${{ params.n }}', payload: '${{ params.n }}' },
      ...{ concurrencyKey: '${{ params.n }}', requires: { gpu: '${{ params.n }}' } },
      tasks: [{ key: '${{ params.n }}', units: [], retry: { maxAttempts: '${{ params.n }}' } }],
    },
    { n: 7 },
  );
  expect(definition).toMatchObject({
    ...{ name: '7', labels: '{"size":"7"}', priority: 7, payload: '7' },
    ...{ concurrencyKey: '7', requires: '{"gpu":"7"}' },
    tasks: [{ key: '7', retry: { maxAttempts: 7 } }],
  });
});

test('what a Unit is for may be a parameter, Unit by Unit', () => {
  const units = [{ ...unit, targets: ['${{ params.host }}', 'spare'] }];
  const { tasks } = made({ tasks: [{ key: 'meal', units }] }, { host: 'ann' });
  expect(tasks[0]?.units[0]?.targets).toEqual(['ann', 'spare']);
});

describe('what the parameters make of a definition is judged as if it were submitted', () => {
  const at = (...path: readonly string[]) => ({ path: ['input', 'params', ...path] });

  test.each([
    ['two Units of one key', { a: 'x', b: 'x' }, 'DUPLICATE_KEY', at('b')],
    ['a key that is none', { a: 'x y', b: 'z' }, 'INVALID_VALUE', at('a')],
    ['a list for a key', { a: ['x'], b: 'z' }, 'INVALID_VALUE', at('a')],
    ['nothing for a key', { b: 'z' }, 'PARAMS_INVALID', at('a')],
  ])('%s', (_, params, code, where) => {
    const units = [
      { key: '${{ params.a }}', kind: 'c' },
      { key: '${{ params.b }}', kind: 'c' },
    ];
    const expansion = expand({ tasks: [{ key: 'meal', units }] }, params);
    expect(expansion.isValid ? [] : expansion.rejections).toMatchObject([{ code, ...where }]);
  });

  test('a condition that becomes too long', () => {
    const units = [{ ...unit, when: 'payload in ${{ params.list }}' }];
    const expansion = expand({ tasks: [{ key: 'meal', units }] }, { list: Array(2_000).fill(0) });
    expect(expansion.isValid ? [] : expansion.rejections).toMatchObject([
      { code: 'CONDITION_INVALID', ...at('list') },
    ]);
  });
});

test('a definition that grows beyond its bound is refused before it is made', () => {
  const input = '${{ params.text }}';
  const units = Array.from({ length: 200 }, (_, index) => ({ key: `u${index}`, kind: 'k', input }));
  const text = 'x'.repeat(bounds.templateExpansionLength / 200);
  const definition = { tasks: [{ key: 't', units }] };
  expect(expand(definition, { text }).isValid).toBe(true);
  const expansion = expand(definition, { text: `${text}x` });
  expect(expansion.isValid ? [] : expansion.rejections).toMatchObject([
    { code: 'TOO_LARGE', path: ['input', 'params'] },
  ]);
});
