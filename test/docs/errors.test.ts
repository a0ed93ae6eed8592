/** The page of errors has every code that Junjo answers, with what is true of it, and no other. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSchema, isEnumType } from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { rejectionCodes } from '../../src/domain/rejection.ts';
import { readSources } from '../architecture/source-text.ts';
import { type Api, openApi } from '../server/open-api.ts';
import { codeWords, readPage, root, tableBelow } from './pages.ts';

const page = readPage('docs/errors.md');
const refusals = tableBelow(page, 'Refusals');
const ofRequests = codesOf('Errors of a request');
const beforeGraphql = codesOf('Errors before GraphQL');

/** Of GraphQL and the server that carries it; the test below provokes each. */
const codesOfGraphql = [
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'OPERATION_RESOLUTION_FAILURE',
];

const schema = buildSchema(readFileSync(join(root, 'schema.graphql'), 'utf8'));
/** Words in capitals that are no codes. One category of refusals has the name of a code. */
const notCodes: ReadonlySet<string> = new Set([
  ...Object.values(schema.getTypeMap())
    .filter(isEnumType)
    .filter(({ name }) => name !== 'UserErrorCategory')
    .flatMap((type) => type.getValues().map(({ name }) => name)),
  ...['JSON', 'HEAD', 'POST', 'STOP', 'CONTINUE'],
]);

describe('the refusals', () => {
  test('are all there and no other', () => {
    expect(refusals.flatMap(([code]) => codeWords(code))).toEqual(Object.keys(rejectionCodes));
  });

  test.each(Object.entries(rejectionCodes))('say of %s what the code says', (code, facts) => {
    const [, category, retryable] = refusals.find(([cell]) => cell === `\`${code}\``) ?? [];
    expect({ category, isRetryable: retryable === 'yes' }).toEqual(facts);
    expect(['yes', 'no']).toContain(retryable);
  });

  test('say what to do about each', () => {
    expect(refusals.filter((row) => row.length !== 5 || row.some((cell) => cell === ''))).toEqual(
      [],
    );
  });
});

describe('the errors of requests', () => {
  const answered = answeredCodes([
    'src/graphql/',
    'src/server/',
    'src/engine/engine-fault.ts',
    'src/store/port.ts',
  ]);

  test('are all that the sources can answer', () => {
    const documented = [...Object.keys(rejectionCodes), ...ofRequests, ...beforeGraphql];
    expect([...answered].filter((code) => !documented.includes(code))).toEqual([]);
  });

  test('are no others', () => {
    const known = [...answered, ...codesOfGraphql];
    expect(answered.size).toBeGreaterThan(20);
    expect([...ofRequests, ...beforeGraphql].filter((code) => !known.includes(code))).toEqual([]);
  });
});

describe("GraphQL's own errors", () => {
  let api: Api;

  beforeAll(async () => {
    api = await openApi();
  });

  afterAll(() => api.close());

  test.each([
    ['GRAPHQL_PARSE_FAILED', '{ version'],
    ['GRAPHQL_VALIDATION_FAILED', '{ nowhere }'],
    ['OPERATION_RESOLUTION_FAILURE', 'query A { version } query B { version }'],
    ['BAD_USER_INPUT', 'query ($first: Int!) { topics(first: $first) { nodes { id } } }'],
  ])('have the code %s', async (code, query) => {
    const { status, errors } = await api.call(query);
    expect(errors?.map(({ extensions }) => extensions.code)).toEqual([code]);
    expect(status).toBe(400);
    expect(ofRequests).toContain(code);
  });
});

test('a reading error with a code of a refusal is told to be possible', () => {
  const [part = ''] = page.text.split('## Errors before GraphQL', 1);
  const [, intro = ''] = part.split('## Errors of a request');
  for (const code of ['INVALID_VALUE', 'CURSOR_INVALID', 'DRAINING']) expect(intro).toContain(code);
});

test("the client's own errors are those of its sources", () => {
  const own = codesOf('Errors of the client');
  const thrown = answeredCodes(['src/client/'], /: '([A-Z_]+)'/g);
  expect(own.toSorted()).toEqual([...thrown].toSorted());
});

test('the errors at the start are the refusals of the migrator', () => {
  const thrown = answeredCodes(['src/store/migrate.ts'], /^ {2}\| '([A-Z_]+)'/gm);
  expect(codesOf('Errors at the start').toSorted()).toEqual([...thrown].toSorted());
});

function codesOf(title: string): readonly string[] {
  return tableBelow(page, title).flatMap(([code]) => codeWords(code));
}

/** Words in capitals that are written in the sources as text, less those that are something else. */
function answeredCodes(
  paths: readonly string[],
  pattern = /'([A-Z][A-Z_]{2,}[A-Z])'/g,
): ReadonlySet<string> {
  const sources = readSources(root, ['src']).filter(({ path }) =>
    paths.some((start) => path.startsWith(start)),
  );
  const found = sources.flatMap(({ text }) =>
    [...text.matchAll(pattern)].map(([, code = '']) => code),
  );
  return new Set(found.filter((code) => !notCodes.has(code)));
}
