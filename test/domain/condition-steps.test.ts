/** The worst expressions that come to mind: each has to end with a fault, soon. What a test of this
 * file would do without the count takes from seconds to longer than there is. */
import { describe, expect, test } from 'vitest';
import { bounds } from '../../src/domain/bounds.ts';
import { answerTo } from './condition/answers.ts';

const payload = {
  text: 'a'.repeat(250_000),
  needle: `${'a'.repeat(60_000)}b${'a'.repeat(60_000)}`,
  digits: '9'.repeat(250_000),
  numbers: list(100_000, (index) => index),
  objects: list(30_000, (index) => ({ n: index })),
  grid: list(200, () => list(200, (index) => index)),
  words: list(1_000, (index) => `word number ${index}`),
  wide: Object.fromEntries(list(30_000, (index) => [`k${index}`, index])),
};

describe('an evaluation that would take long is a fault', () => {
  test.each([
    ['loops in loops', loops(8, 'payload.numbers')],
    ['loops in loops over what is written out', loops(8, `[${'1,'.repeat(20)}1]`)],
    ['many small loops over a large list', `[${'1,'.repeat(900)}1].all(a, ${found('true')})`],
    ['one loop of small turns', 'payload.numbers.all(x, x >= 0)'],
    ['a loop of large turns', found(list(150, () => 'x == -1').join(' || '))],
    ['a loop of errors', 'payload.objects.exists(x, x.missing == 1)'],
    ['a loop of divisions by zero', found('1 / 0 == x')],
    ['a loop that collects errors', 'size(payload.objects.map(x, x.missing)) == 1'],
    ['a loop that collects', 'payload.numbers.filter(x, x > 5).map(x, x).size() > 1'],
    ['text that doubles', `["ab"]${'.map(t, t + t)'.repeat(28)}[0] == ""`],
    ['large text that doubles', `[payload.text]${'.map(t, t + t)'.repeat(28)}[0] == ""`],
    ['lists that double', `[[1]]${'.map(t, t + t)'.repeat(28)}[0] == []`],
    ['comparing trees of shared branches', `${shared(28)} == ${shared(28)}`],
    ['comparing large lists again and again', found('payload.grid != payload.grid')],
    ['comparing large maps again and again', found('payload.wide != payload.wide')],
    ['seeking what is not there', found('-1 in payload.numbers')],
    ['asking a map for a number', found('has(payload.wide.k1) && payload.wide[1] == 1')],
    ['going through the keys', found('payload.wide.exists(key, key == "x")')],
    ['joining lists', found('size(payload.numbers + payload.numbers) == 1')],
    ['seeking text in text', 'payload.text.contains(payload.needle)'],
    ['comparing text', found('payload.text + "a" < payload.text + "b" && false')],
    ['counting characters', found('size(payload.text) == 1')],
    ['turning text into bytes', found('bytes(payload.text) == b""')],
    ['reading a long number', 'int(payload.digits) > 1 || double(payload.digits) > 1'],
    ['reading numbers', found(`int("${'9'.repeat(1_000)}") > 1`)],
    ['reading times', found(`timestamp("x${'0'.repeat(500)}") > timestamp("")`)],
    ['matching a long text', 'payload.text.matches("(a|aa)+$")'],
    ['matching by a large pattern', every('words', `x.matches("${'a?'.repeat(200)}[b]") || true`)],
    ['preparing patterns', found(`"x".matches("${'(a|b)'.repeat(150)}[q]$")`)],
    ['an escape from the fault', `${loops(2, 'payload.numbers')} || true`],
    ['an escape from the fault in a loop', `[1, 2].exists(a, a == 2 || ${found('x < 0')})`],
  ])('%s', (_, text) => {
    expect(answerTo(text, { payload })).toEqual({
      kind: 'FAULT',
      message: expect.stringContaining('It does too much work for one evaluation.'),
    });
  });

  test('that reads no more elements than it has steps', () => {
    let readCount = 0;
    const counted = {
      get n() {
        readCount += 1;
        return 1;
      },
    };
    const objects = list(bounds.conditionStepCount / 4, () => counted);
    expect(answerTo('payload.all(x, x.n == 1)', { payload: objects }).kind).toBe('FAULT');
    expect(readCount).toBeGreaterThan(1_000);
    expect(readCount).toBeLessThan(bounds.conditionStepCount / 8);
  });

  test('and is the same fault each time, and none of the next', () => {
    const text = 'payload.numbers.all(x, x >= 0)';
    expect(answerTo(text, { payload })).toEqual(answerTo(text, { payload }));
    expect(answerTo('payload.numbers[3] == 3', { payload })).toEqual({ kind: 'TRUE' });
  });

  test('while thousands of elements are looked at', () => {
    const some = payload.objects.slice(0, 8_000);
    expect(answerTo('payload.all(x, x.n >= 0)', { payload: some })).toEqual({ kind: 'TRUE' });
    expect(answerTo('size(payload.map(x, x.n)) == 8000', { payload: some }).kind).toBe('TRUE');
  });
});

describe('what nests without end', () => {
  test('is a fault where it is looked into', () => {
    const deep: unknown = JSON.parse(`${'['.repeat(100_000)}${']'.repeat(100_000)}`);
    const answer = answerTo('payload.deep == [] || true', { payload: { deep } });
    expect(answer).toHaveProperty('message', expect.stringContaining('deeper than 100 levels'));
    expect(answerTo('payload.flat == 1', { payload: { deep, flat: 1 } }).kind).toBe('TRUE');
  });
});

function list<Element>(length: number, elementAt: (index: number) => Element): Element[] {
  return Array.from({ length }, (_, index) => elementAt(index));
}

function found(inner: string): string {
  return `payload.numbers.exists(x, ${inner})`;
}

function every(name: string, inner: string): string {
  return `payload.${name}.all(x, ${inner})`;
}

function loops(depth: number, range: string): string {
  return depth === 0 ? 'true' : `${range}.all(x${depth}, ${loops(depth - 1, range)})`;
}

function shared(depth: number): string {
  return `[1]${'.map(t, [t, t])'.repeat(depth)}`;
}
