/** The HTTP side: what is where, what is refused before GraphQL sees it, and the specification. */
import { request } from 'node:http';
import { buildSchema } from 'graphql';
import { serverAudits } from 'graphql-http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Api, openApi } from './open-api.ts';

let api: Api;

beforeAll(async () => {
  api = await openApi({ maxBodyBytes: 4_096 });
});

afterAll(async () => {
  await api.close();
});

const json = { 'content-type': 'application/json' };

async function topicCount(): Promise<number> {
  const { topics } = await api.data<{ topics: { nodes: readonly object[] } }>(
    '{ topics { nodes { id } } }',
  );
  return topics.nodes.length;
}

/** A request with headers that fetch does not let one set. */
function call(path: string, headers: Record<string, string>, method = 'GET'): Promise<number> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(api.url);
    const sent = request({ hostname, port, path, method, headers }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    sent.on('error', reject).end();
  });
}

describe('GraphQL over HTTP', () => {
  const audits = serverAudits({ url: () => api.url, fetchFn: fetch });

  test.each(audits.map((audit) => [audit.id, audit.name, audit] as const))(
    'meets audit %s: %s',
    async (_, __, audit) => {
      const result = await audit.fn();
      expect(result.status, 'reason' in result ? result.reason : '').toBe('ok');
    },
  );

  test('answers queries by GET and refuses mutations by GET', async () => {
    const query = await fetch(`${api.url}?query=${encodeURIComponent('{ version }')}`);
    expect(await query.json()).toMatchObject({ data: { version: expect.any(String) } });
    const mutation = 'mutation { topicCreate(input: { name: "by GET" }) { topic { id } } }';
    const refused = await fetch(`${api.url}?query=${encodeURIComponent(mutation)}`);
    expect(refused.status).toBe(405);
    expect(await topicCount()).toBe(0);
  });
});

describe('a subscription', () => {
  const query = 'subscription ($topic: String) { events(filter: {topic: $topic}) { cursor } }';
  const variables = { topic: 'nowhere' };
  const body = JSON.stringify({ query, variables });
  const url = () =>
    `${api.url}?query=${encodeURIComponent(query)}&variables=${encodeURIComponent(JSON.stringify(variables))}`;

  test.each([['text/event-stream'], ['application/json, text/event-stream'], ['*/*']])(
    'is a stream of events by GET and by POST for whoever accepts %s',
    async (accept) => {
      for (const response of [
        await fetch(url(), { headers: { accept } }),
        await fetch(api.url, { method: 'POST', headers: { ...json, accept }, body }),
      ]) {
        expect(response.headers.get('content-type')).toContain('text/event-stream');
        expect(await response.text()).toContain('TOPIC_NOT_FOUND');
      }
    },
  );

  test('is refused to whoever does not accept a stream', async () => {
    const headers = { ...json, accept: 'application/json' };
    const response = await fetch(api.url, { method: 'POST', headers, body });
    expect(response.status).toBe(406);
    expect(await response.json()).toMatchObject({
      errors: [{ extensions: { code: 'NOT_ACCEPTABLE' } }],
    });
  });

  test('in the address of a page is shown in the editor', async () => {
    const response = await fetch(url(), { headers: { accept: 'text/html,*/*;q=0.8' } });
    expect(await response.text()).toContain('<title>Junjo</title>');
  });

  test.each([
    ['GRAPHQL_PARSE_FAILED', { query: 'subscription {' }],
    ['GRAPHQL_VALIDATION_FAILED', { query: 'subscription { nowhere }' }],
    ['BAD_USER_INPUT', { query, variables: { topic: 1 } }],
    ['BAD_REQUEST', { query, variables: 'none' }],
    ['OPERATION_RESOLUTION_FAILURE', { query: `${query} query A { version } query B { version }` }],
    ['ALIAS_LIMIT_EXCEEDED', { query: query.replace('cursor', aliases()) }],
    [
      'COST_LIMIT_EXCEEDED',
      { query: query.replace('}) { cursor', `}, batch: 1000) { ${costly()}`) },
    ],
  ])('is refused with %s as a query is', async (code, params) => {
    const headers = { ...json, accept: 'text/event-stream' };
    const ask = async (text: string) => {
      const sent = JSON.stringify({ ...params, query: text });
      const response = await fetch(api.url, { method: 'POST', headers, body: sent });
      const codes = (await response.text()).match(/(?<="code":")[A-Z_]+/g);
      return { status: response.status, codes };
    };
    const refused = await ask(params.query);
    expect(new Set(refused.codes)).toEqual(new Set([code]));
    expect(await ask(params.query.replace('subscription', 'query'))).toEqual(refused);
  });
});

function aliases(): string {
  return Array.from({ length: 31 }, (_, at) => `a${at}: cursor`).join(' ');
}

function costly(): string {
  return `events { ${'seq kind at topicId jobId taskId unitId worker data from to '.repeat(12)} }`;
}

describe('a body is refused', () => {
  const creating = 'mutation { topicCreate(input: { name: "t" }) { topic { id } } }';

  test.each([
    ['in the form of a web page', 'application/x-www-form-urlencoded', `query=${creating}`],
    ['as plain text', 'text/plain', JSON.stringify({ query: creating })],
    ['as the text of a query', 'application/graphql', creating],
    ['without a type', '', JSON.stringify({ query: creating })],
  ])('%s', async (_, contentType, body) => {
    const response = await fetch(api.url, {
      method: 'POST',
      headers: { 'content-type': contentType },
      body,
    });
    expect(response.status).toBe(415);
    expect(await response.json()).toMatchObject({
      errors: [{ extensions: { code: 'UNSUPPORTED_MEDIA_TYPE' } }],
    });
    expect(await topicCount()).toBe(0);
  });

  test('as a form with files', async () => {
    const body = new FormData();
    body.set('operations', JSON.stringify({ query: creating }));
    const response = await fetch(api.url, { method: 'POST', body });
    expect(response.status).toBe(415);
    expect(await topicCount()).toBe(0);
  });

  test.each([
    ['that is no JSON', '{'],
    ['that is empty', ''],
    ['that is a batch', JSON.stringify([{ query: '{ version }' }])],
    ['that is an empty object', '{}'],
    ['that is a text', '"{ version }"'],
  ])('%s', async (_, body) => {
    const response = await fetch(api.url, { method: 'POST', headers: json, body });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({
      errors: [{ extensions: { code: 'BAD_REQUEST' } }],
    });
  });

  test('that is too large, whether or not it says so beforehand', async () => {
    const body = JSON.stringify({ query: creating, extensions: { fill: 'x'.repeat(5_000) } });
    const refused = { errors: [{ extensions: { code: 'BODY_TOO_LARGE' } }] };
    const declared = await fetch(api.url, { method: 'POST', headers: json, body });
    expect(declared.status).toBe(413);
    expect(await declared.json()).toMatchObject(refused);
    const undeclared = await fetch(api.url, {
      method: 'POST',
      headers: json,
      body: new Blob([body]).stream(),
      duplex: 'half',
    } as RequestInit);
    expect(undeclared.status).toBe(413);
    expect(await undeclared.json()).toMatchObject(refused);
    expect(await topicCount()).toBe(0);
  });
});

describe('a server on the loopback interface', () => {
  const path = `/graphql?query=${encodeURIComponent('{ version }')}`;

  test.each([['localhost'], ['127.0.0.1:4000'], ['[::1]:80']])('is reached as %s', async (host) => {
    expect(await call(path, { host })).toBe(200);
  });

  test.each([['rebound.example'], ['rebound.example:4000'], ['localhost.example'], ['10.0.0.1']])(
    'is not reached as "%s"',
    async (host) => {
      expect(await call(path, { host })).toBe(403);
      expect(await call('/schema.graphql', { host })).toBe(403);
    },
  );

  test.each([
    ['http://localhost:5173', 200],
    ['https://page.example', 403],
    ['null', 403],
  ])('answers a page of %s with %i', async (origin, status) => {
    expect(await call(path, { host: 'localhost', origin })).toBe(status);
  });

  test('lets no page of another origin read its answers', async () => {
    const response = await fetch(api.url, {
      method: 'POST',
      headers: { ...json, origin: 'http://localhost:5173' },
      body: JSON.stringify({ query: '{ version }' }),
    });
    expect(response.headers.get('access-control-allow-origin')).toBeNull();
  });
});

describe('the paths', () => {
  const get = (path: string, headers: Record<string, string> = {}) =>
    fetch(new URL(path, api.url), { headers });

  test('/ tells people what is where and needs nothing from elsewhere', async () => {
    const page = await get('/');
    const text = await page.text();
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    for (const path of ['/graphql', '/schema.graphql', '/health/ready', '/health/live']) {
      expect(text).toContain(`href="${path}"`);
    }
    expect(text).not.toMatch(/(src|href)="(https?:)?\/\//);
  });

  test('/schema.graphql is the schema, sent again only when it has changed', async () => {
    const first = await get('/schema.graphql');
    const text = await first.text();
    expect(buildSchema(text).getQueryType()?.name).toBe('Query');
    const etag = first.headers.get('etag') ?? '';
    const second = await get('/schema.graphql', { 'if-none-match': etag });
    expect([second.status, await second.text()]).toEqual([304, '']);
  });

  test('/health/live and /health/ready say that the server is up', async () => {
    for (const [path, text] of [
      ['/health/live', 'alive\n'],
      ['/health/ready', 'ready\n'],
    ] as const) {
      const response = await get(path);
      expect([response.status, await response.text()]).toEqual([200, text]);
      expect(response.headers.get('cache-control')).toBe('no-store');
    }
  });

  test('/graphql shows a browser an editor that loads nothing from elsewhere', async () => {
    const page = await get('/graphql', { accept: 'text/html' });
    const text = await page.text();
    expect(page.status).toBe(200);
    expect(text).toContain('<title>Junjo</title>');
    expect(text).toContain('"subscriptionsProtocol":"WS"');
    expect(text).not.toMatch(/<(script|link)[^>]*(src|href)="https?:/);
  });

  test('anything else is not found', async () => {
    expect((await get('/nothing')).status).toBe(404);
    expect((await fetch(new URL('/health/ready', api.url), { method: 'POST' })).status).toBe(405);
  });
});
