import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  checkLimit,
  governingLimit,
  type Limit,
  type LimitRules,
  type LimitScope,
  limitsFor,
  matches,
  weightOf,
} from '../../src/domain/limit.ts';

const noRules: LimitRules = {
  runningMax: null,
  startMax: null,
  intervalMs: null,
  isAdaptive: 0,
  startMin: null,
  weight: null,
};

function limit(scope: LimitScope, pattern = '', rules: Partial<LimitRules> = {}): Limit {
  const times = { createdAt: 0, setAt: 0, setBy: null, reason: null };
  const id = `${scope} ${pattern}`;
  return { id, topicId: 'topic', scope, pattern, ...times, ...noRules, ...rules };
}

describe('a pattern', () => {
  test.each([
    ['tenant:*', 'tenant:7', true],
    ['tenant:*', 'tenant:', true],
    ['tenant:*', 'tenants', false],
    ['*', '', true],
    ['*', 'anything', true],
    ['a*a', 'a', false],
    ['a*a', 'aa', true],
    ['*b*b*', 'abcb', true],
    ['*b*b*', 'abc', false],
    ['a*bc', 'abcbc', true],
    ['a.c', 'abc', false],
    ['plain', 'plain', true],
    ['plain', 'plain ', false],
  ])('%s and %s', (pattern, text, isMatch) => {
    expect(matches(pattern, text)).toBe(isMatch);
  });

  test('matches as a regular expression would that says the same', () => {
    const texts = fc.string({ unit: fc.constantFrom('a', 'b', '*'), maxLength: 8 });
    const subjects = fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 10 });
    fc.assert(
      fc.property(texts, subjects, (pattern, subject) => {
        const same = new RegExp(`^${pattern.replaceAll('*', '.*')}$`);
        expect(matches(pattern, subject)).toBe(same.test(subject));
      }),
    );
  });
});

describe('what governs', () => {
  const limits = [
    limit('TOPIC'),
    limit('KIND', '*'),
    limit('KIND', 'resize'),
    limit('KEY', '*'),
    limit('KEY', 'tenant:*', { weight: 3 }),
    limit('KEY', 'tenant:big*', { weight: 0.5 }),
    limit('KEY', 'tenant:big1'),
  ];
  const governing = (kind: string, concurrencyKey: string) =>
    limitsFor(limits, { kind, concurrencyKey }).map(({ id }) => id);

  test('is a Limit of the Topic, one of the kind and one of the key', () => {
    expect(governing('resize', 'tenant:1')).toEqual(['TOPIC ', 'KIND resize', 'KEY tenant:*']);
  });

  test('is one without a star before patterns, and the longer pattern before the shorter', () => {
    expect(governing('other', 'tenant:big1')).toEqual(['TOPIC ', 'KIND *', 'KEY tenant:big1']);
    expect(governing('other', 'tenant:big22')).toEqual(['TOPIC ', 'KIND *', 'KEY tenant:big*']);
    expect(governing('other', 'else')).toEqual(['TOPIC ', 'KIND *', 'KEY *']);
  });

  test('is none of a key for what has no key', () => {
    expect(governing('other', '')).toEqual(['TOPIC ', 'KIND *']);
  });

  test('does not depend on the order in which they were set', () => {
    fc.assert(
      fc.property(
        fc.shuffledSubarray(limits),
        fc.constantFrom('tenant:big1', 'tenant:x', 'y'),
        (some, key) => {
          const found = governingLimit(some, 'KEY', key);
          expect(governingLimit(some.toReversed(), 'KEY', key)).toBe(found);
        },
      ),
    );
  });

  test('gives a key its weight, and one that nothing is said of 1', () => {
    expect(['tenant:1', 'tenant:big', 'else', ''].map((key) => weightOf(limits, key))).toEqual([
      3, 0.5, 1, 1,
    ]);
  });
});

describe('a Limit', () => {
  type Given = Partial<LimitRules> & { readonly scope: LimitScope; readonly pattern?: string };
  const faultsOf = (given: Given) =>
    checkLimit({ pattern: '', ...noRules, ...given }, ['input']).map(({ path }) => path.join('.'));
  const kind = { scope: 'KIND', pattern: 'k' } as const;
  const key = { scope: 'KEY', pattern: 'k' } as const;

  test.each<[string, Given]>([
    ['of what runs at once', { scope: 'TOPIC', runningMax: 1 }],
    ['of starts', { ...kind, startMax: 10, intervalMs: 1_000 }],
    ['of both', { ...key, runningMax: 5, startMax: 10, intervalMs: 1_000 }],
    ['that adapts', { ...key, startMax: 9, intervalMs: 100, isAdaptive: 1, startMin: 2 }],
    ['that only weighs', { scope: 'KEY', pattern: '*', weight: 0.001 }],
  ])('%s is accepted', (_, given) => {
    expect(faultsOf(given)).toEqual([]);
  });

  test.each<[string, Given, string]>([
    ['that says nothing', { scope: 'TOPIC' }, 'input'],
    ['that lets nothing run', { scope: 'TOPIC', runningMax: 0 }, 'input.runningMax'],
    ['of a Topic with a pattern', { scope: 'TOPIC', pattern: 'x', runningMax: 1 }, 'input.pattern'],
    ['of a kind without one', { scope: 'KIND', runningMax: 1 }, 'input.pattern'],
    ['of control characters', { scope: 'KEY', pattern: 'a\n', runningMax: 1 }, 'input.pattern'],
    ['of starts in no time', { ...kind, startMax: 1 }, 'input.intervalMs'],
    ['of an interval without starts', { ...kind, intervalMs: 1_000 }, 'input.startMax'],
    ['of too short an interval', { ...kind, startMax: 1, intervalMs: 99 }, 'input.intervalMs'],
    ['that adapts nothing', { ...kind, runningMax: 1, isAdaptive: 1 }, 'input.isAdaptive'],
    [
      'with a least rate that is never lowered',
      { ...kind, startMax: 2, intervalMs: 1_000, startMin: 1 },
      'input.startMin',
    ],
    [
      'with more at least than at most',
      { ...kind, startMax: 2, intervalMs: 1_000, isAdaptive: 1, startMin: 3 },
      'input.startMin',
    ],
    ['that weighs a kind', { ...kind, runningMax: 1, weight: 2 }, 'input.weight'],
    ['that weighs too little', { ...key, weight: 0.0001 }, 'input.weight'],
  ])('%s is refused', (_, given, path) => {
    expect(faultsOf(given)).toContain(path);
  });
});
