import { describe, expect, test } from 'vitest';
import { bounds } from '../../src/domain/bounds.ts';
import { needsInputs, readCondition } from '../../src/domain/condition.ts';
import { answerTo, read, refusalOf } from './condition/answers.ts';

const variables = {
  payload: {
    count: 5,
    total: 7,
    price: 1.5,
    owed: -3,
    big: 9_007_199_254_740_991,
    // biome-ignore lint/correctness/noPrecisionLoss: what JSON.parse makes of such an id.
    id: 1234567890123456789,
    huge: 1e300,
    nothing: null,
    isUrgent: true,
    name: 'héllo 順序 🎌',
    list: [1, 2, { a: 'x' }],
    rows: [[1, [2, null]], []],
    'two words': { '': 'empty' },
  },
  context: { region: 'eu' },
  labels: { env: 'test', branch: 'release/1.2' },
  inputs: { a: { n: 1 }, build: { 'unit-1': { ok: false } } },
};

describe('a condition that holds', () => {
  test.each([
    'payload.count > 3',
    'payload.count == 5',
    'payload.count == 5.0',
    'inputs.a.n == 1',
    'inputs.a.n == 1.0',
    'inputs.a["n"] != 1.5',
    '!inputs.build["unit-1"].ok',
    'payload.price == 1.5',
    'payload.owed < 0 && payload.owed == -3',
    'payload.big == 9007199254740991',
    'payload.id == 1234567890123456789 && payload.id <= 1234567890123456789',
    'payload.huge > 9223372036854775807',
    'payload.total / 2 == 3.5',
    'payload.total % 2 == 1',
    'payload.count + 1 == 6 && 1 + payload.count == 6',
    'payload.price * 2 == 3 && payload.count * 1.5 == 7.5',
    '7 / 2 == 3',
    'payload.list[payload.count - 4] == 2',
    'payload.count in [1, 5]',
    'payload.list[2].a == "x"',
    'payload.rows == [[1, [2, null]], []]',
    '[2, null] in payload.rows[0]',
    'payload.list + [4] == [1, 2, {"a": "x"}, 4]',
    'payload["two words"][""] == "empty"',
    'payload.name.contains("順序") && size(payload.name) == 10',
    'payload.nothing == null && has(payload.nothing) && "nothing" in payload',
    '!has(payload.missing) && !("missing" in payload)',
    'has(payload.missing) && payload.missing.deep > 1 || payload.isUrgent',
    'payload.isUrgent',
    'context.region == "eu" ? labels.env == "test" : false',
    'labels.branch.matches("^release/[0-9]+[.][0-9]{1,3}$")',
    'payload.list.exists(x, x == 2) && payload.list.exists_one(x, x == 2)',
    'payload.list.filter(x, type(x) == double).map(x, x * 2) == [2, 4]',
    'payload.rows.map(row, row.size()) == [2, 0]',
    'payload.rows.map(row, size(row) > 0, row[0]) == [1]',
    'labels.all(key, labels[key] != "")',
    'payload.missing == 1 || payload.count == 5',
    '[1].all(payload, payload == 1)',
    'timestamp("2030-01-31T09:00:00Z") < timestamp("2030-01-31T09:00:00-01:00")',
    'int("12") + 1 == 13 && string(payload.count) == "5" && double("1.5") == payload.price',
  ])('%s', (text) => {
    expect(answerTo(text, variables)).toEqual({ kind: 'TRUE' });
  });

  test('reads a payload that is no object', () => {
    expect(answerTo('payload', { ...variables, payload: true })).toEqual({ kind: 'TRUE' });
    expect(answerTo('payload == null', { ...variables, payload: undefined }).kind).toBe('TRUE');
    expect(answerTo('payload[0] == "a"', { ...variables, payload: ['a'] }).kind).toBe('TRUE');
  });

  test('knows only the own members of objects', () => {
    expect(answerTo('has(payload.constructor) || "toString" in labels', variables).kind).toBe(
      'FALSE',
    );
  });
});

describe('a condition that fails', () => {
  test.each([
    ['payload.x == 1', 'fails at character 8 (".x == 1"). There is no "x"', 'has(payload.x)'],
    ['payload.constructor == 1', 'There is no "constructor"', 'has('],
    ['payload.nothing.deep == 1', 'There is no "deep"', 'has('],
    ['inputs["unit-7"].n == 1', 'There is no "unit-7"', '"unit-7" in inputs'],
    ['payload.list[7] == 1', 'There is no element 7', 'size(payload.list)'],
    ['payload.list[payload.price] == 1', 'asks a list', 'broken number'],
    ['payload.name > 3', 'at character 14 ("> 3")', '">" does not go with text and a number'],
    ['payload.name + 1 == "a"', '"+" does not go with text and a number', 'string(...)'],
    ['payload.count.startsWith("5")', '"startsWith"', 'a number and text'],
    ['payload.count', 'It gives a number, not true or false', 'payload.count > 3'],
    ['payload.list', 'It gives a list, not true or false', 'Compare'],
    ['payload.nothing', 'It gives null, not true or false', 'Compare'],
    ['payload.count && true', 'needs true or false and got a number', 'Compare'],
    ['payload.count ? true : false', 'needs true or false and got a number', 'Compare'],
    ['payload.count / 0 > 1', 'divides by zero', 'divisor'],
    ['payload.count % 0 > 1', 'divides by zero', 'divisor'],
    ['payload.price / (payload.count - 5) > 1', 'divides by zero', 'divisor'],
    ['1 / 0 > 1', 'divides by zero', 'divisor'],
    ['1 % 0 > 1', 'divides by zero', 'divisor'],
    ['9223372036854775807 + 1 > 0', 'leaves the range', '64-bit'],
    ['payload.count.exists(x, x)', 'goes through the elements of a number', 'give a list'],
    ['double(payload.name) > 1', 'reads a number from text that is none', 'fails at'],
    ['int(payload.name) > 1', 'CEL says', 'fails at character 1'],
    ['timestamp(5) > timestamp(4)', 'Give timestamp(...) text', '2030'],
  ])('%s', (text, ...parts) => {
    const answer = answerTo(text, variables);
    expect(answer.kind).toBe('FAULT');
    for (const part of parts) expect(answer).toHaveProperty('message', stringWith(part));
  });
});

describe('a condition that is refused', () => {
  test.each([
    ['', 'at line 1, character 1: it ends too early'],
    ['payload.count >', 'at line 1, character 15: ">" does not belong there'],
    ['payload.count\n = 3', 'at line 2, character 2: "=" does not belong there'],
    ['(payload.isUrgent', 'it ends too early'],
    ['paylod.count > 3', 'at character 1 ("paylod.count > 3"). It names "paylod"'],
    ['true &&\n  count > 3', 'at line 2, character 3 ("count > 3"). It names "count"'],
    ['payload.list.all(x, y > 1)', 'It names "y"'],
    ['payload.list.all(x, x > 1) && x', 'It names "x"'],
    ['now() > 3', 'It calls "now", which does not exist'],
    ['timestamp(payload.at).getHours() > 3', 'It calls "getHours", which does not exist'],
    ['payload.list.sum() > 3', 'It calls "sum"'],
    ['has(payload)', 'write has(payload.x)'],
    ['has(inputs["unit-1"])', 'or "a key" in payload'],
    ['payload.list.all(1, true)', 'payload.list.all(x, x > 1)'],
    ['size() > 1', 'size(value) or value.size()'],
    ['payload.name.contains("a", "b")', 'value.contains(value)'],
    ['payload.name.matches(payload.pattern)', 'has to be text in quotes'],
    ['payload.name.matches("(a")', 'missing closing )'],
    ['payload.name.matches("(a)\\\\1")', 'invalid escape sequence'],
    ['payload.name.matches("((a{30}){30}){30}")', 'too large'],
    ['payload.name.matches("\\\\pL")', 'Unicode class'],
    ['99999999999999999999 > 1', 'too large'],
    ['1e999 > 1', 'too large'],
    ['google.protobuf.Struct{} == 1', 'makes a message'],
    ['"text"', 'not true or false'],
    ['3 + 4', 'not true or false'],
    ['inputs', 'not true or false'],
    ['[true]', 'not true or false'],
    ['size(payload.list)', 'not true or false'],
    ['payload.list.map(x, x > 1)', 'not true or false'],
    ['payload.isUrgent ? 1 : "b"', 'not true or false'],
    ['payload.isUrgent && 3', 'at character 21 ("3"). It needs true or false'],
    ['!labels', 'needs true or false'],
    [`payload.list${'[0]'.repeat(bounds.conditionDepth)} == 1`, 'nests deeper than 64'],
    [`${'('.repeat(1_000)}true${')'.repeat(1_000)}`, 'nests too deep'],
    [nestedLoops(bounds.conditionMacroDepth + 1), 'all, exists, map or filter deeper than 8'],
  ])('%s', (text, part) => {
    expect(refusalOf(text)).toContain(part);
  });

  test('is longer than the bound', () => {
    const fitting = 'true//'.padEnd(bounds.conditionLength - 1, 'x');
    expect(readCondition(`${fitting}\n`).isValid).toBe(true);
    expect(refusalOf(`${fitting}x\n`)).toContain('at most 2048 are accepted');
  });
});

describe('what is known of a condition', () => {
  test.each([
    ['payload.count > 3', false],
    ['inputs.a.n > 3', true],
    ['payload.isUrgent || has(inputs.a)', true],
    ['payload.list.exists(x, x == inputs.a.n)', true],
    ['payload.inputs > 3 && labels.inputs == "inputs"', false],
    ['payload.list.exists(inputs, inputs == 1)', false],
    ['payload.list.exists(inputs, inputs == 1) && inputs.a.n == 1', true],
  ])('%s reads outputs: %s', (text, isReading) => {
    expect(needsInputs(read(text))).toBe(isReading);
  });

  test('is kept while few others are read', () => {
    const text = 'payload.count > 1234';
    const first = readCondition(text);
    expect(readCondition(text)).toBe(first);
    for (let index = 0; index < 70; index += 1) {
      readCondition(`true//${'x'.repeat(2_000)}${index}\n`);
    }
    expect(readCondition(text)).not.toBe(first);
    expect(readCondition(text)).toMatchObject({ isValid: true });
  });
});

function nestedLoops(depth: number): string {
  return depth === 0 ? 'true' : `payload.list.all(x${depth}, ${nestedLoops(depth - 1)})`;
}

function stringWith(part: string): unknown {
  return expect.stringContaining(part);
}
