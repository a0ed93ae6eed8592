/** What a request may not ask for: each limit is refused with its code and nothing is done. */
import { getIntrospectionQuery } from 'graphql';
import { beforeAll, describe, expect, test } from 'vitest';
import { requestLimits } from '../../src/graphql/request-limits.ts';
import { type Api, openApi } from '../server/open-api.ts';

let api: Api;

beforeAll(async () => {
  api = await openApi();
  await api.data('mutation { topicCreate(input: { name: "there" }) { topic { id } } }');
  return api.close;
});

/** A mutation that would leave a trace, with more text before its end. */
const creating = (name: string, more: string) =>
  `mutation { topicCreate(input: { name: "${name}" }) { topic { id } } ${more} }`;

async function topicNames(): Promise<readonly string[]> {
  const { topics } = await api.data<{ topics: { nodes: readonly { name: string }[] } }>(
    '{ topics(first: 100) { nodes { name } } }',
  );
  return topics.nodes.map(({ name }) => name);
}

const aliases = (count: number) =>
  Array.from({ length: count }, (_, at) => `a${at}: __typename`).join(' ');
const directives = (count: number) => '__typename @include(if: true) '.repeat(count);
const deep = (levels: number) =>
  `topicCreate(input: { name: "x" }) { topic { jobs { nodes ${'{ topic { jobs { nodes '.repeat(levels)} { id } ${'} } }'.repeat(levels)} } } }`;

describe('a request is refused', () => {
  test.each([
    ['DEPTH_LIMIT_EXCEEDED', creating('deep', `b: ${deep(4)}`)],
    ['ALIAS_LIMIT_EXCEEDED', creating('aliased', aliases(requestLimits.aliasCount + 1))],
    [
      'DIRECTIVE_LIMIT_EXCEEDED',
      creating('directed', directives(requestLimits.directiveCount + 1)),
    ],
    ['TOKEN_LIMIT_EXCEEDED', creating('long', '__typename '.repeat(requestLimits.tokenCount))],
    ['DOCUMENT_TOO_LARGE', `${creating('large', '')} # ${'x'.repeat(100_000)}`],
    [
      'COST_LIMIT_EXCEEDED',
      `mutation { topicCreate(input: { name: "costly" }) { topic {
        jobs(first: 100) { nodes { tasks(first: 100) { nodes { units(first: 100) { nodes { id } } } } } }
      } } }`,
    ],
    ['GRAPHQL_PARSE_FAILED', creating('open', '{')],
    ['GRAPHQL_VALIDATION_FAILED', creating('unknown', 'nothingLikeThat')],
  ])('with %s, which changes nothing', async (code, query) => {
    const answer = await api.call(query);
    expect(answer.errors?.map(({ extensions }) => extensions.code)).toEqual([code]);
    expect(answer.status).toBe(400);
    expect(answer.data).toBeUndefined();
    expect(await topicNames()).toEqual(['there']);
  });

  test('when its fragments multiply, without counting them one by one', async () => {
    const fragments = Array.from(
      { length: 40 },
      (_, at) => `fragment F${at} on Query { ...F${at + 1} ...F${at + 1} }`,
    );
    const query = `{ ...F0 } ${fragments.join(' ')} fragment F40 on Query { version }`;
    const answer = await api.call(query);
    expect(answer.errors).toMatchObject([{ extensions: { code: 'COST_LIMIT_EXCEEDED' } }]);
  });

  test('in the same way when it asks for plain JSON', async () => {
    const response = await fetch(api.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify({ query: creating('aliased', aliases(31)) }),
    });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({
      errors: [{ extensions: { code: 'ALIAS_LIMIT_EXCEEDED' } }],
    });
  });

  test('when its variables do not fit the types', async () => {
    const query = 'query($first: Int) { topics(first: $first) { nodes { id } } }';
    const answer = await api.call(query, { first: 'many' });
    expect(answer).toMatchObject({
      status: 400,
      errors: [{ extensions: { code: 'BAD_USER_INPUT' } }],
    });
  });

  test('when a choice of one is given none or two', async () => {
    const query = 'query($by: TopicBy!) { topic(by: $by) { id } }';
    for (const by of [{}, { id: 'x', name: 'y' }, { id: null }]) {
      const answer = await api.call(query, { by });
      expect(answer.errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
    }
    const partly = await api.call('query($id: ID) { topic(by: { id: $id }) { id } }');
    expect(partly.errors?.[0]?.extensions.code).toMatch(
      /^(BAD_USER_INPUT|GRAPHQL_VALIDATION_FAILED)$/,
    );
  });
});

describe('a request is answered', () => {
  test('at the limits', async () => {
    const answer = await api.call(
      `{ ${aliases(requestLimits.aliasCount)} ${directives(requestLimits.directiveCount)} }`,
    );
    expect(answer).toMatchObject({ status: 200, errors: undefined });
  });

  test('when it is the introspection of tools, however many levels that has', async () => {
    const answer = await api.call(
      getIntrospectionQuery({
        descriptions: true,
        specifiedByUrl: true,
        inputValueDeprecation: true,
        oneOf: true,
      }),
    );
    expect(answer).toMatchObject({ status: 200, errors: undefined });
    expect(answer.data['__schema']).toBeDefined();
  });

  test('with the limits themselves', async () => {
    const { limits } = await api.data<{ limits: Record<string, number> }>(
      '{ limits { maxDepth maxCost maxTokens maxAliases maxDirectives maxPageSize maxBodyBytes maxJobUnits } }',
    );
    expect(limits).toEqual({
      maxDepth: 12,
      maxCost: 100_000,
      maxTokens: 5_000,
      maxAliases: 30,
      maxDirectives: 20,
      maxPageSize: 100,
      maxBodyBytes: 16_777_216,
      maxJobUnits: 200_000,
    });
  });
});

describe('a subscription', () => {
  test('that costs too much is refused before it begins', async () => {
    const fields = 'seq kind at topicId jobId taskId unitId worker data from to '.repeat(12);
    const stream = await api.stream(
      `subscription { events(filter: { topic: "there" }, batch: 1000) { events { ${fields} } } }`,
    );
    const refused = { errors: [{ extensions: { code: 'COST_LIMIT_EXCEEDED' } }] };
    expect(await stream.next()).toMatchObject(refused);
    expect(await stream.next()).toBeUndefined();
  });
});
